import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FetchedRecords } from '../source-file.ts';

/** An object in a pack. */
export interface PackedObject extends Omit<FetchedRecords, 'path'> {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** Which of the files of the pack holds it. */
  readonly file: number;
}

export interface PackedFile {
  /** In the folder of the pack. */
  readonly name: string;
  readonly bytes: number;
  readonly crc: number;
}

/** Where in the files of a pack the records of all objects are that do not stay as they are. */
export const recordsFile = 0;

/** What a pack holds: a folder of files that are never changed again. */
export interface PackIndex {
  readonly files: readonly PackedFile[];
  readonly objects: readonly PackedObject[];
}

/** Written last: a pack without it was never finished. */
export const indexName = 'index.json';
const format = 2;

/** Undefined when there is none that can be believed. */
export async function readPackIndex(folder: string): Promise<PackIndex | undefined> {
  const text = await readFile(join(folder, indexName), 'utf8').catch(() => '');
  const [crc, body = ''] = text.split('\n', 2);
  if (body === '' || Number(crc) !== crc32(body)) return undefined;
  const index = JSON.parse(body) as PackIndex & { readonly format: number };
  return index.format === format ? index : undefined;
}

/** It appears whole, and after the files that it tells of have reached the disk. */
export async function writePackIndex(folder: string, index: PackIndex): Promise<void> {
  const body = JSON.stringify({ format, ...index });
  const unfinished = join(folder, `${indexName}.tmp`);
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(`${crc32(body)}\n${body}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, join(folder, indexName));
}
