import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hasCode } from './disk-error.ts';
import { isDocument } from './keys.ts';
import type { ObjectInfo, StoredObject } from './store.ts';

/** Undefined when no file is at `path`: there is no object where a folder is, nor below a file. */
export async function readObject(path: string, key: string): Promise<StoredObject | undefined> {
  try {
    const { bytes, stats } = await readWithStats(path);
    const etag = isDocument(key) ? documentEtag(bytes) : dataEtag(stats);
    return { bytes, etag, modified: Number(stats.mtimeMs) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** What is known of a file without reading it; a document, which is small, is read for its ETag. */
export function describeObject(path: string, key: string): ObjectInfo | undefined {
  try {
    const stats = lstatSync(path, { bigint: true });
    if (stats.isDirectory()) return undefined;
    const etag = isDocument(key) && stats.isFile() ? documentEtag(readFileSync(path)) : dataEtag(stats);
    return { key, size: Number(stats.size), etag, modified: Number(stats.mtimeMs) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** True of the errors that mean that no file is there. */
export function isAbsence(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR');
}

export function documentEtag(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Data files are many and never written in place, so size and time to the nanosecond tell them apart. */
function dataEtag(stats: BigIntStats): string {
  return `${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}`;
}

/** Both of one and the same file, whatever is renamed to its path meanwhile. */
async function readWithStats(path: string): Promise<{ bytes: Uint8Array; stats: BigIntStats }> {
  const file = await open(path);
  try {
    return { stats: await file.stat({ bigint: true }), bytes: await file.readFile() };
  } finally {
    await file.close();
  }
}
