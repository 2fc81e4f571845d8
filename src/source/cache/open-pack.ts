import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isCompressed } from '../read-bytes.ts';
import type { FetchedRecords, SourceFile } from '../source-file.ts';
import type { HeldFiles } from './held-files.ts';
import type { RecordLines } from './one-record-a-line.ts';
import { removePack } from './pack.ts';
import { type PackedFile, type PackedObject, recordsFile, writePackIndex } from './pack-index.ts';

const batchBytes = 2 ** 20;

/** A pack that is being written. It is in the cache, whole, when `commit` has ended, and before that not at all. */
export class OpenPack {
  readonly #id = randomUUID();
  readonly #held: HeldFiles;
  readonly #path: string;
  readonly #objects: PackedObject[] = [];
  /** Objects that stay files of their own, by their places in the pack. */
  readonly #whole: PackedFile[] = [];
  readonly #wholes: Promise<void>[] = [];
  #handle: Promise<FileHandle> | undefined;
  #batch: Buffer[] = [];
  #batchBytes = 0;
  #bytes = 0;
  #crc = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(held: HeldFiles) {
    this.#held = held;
    this.#path = this.#heldPath(recordsName);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when there is room for more. */
  async add({ object }: SourceFile, { bytes, lines, records }: RecordLines): Promise<FetchedRecords> {
    const { key, etag, size } = object!;
    const stretch = { start: this.#bytes, length: bytes.length, lines, records };
    this.#objects.push({ key, etag, size, file: recordsFile, ...stretch });
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    this.#bytes += bytes.length;
    if (this.#batchBytes >= batchBytes) await this.#flush();
    return { path: this.#path, ...stretch };
  }

  /** Adds an object as it is. */
  async addWhole({ object }: SourceFile, bytes: Buffer): Promise<FetchedRecords> {
    const { key, etag, size } = object!;
    const name = `${this.#whole.length}${isCompressed(key) ? `.json${extname(key)}` : '.json'}`;
    const file = this.#whole.push({ name, bytes: bytes.length, crc: crc32(bytes) });
    const path = this.#heldPath(name);
    const stretch = { start: 0, length: bytes.length };
    this.#objects.push({ key, etag, size, file, ...stretch });
    const writing = writeWhole(path, bytes);
    this.#wholes.push(writing);
    await writing;
    return { path, ...stretch };
  }

  /**
   * Finishes the pack for this run, and puts it into a folder of the cache for others. Should that fail, because the disk
   * is full or the folder was cleared away meanwhile, the next run will have to fetch again.
   */
  async commit(cacheFolder: string): Promise<void> {
    await Promise.all([this.#flush(), ...this.#wholes]);
    const handle = await this.#open();
    await handle.sync().finally(() => handle.close());
    const folder = join(cacheFolder, this.#id);
    try {
      await this.#give(folder);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      await removePack(folder);
    }
  }

  async #give(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = [{ name: recordsName, bytes: this.#bytes, crc: this.#crc }, ...this.#whole];
    for (const { name } of files) await this.#held.give(this.#heldPath(name), join(folder, name));
    await writePackIndex(folder, { files, objects: this.#objects });
  }

  /** Forgets what was written. Closing a file that `commit` has closed does nothing. */
  async discard(): Promise<void> {
    await Promise.allSettled([this.#writing, ...this.#wholes]);
    await this.#handle?.then(handle => handle.close()).catch(() => undefined);
    for (const name of [recordsName, ...this.#whole.map(file => file.name)]) {
      await rm(this.#heldPath(name), { force: true });
    }
  }

  #heldPath(name: string): string {
    return join(this.#held.folder, `${this.#id}-${name}`);
  }

  #open(): Promise<FileHandle> {
    this.#handle ??= open(this.#path, 'wx', 0o600);
    return this.#handle;
  }

  /** One write after the other, in the order of the objects. */
  #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    this.#crc = crc32(bytes, this.#crc);
    this.#writing = this.#writing.then(async () => {
      const handle = await this.#open();
      await handle.writeFile(bytes);
    });
    return this.#writing;
  }
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const recordsName = 'records.ndjson';
