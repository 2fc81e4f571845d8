import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareKeys, ownPrefix } from './keys.ts';
import { describeObject, isAbsence } from './local-object.ts';
import type { ObjectInfo } from './store.ts';
import { isTurnOver, nextTurn } from './turns.ts';

/**
 * The files below `root` whose key begins with `prefix`, in key order. Symbolic links are listed, not followed. What
 * comes or goes meanwhile may or may not be seen.
 */
export async function* listFolder(root: string, prefix: string): AsyncIterable<ObjectInfo> {
  for (const key of walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)) {
    if (isTurnOver()) await nextTurn();
    const info = describeObject(`${root}/${key}`, key);
    if (info !== undefined) yield info;
  }
}

/** `folder` is empty or ends in a slash. */
function* walk(root: string, folder: string, prefix: string): Generator<string> {
  const keys = entriesOf(join(root, folder))
    .map(entry => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter(key => isWanted(key, prefix))
    .sort(compareKeys);
  for (const key of keys) {
    if (key.endsWith('/')) yield* walk(root, key, prefix);
    else yield key;
  }
}

function isWanted(key: string, prefix: string): boolean {
  return key.startsWith(prefix) && !key.startsWith(ownPrefix);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
