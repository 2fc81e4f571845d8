import { isUtf8 } from 'node:buffer';
import type { Column } from '../columns/column.ts';
import { type RecordCheck, recordCheck } from './check-record.ts';
import { DamagedFileError, readBytes } from './read-bytes.ts';
import { MAX_RECORD_BYTES, type SourceFile } from './source-file.ts';
import { type Piece, splitRecords } from './split-records.ts';

/** A record of a file, or what stands where one should be. */
export interface InspectedRecord {
  /** Where it begins and ends, counted from 1. */
  readonly line: number;
  readonly endLine: number;
  /** As it stands in the file, without white space around it. Valid until the next record is asked for. */
  readonly bytes: Buffer;
  /** Why it cannot be read; undefined for a good one. */
  readonly reason: string | undefined;
  /** It goes on from the record before it, which was too long to be held whole: no record of its own. */
  readonly continuation: boolean;
}

/**
 * Reads one file again, record by record, after the fast pass met something in it: in bounded memory, counting lines
 * itself, by the same rules for values as the SQL. Good and bad records together are all there is in the file.
 *
 * @throws SparkifyError 'unreadable-file'
 */
export async function* inspectFile(
  file: SourceFile,
  columns: readonly Column[],
  maxBytes = MAX_RECORD_BYTES,
): AsyncGenerator<InspectedRecord, void, void> {
  const check = recordCheck(columns);
  const damage: DamagedFileError[] = [];
  let line = 1;
  for await (const piece of splitRecords(untilDamaged(file, damage), maxBytes)) {
    line = piece.endLine;
    const { bytes, continuation } = piece;
    yield { ...placeOf(piece, file), bytes, reason: reasonOf(piece, check), continuation };
  }
  const [damaged] = damage;
  if (damaged === undefined) return;
  yield { line, endLine: line, bytes: Buffer.alloc(0), reason: damaged.message, continuation: false };
}

/** In the file itself, whatever form its records were fetched in. */
function placeOf(
  { line, endLine }: Piece,
  { fetched }: SourceFile,
): Pick<InspectedRecord, 'line' | 'endLine'> {
  const lines = fetched?.lines;
  return lines === undefined
    ? { line, endLine }
    : { line: lines[2 * (line - 1)]!, endLine: lines[2 * (endLine - 1) + 1]! };
}

async function* untilDamaged(file: SourceFile, damage: DamagedFileError[]): AsyncGenerator<Uint8Array> {
  try {
    yield* readBytes(file);
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    damage.push(error);
  }
}

function reasonOf({ bytes, members, reason }: Piece, check: RecordCheck): string | undefined {
  if (reason !== undefined || members === undefined) return reason;
  return isUtf8(bytes) ? check(bytes, members) : 'it is not valid UTF-8';
}
