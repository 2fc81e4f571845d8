import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from '../../src/storage/file-lock.ts';

const minutes = 60_000;

/**
 * Installs what tests need into the user's cache folder, which all clones share. Where two runs install at once, the second
 * waits for the first. What a killed installation leaves has another name than what is looked for.
 *
 * @param name of the folder, with the version in it
 * @param install fills a folder that is moved to its place afterwards
 * @returns the absolute path of the folder
 */
export async function installOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sparkify-tests');
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const path = join(cache, 'install.lock');
  await withFileLock({ path, lake: cache, timeout: 10 * minutes }, async () => {
    if (existsSync(folder)) return;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    await install(partial);
    renameSync(partial, folder);
  });
  return folder;
}
