import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { hasCode } from '../../storage/disk-error.ts';
import type { FetchedRecords } from '../source-file.ts';
import type { HeldFiles } from './held-files.ts';
import { indexName, type PackedObject, type PackIndex, readPackIndex } from './pack-index.ts';

/** A pack of the cache that this run may read from. */
export interface Pack {
  /** Absolute. */
  readonly folder: string;
  readonly bytes: number;
  readonly objects: readonly PackedObject[];
  /** Where the records of one of its objects lie. */
  recordsOf(object: PackedObject): FetchedRecords;
}

/** After this long a pack without an index is not being written any more. */
const maximumAge = 24 * 60 * 60 * 1000;

/**
 * The packs in a folder of the cache. Only those that are what they were when they were written: one whose files are cut,
 * changed or gone is removed, and so is what a killed process left of one.
 */
export async function loadPacks(folder: string, held: HeldFiles): Promise<readonly Pack[]> {
  const names = await readdir(folder).catch(() => []);
  const packs: Pack[] = [];
  for (const name of names.sort()) {
    const pack = await loadPack(join(folder, name), held);
    if (pack !== undefined) packs.push(pack);
  }
  return packs;
}

/** The index goes first, so that nobody takes what is left for a pack. */
export async function removePack(folder: string): Promise<void> {
  await rm(join(folder, indexName), { force: true });
  await rm(folder, { recursive: true, force: true });
}

async function loadPack(folder: string, held: HeldFiles): Promise<Pack | undefined> {
  const index = await readPackIndex(folder);
  const paths = index && (await hold(folder, index, held));
  if (index !== undefined && paths !== undefined) return toPack(folder, index, paths);
  const { mtimeMs } = (await stat(folder).catch(() => undefined)) ?? { mtimeMs: Date.now() };
  if (index !== undefined || Date.now() - mtimeMs > maximumAge) await removePack(folder);
  return undefined;
}

/** Paths to read its files by; undefined when one is not what it was. */
async function hold(
  folder: string,
  { files }: PackIndex,
  held: HeldFiles,
): Promise<readonly string[] | undefined> {
  const paths: string[] = [];
  for (const { name, bytes, crc } of files) {
    try {
      const path = await held.hold(join(folder, name), `${basename(folder)}-${name}`);
      if ((await stat(path)).size !== bytes || (await checksum(path)) !== crc) return undefined;
      paths.push(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'EIO', 'EACCES')) return undefined;
      throw error;
    }
  }
  return paths;
}

async function checksum(path: string): Promise<number> {
  let crc = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) crc = crc32(chunk, crc);
  return crc;
}

function toPack(folder: string, { files, objects }: PackIndex, paths: readonly string[]): Pack {
  return {
    folder,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    objects,
    recordsOf: ({ file, start, length, lines, records }) => {
      return { path: paths[file]!, start, length, lines, records };
    },
  };
}
