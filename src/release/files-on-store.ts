import { inParallel } from '../storage/in-parallel.ts';
import type { ObjectInfo, Store } from '../storage/store.ts';
import type { DataFile } from './documents.ts';

const parallelListings = 16;

/** What lies below these prefixes, by key. `expected` are keys that are likely there, as for `list` of a store. */
export async function listObjects(
  store: Store,
  prefixes: readonly string[],
  expected: readonly string[] = [],
): Promise<ReadonlyMap<string, ObjectInfo>> {
  const found: ObjectInfo[][] = prefixes.map(() => []);
  await inParallel(prefixes.entries(), parallelListings, async ([index, prefix]) => {
    for await (const object of store.list(prefix, expected)) found[index]!.push(object);
  });
  return new Map(found.flat().map(object => [object.key, object]));
}

export async function keysBelow(store: Store, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** Whether an object is the recorded file, by size and ETag. */
export function isFile(object: ObjectInfo | undefined, file: DataFile): boolean {
  return object !== undefined && object.size === file.bytes && object.etag === file.etag;
}

async function lookAt(
  store: Store,
  keys: readonly string[],
): Promise<ReadonlyMap<string, ObjectInfo> | undefined> {
  const found = await store.look?.(keys);
  return found && new Map(found.map(object => [object.key, object]));
}

/** The folders `files/<release>/<table>/` of files, each once. */
export function foldersOf(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map(path => `${path.split('/', 3).join('/')}/`))];
}

/**
 * Which of the recorded files no longer exist with their size and ETag. Where they are not looked at one by one, each folder
 * `files/<release>/<table>/` is listed once.
 */
export async function changedFiles(store: Store, files: readonly DataFile[]): Promise<readonly DataFile[]> {
  const paths = files.map(({ path }) => path);
  const present = (await lookAt(store, paths)) ?? (await listObjects(store, foldersOf(paths), paths));
  return files.filter(file => !isFile(present.get(file.path), file));
}
