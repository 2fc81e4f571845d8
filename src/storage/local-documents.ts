import { linkSync, renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './disk-error.ts';
import { inFolderOf } from './local-folders.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** Writes a file whole and durably unless there is one: false then. A link, unlike a rename, never overwrites. */
export async function createDurably(
  path: string,
  bytes: Uint8Array,
  scratch: ScratchFolder,
): Promise<boolean> {
  const unfinished = scratch.newPath();
  try {
    await writeDurably(unfinished, bytes);
    inFolderOf(path, new Set(), () => linkSync(unfinished, path));
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** Replaces a file whole and durably: whoever reads sees the old bytes or the new ones. */
export async function replaceDurably(path: string, bytes: Uint8Array, scratch: ScratchFolder): Promise<void> {
  const unfinished = scratch.newPath();
  try {
    await writeDurably(unfinished, bytes);
    renameSync(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is durable once its folder is. Windows cannot open folders, and keeps names by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
