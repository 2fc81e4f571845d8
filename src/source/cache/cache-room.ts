import type { Stats } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Notes that the packs of a source were used now, unless another process has cleared them away. */
export async function markUsed(folder: string, now: number): Promise<void> {
  await utimes(folder, now / 1000, now / 1000).catch(() => undefined);
}

/**
 * Removes the packs of the sources that were not used for longest, until the whole cache takes no more than `limit`.
 *
 * @param own folders of the sources that this run reads, which stay
 */
export async function trimCache(
  root: string,
  own: ReadonlyMap<string, number>,
  limit: number,
): Promise<void> {
  const folders = await Promise.all((await namesIn(root)).map(name => measured(join(root, name))));
  const oldestFirst = folders.flat().sort((a, b) => a.used - b.used);
  let total = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of oldestFirst) {
    if (total <= limit) return;
    if (own.has(path)) continue;
    await rm(path, { recursive: true, force: true });
    total -= bytes;
  }
}

async function measured(path: string) {
  const used = (await statOf(path))?.mtimeMs;
  if (used === undefined) return [];
  const names = await namesIn(path, true);
  const stats = await Promise.all(names.map(name => statOf(join(path, name))));
  return [{ path, used, bytes: stats.reduce((sum, each) => sum + (each?.isFile() ? each.size : 0), 0) }];
}

/** None in a folder that is gone. */
function namesIn(path: string, recursive = false): Promise<string[]> {
  return readdir(path, { recursive }).catch(() => []);
}

/** Undefined for what another process has removed. */
function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
