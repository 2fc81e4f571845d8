import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { targetError } from '../storage/disk-error.ts';

const BATCH_BYTES = 1024 * 1024;
const NEWLINE = Buffer.from('\n');

/** Writes lines to a file, which is made with its folder when the first one comes. An existing file is replaced. */
export class LineWriter {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #batch: Buffer[] = [];
  #batchBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The bytes may be reused by the caller afterwards. */
  write(line: Buffer): Promise<void> {
    return this.append(Buffer.from(line), NEWLINE);
  }

  /** Adds lines that end as lines do; the caller lets go of the bytes. */
  async append(...lines: readonly Buffer[]): Promise<void> {
    this.#batch.push(...lines);
    for (const { length } of lines) this.#batchBytes += length;
    if (this.#batchBytes >= BATCH_BYTES) await this.#flush();
  }

  /** Writes what is left. The file exists afterwards, if only empty. */
  async close(): Promise<void> {
    await this.#flush();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    try {
      await this.#append();
    } catch (error) {
      throw targetError(error, this.#path);
    }
    this.#batch = [];
    this.#batchBytes = 0;
  }

  async #append(): Promise<void> {
    if (this.#handle === undefined) {
      await mkdir(dirname(this.#path), { recursive: true });
      this.#handle = await open(this.#path, 'w');
    }
    // writev() may write less than all of it when the disk is nearly full.
    await this.#handle.writeFile(Buffer.concat(this.#batch));
  }
}
