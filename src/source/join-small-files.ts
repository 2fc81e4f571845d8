import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { isTurnOver, nextTurn } from '../storage/turns.ts';
import { manyObjects, smallBytes } from './cache/choose-swarm.ts';
import type { HeldFiles } from './cache/held-files.ts';
import { oneRecordALine } from './cache/one-record-a-line.ts';
import type { SourceFile } from './source-file.ts';

/** A file that has a doubtful record is read again as a whole, so it is not to be too large. */
const joinedBytes = 16 * 2 ** 20;
const batchBytes = 2 ** 20;

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
 * @throws SparkifyError `interrupted`
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
      const records = await oneRecordALine(readFileSync(file.path), file.path);
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

/** Writes one file after the other, each in batches. */
class JoinedWriter {
  readonly #folder: string;
  #path = '';
  #handle: FileHandle | undefined;
  #bytes = 0;
  #batch: Buffer[] = [];
  #batchBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns where they lie */
  async add(bytes: Buffer): Promise<{ path: string; start: number }> {
    if (this.#handle === undefined) {
      this.#path = join(this.#folder, `joined-${randomUUID()}.ndjson`);
      this.#handle = await open(this.#path, 'wx', 0o600);
    }
    const place = { path: this.#path, start: this.#bytes };
    this.#batch.push(bytes);
    this.#bytes += bytes.length;
    this.#batchBytes += bytes.length;
    if (this.#batchBytes >= batchBytes) await this.#flush();
    if (this.#bytes >= joinedBytes) await this.close();
    return place;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    await this.#flush().finally(() => handle.close());
    this.#handle = undefined;
    this.#bytes = 0;
  }

  async #flush(): Promise<void> {
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    await this.#handle!.writeFile(batch);
  }
}
