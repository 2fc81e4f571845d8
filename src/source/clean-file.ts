import { basename, join } from 'node:path';
import type { Column } from '../columns/column.ts';
import { type InspectedRecord, inspectFile } from './inspect-file.ts';
import { LineWriter } from './line-writer.ts';
import type { SourceFile } from './source-file.ts';

/** Takes the bad records of a file. The bytes of the record are valid only during the call. */
export type TakeBadRecord = (file: SourceFile, record: InspectedRecord) => Promise<void> | void;

interface Options {
  /** All that is read from one path. */
  readonly files: readonly SourceFile[];
  readonly columns: readonly Column[];
  /** Absolute path of the copy. */
  readonly copy: string;
  readonly onBadRecord: TakeBadRecord;
}

/**
 * Writes the good records of what is read as one file to a copy, one per line, and hands out the bad ones. A file that
 * holds good records only, in a mixture of forms that DuckDB refuses, is thereby brought into one form.
 */
export async function cleanFile({ files, columns, copy, onBadRecord }: Options): Promise<void> {
  const writer = new LineWriter(copy);
  try {
    for (const file of files) {
      for await (const record of inspectFile(file, columns)) {
        if (record.reason === undefined) await writer.write(onOneLine(record.bytes));
        else await onBadRecord(file, record);
      }
    }
  } finally {
    await writer.close();
  }
}

/** Where the copy of the file at `index` in its source goes. Its name is no longer that of a compressed file. */
export function copyPath(scratchDir: string, path: string, index: number): string {
  return join(scratchDir, `${index}-${basename(path).replace(/\.(gz|zst)$/i, '')}`);
}

/** A line break in a JSON value can only stand between its parts: in a string it would be malformed. */
export function onOneLine(bytes: Buffer): Buffer {
  if (!bytes.includes('\n') && !bytes.includes('\r')) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(/[\r\n]/g, ' '), 'latin1');
}
