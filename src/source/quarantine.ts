import { isUtf8 } from 'node:buffer';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InspectedRecord } from './inspect-file.ts';
import { LineWriter } from './line-writer.ts';
import type { SourceFile } from './source-file.ts';

const FILE_NAME = 'bad-records.jsonl';

/** The folder of one source's bad records. */
export function quarantineFolder(quarantineDir: string, source: string): string {
  return join(quarantineDir, source.replaceAll(/[^\w.-]/g, '_'));
}

/** Removes what an earlier run moved to quarantine. To be called when a source is read anew. */
export async function clearQuarantine(quarantineDir: string, source: string): Promise<void> {
  await rm(quarantineFolder(quarantineDir, source), { recursive: true, force: true });
}

/**
 * Writes bad records as lines `{"file", "line", "endLine", "reason", "record"}`. The raw files are left as they are.
 * The lines replace those of an earlier run when all of them are written.
 */
export class Quarantine {
  readonly folder: string;
  readonly #writer: LineWriter;

  constructor(quarantineDir: string, source: string) {
    this.folder = quarantineFolder(quarantineDir, source);
    this.#writer = new LineWriter(join(this.folder, `${FILE_NAME}.tmp`));
  }

  async add(file: SourceFile, { line, endLine, reason, bytes }: InspectedRecord): Promise<void> {
    // Bytes that are no text are kept as they are: nothing is lost.
    const base64 = isUtf8(bytes) ? {} : { recordBase64: bytes.toString('base64') };
    const entry = { file: file.label, line, endLine, reason, record: bytes.toString('utf8'), ...base64 };
    await this.#writer.write(Buffer.from(JSON.stringify(entry)));
  }

  async finish(): Promise<void> {
    await this.#writer.close();
    await rename(join(this.folder, `${FILE_NAME}.tmp`), join(this.folder, FILE_NAME));
  }

  async abandon(): Promise<void> {
    await this.#writer.discard();
  }
}
