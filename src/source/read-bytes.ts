import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress, ZstdDecompress } from 'node:zlib';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { readObject } from './read-object.ts';
import { readStretch } from './read-stretch.ts';
import type { SourceFile } from './source-file.ts';

/** A compressed file broke off or holds what is no compressed data. What came before it was handed out. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/**
 * The bytes of a file from front to back, decompressed when its name ends in `.gz` or `.zst`, as DuckDB does.
 *
 * @throws SparkifyError 'unreadable-file'
 * @throws DamagedFileError
 */
export async function* readBytes(file: SourceFile): AsyncGenerator<Uint8Array, void, void> {
  try {
    if (file.fetched === undefined) {
      const size = sizeOf(file);
      yield* unpack(start => streamOf(file, start), size, file.path);
    } else {
      const { path } = file.fetched;
      const bytes = await readStretch(file.fetched);
      if (isCompressed(path)) yield* unpackBytes(bytes, path);
      else yield bytes;
    }
  } catch (error) {
    throw readError(file, error);
  }
}

/** The same for bytes that are held already, of a file of that name. */
export async function* unpackBytes(bytes: Buffer, name: string): AsyncGenerator<Uint8Array, void, void> {
  yield* unpack(start => Readable.from([bytes.subarray(start)], { objectMode: false }), bytes.length, name);
}

/** Frame by frame: several of Zstandard may follow each other, and Node stops behind the first. */
async function* unpack(
  open: (start: number) => Readable,
  size: number,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  let start = 0;
  do start += yield* readFrame(open(start), size, name);
  while (start < size);
}

function sizeOf(file: SourceFile): number {
  if (file.object !== undefined) return file.object.size;
  try {
    return statSync(file.path).size;
  } catch (error) {
    throw readError(file, error);
  }
}

/** Reads to the end of the file, or of one frame. Returns the number of bytes that it read of the file. */
async function* readFrame(
  raw: Readable,
  size: number,
  name: string,
): AsyncGenerator<Uint8Array, number, void> {
  const unpacked = decompressor(name);
  raw.on('error', error => unpacked?.destroy(error));
  try {
    yield* unpacked === undefined ? raw : raw.pipe(unpacked);
    return unpacked instanceof ZstdDecompress ? unpacked.bytesWritten : size;
  } catch (error) {
    throw damage(error);
  } finally {
    raw.destroy();
    unpacked?.destroy();
  }
}

function streamOf({ path, object }: SourceFile, start: number): Readable {
  if (object === undefined) return createReadStream(path, { start, highWaterMark: 1024 * 1024 });
  return Readable.from(readObject(object, start), { objectMode: false });
}

/** By its name, as DuckDB tells. */
export function isCompressed(path: string): boolean {
  return /\.(gz|zst)$/i.test(path);
}

function decompressor(path: string) {
  if (/\.gz$/i.test(path)) return createGunzip();
  if (/\.zst$/i.test(path)) return createZstdDecompress();
  return undefined;
}

function damage(error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(code)) return error;
  return new DamagedFileError(`its compressed data are damaged (${message})`, { cause: error });
}

function readError(file: SourceFile, error: unknown): Error {
  if (error instanceof SparkifyError || error instanceof DamagedFileError) return error;
  const { message } = error as NodeJS.ErrnoException;
  return new SparkifyError('unreadable-file', `The file ${file.label} cannot be read: ${message}.`, {
    cause: error,
    hint: 'Check that it still exists and that you may read it.',
  });
}
