import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress, ZstdDecompress } from 'node:zlib';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { readObject } from './read-object.ts';
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
  const size = sizeOf(file);
  let start = 0;
  do start += yield* readFrame(file, start, size);
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

/**
 * Reads to the end of the file, or of one frame of Zstandard: several may follow each other, and Node stops behind the
 * first. Returns the number of bytes that it read of the file.
 */
async function* readFrame(
  file: SourceFile,
  start: number,
  size: number,
): AsyncGenerator<Uint8Array, number, void> {
  const raw = streamOf(file, start);
  const unpack = decompressor(file.path);
  raw.on('error', error => unpack?.destroy(error));
  try {
    yield* unpack === undefined ? raw : raw.pipe(unpack);
    return unpack instanceof ZstdDecompress ? unpack.bytesWritten : size;
  } catch (error) {
    throw readError(file, error);
  } finally {
    raw.destroy();
    unpack?.destroy();
  }
}

function streamOf({ path, object }: SourceFile, start: number): Readable {
  if (object === undefined) return createReadStream(path, { start, highWaterMark: 1024 * 1024 });
  return Readable.from(readObject(object, start), { objectMode: false });
}

function decompressor(path: string) {
  if (/\.gz$/i.test(path)) return createGunzip();
  if (/\.zst$/i.test(path)) return createZstdDecompress();
  return undefined;
}

function readError(file: SourceFile, error: unknown): Error {
  if (error instanceof SparkifyError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/^(Z_|ZSTD_|ERR_ZLIB)/.test(code)) {
    return new DamagedFileError(`its compressed data are damaged (${message})`, { cause: error });
  }
  return new SparkifyError('unreadable-file', `The file ${file.label} cannot be read: ${message}.`, {
    cause: error,
    hint: 'Check that it still exists and that you may read it.',
  });
}
