import { constants, copyFileSync, linkSync, lstatSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './disk-error.ts';
import { inFolderOf, removeIfEmpty } from './local-folders.ts';
import { isAbsence } from './local-object.ts';
import type { ScratchFolder } from './scratch-folder.ts';
import { mapInTurns } from './turns.ts';

/** Moves a file to `to`, whatever is there; across file systems by a copy that appears whole. */
export function moveFile(from: string, to: string, scratch: ScratchFolder): void {
  try {
    inFolderOf(to, new Set(), () => renameSync(from, to));
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    copyBytes(from, to, scratch);
    rmSync(from);
  }
}

/**
 * Makes `to` the same file as `from`, or a copy of it where hard links do not work: then it gives false. Replaces what
 * is at `to`.
 */
export function linkFile(from: string, to: string, made: Set<string>, scratch: ScratchFolder): boolean {
  try {
    if (!linkIfAbsent(from, to, made)) replaceByLink(from, to, scratch);
    return true;
  } catch (error) {
    if (!hasCode(error, ...linkRefusals)) throw error;
    copyBytes(from, to, scratch);
    return false;
  }
}

/** Deletes files, those that exist, and the folders that this leaves empty below `root`. */
export async function deleteFiles(paths: readonly string[], root: string): Promise<void> {
  await mapInTurns(paths, unlinkIfPresent);
  let folders = parentsOf(paths, root);
  while (folders.length > 0) {
    const gone = await mapInTurns(folders, folder => (removeIfEmpty(folder) ? [folder] : []));
    folders = parentsOf(gone.flat(), root);
  }
}

/** Another file system; not allowed or not offered by this one; too many links to one file. */
const linkRefusals = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

function linkIfAbsent(from: string, to: string, made: Set<string>): boolean {
  try {
    inFolderOf(to, made, () => linkSync(from, to));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function replaceByLink(from: string, to: string, scratch: ScratchFolder): void {
  // Renaming one link of a file over another does nothing, and would leave the unfinished name.
  if (inodeOf(to) === inodeOf(from)) return;
  const unfinished = scratch.newPath();
  linkSync(from, unfinished);
  moveIntoPlace(unfinished, to);
}

function copyBytes(from: string, to: string, scratch: ScratchFolder): void {
  const unfinished = scratch.newPath();
  try {
    copyFileSync(from, unfinished, constants.COPYFILE_FICLONE);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  moveIntoPlace(unfinished, to);
}

function moveIntoPlace(unfinished: string, to: string): void {
  try {
    inFolderOf(to, new Set(), () => renameSync(unfinished, to));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Device and inode: equal for links of one file. Undefined when nothing is there. */
function inodeOf(path: string): string | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

function unlinkIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** The distinct folders of these paths, without `root`. */
function parentsOf(paths: readonly string[], root: string): readonly string[] {
  const parents = new Set(paths.map(path => dirname(path)));
  parents.delete(root);
  return [...parents];
}
