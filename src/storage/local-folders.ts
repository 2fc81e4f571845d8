import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './disk-error.ts';
import { isAbsence } from './local-object.ts';

/**
 * Runs something synchronous that needs the folder of `path`. Another process may remove that folder at any moment,
 * because deleting objects removes empty folders; then it is made once more.
 *
 * @param made folders that were made already, to save asking for each of many files
 */
export function inFolderOf<T>(path: string, made: Set<string>, action: () => T): T {
  const folder = dirname(path);
  for (let attempt = 1; ; attempt++) {
    if (!made.has(folder)) makeFolder(folder);
    made.add(folder);
    try {
      return action();
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === maximumAttempts) throw error;
      made.delete(folder);
    }
  }
}

/**
 * Makes a folder and its parents unless they exist. Not by `recursive` of Node's own: that never returns where the
 * system answers ENOENT though the parent exists, as it does in /proc.
 */
export function makeFolder(folder: string): void {
  try {
    makeOne(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    makeOne(folder);
  }
}

/** Removes a folder unless something is in it. True when the folder is gone. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    if (isAbsence(error)) return true;
    throw error;
  }
}

/** Of two writers and a deleter, one gets through; more in a row is no accident. */
const maximumAttempts = 3;

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}
