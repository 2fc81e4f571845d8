import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { isTurnOver, nextTurn } from '../storage/turns.ts';
import { manyObjects, smallBytes } from './cache/choose-swarm.ts';
import type { HeldFiles } from './cache/held-files.ts';
import { oneRecordALine } from './cache/one-record-a-line.ts';
import { LineWriter } from './line-writer.ts';
import type { SourceFile } from './source-file.ts';

/** A file that has a doubtful record is read again as a whole, so it is not to be too large. */
const joinedBytes = 16 * 2 ** 20;

interface Options {
  /** Where the joined files lie for as long as the run lasts. */
  readonly held: HeldFiles;
  readonly signal: AbortSignal;
}

/**
 * Joins the records of many small files of this machine, for an engine that takes long to open each: of 15,000 files of 300 bytes
 * Spark took 164 s. What is no record stays where it is, so that all that is said of it is true.
 *
 * @returns all files, in the same order
 * @throws SparkifyError `interrupted`, `out-of-disk`, `target-not-writable`
 */
export async function joinSmallFiles(
  files: readonly SourceFile[],
  { held, signal }: Options,
): Promise<readonly SourceFile[]> {
  const small = files.filter(isSmall);
  if (small.length <= manyObjects) return files;
  held.open();
  const joined = new Map<SourceFile, SourceFile>();
  const writer = new JoinedWriter(held.folder);
  try {
    for (const file of small) {
      if (signal.aborted) throw new SparkifyError('interrupted', 'Interrupted.');
      if (isTurnOver()) await nextTurn();
      const content = contentOf(file);
      const records = content && (await oneRecordALine(content, file.path));
      if (records === undefined) continue;
      const { bytes, lines, records: count } = records;
      const place = await writer.add(bytes);
      joined.set(file, { ...file, fetched: { ...place, length: bytes.length, lines, records: count } });
    }
  } finally {
    await writer.close();
  }
  return files.map(file => joined.get(file) ?? file);
}

function isSmall({ path, object }: SourceFile): boolean {
  if (object !== undefined) return false;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  return size !== undefined && size <= smallBytes;
}

/** Undefined of one that cannot be read: whoever reads it in its place says why. */
function contentOf({ path }: SourceFile): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** Writes one file after the other. */
class JoinedWriter {
  readonly #folder: string;
  #path = '';
  #writer: LineWriter | undefined;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns where they lie */
  async add(bytes: Buffer): Promise<{ path: string; start: number }> {
    if (this.#writer === undefined) {
      this.#path = join(this.#folder, `joined-${randomUUID()}.ndjson`);
      this.#writer = new LineWriter(this.#path);
    }
    const place = { path: this.#path, start: this.#bytes };
    await this.#writer.append(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= joinedBytes) await this.close();
    return place;
  }

  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    this.#bytes = 0;
    await writer?.close();
  }
}
