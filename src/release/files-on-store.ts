import type { ObjectInfo, Store } from '../storage/store.ts';
import type { DataFile } from './documents.ts';

/** What lies below these prefixes, by key. */
export async function listObjects(
  store: Store,
  ...prefixes: readonly string[]
): Promise<ReadonlyMap<string, ObjectInfo>> {
  const found = new Map<string, ObjectInfo>();
  for (const prefix of prefixes) for await (const object of store.list(prefix)) found.set(object.key, object);
  return found;
}

/** Whether an object is the recorded file, by size and ETag. */
export function isFile(object: ObjectInfo | undefined, file: DataFile): boolean {
  return object !== undefined && object.size === file.bytes && object.etag === file.etag;
}

/**
 * Which of the recorded files no longer exist with their size and ETag. It lists each folder `files/<release>/<table>/`
 * once.
 */
export async function changedFiles(store: Store, files: readonly DataFile[]): Promise<readonly DataFile[]> {
  const changed: DataFile[] = [];
  for (const [folder, group] of Map.groupBy(files, file => file.path.split('/', 3).join('/'))) {
    const present = await listObjects(store, `${folder}/`);
    changed.push(...group.filter(file => !isFile(present.get(file.path), file)));
  }
  return changed;
}
