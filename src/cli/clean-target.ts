import { existsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';

/**
 * Removes what the target folder holds, but no lake of any target, wherever below it lies. That the folder is one of
 * its own, inside the project, was made sure of when the config was loaded.
 *
 * @returns paths relative to the project
 */
export async function cleanTarget(config: Config): Promise<{ removed: string[]; kept: string[] }> {
  const { projectDir } = config;
  const folder = path.resolve(projectDir, config.targetPath);
  const result = { removed: [] as string[], kept: [] as string[] };
  const { lake } = config.target;
  // A lake may be the target folder itself, or hold it.
  if (folder === lake || isInside(folder, lake)) result.kept.push(lake);
  else if (existsSync(folder)) await cleanFolder(folder, lake, result);
  const relative = (file: string) => path.relative(projectDir, file);
  return { removed: result.removed.map(relative), kept: result.kept.map(relative) };
}

async function cleanFolder(
  folder: string,
  lake: string,
  result: { removed: string[]; kept: string[] },
): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    const file = path.join(folder, name);
    if (file === lake || (await isLake(file))) {
      result.kept.push(file);
    } else if (isInside(lake, file) || (await holdsLake(file))) {
      await cleanFolder(file, lake, result);
    } else {
      await rm(file, { recursive: true, force: true });
      result.removed.push(file);
    }
  }
}

/** Another target's lake is known by what every lake has; a link is removed without what it points to. */
async function isLake(file: string): Promise<boolean> {
  return (await lstat(file)).isDirectory() && existsSync(path.join(file, '_sparkify'));
}

async function holdsLake(file: string): Promise<boolean> {
  if (!(await lstat(file)).isDirectory()) return false;
  const entries = await readdir(file, { recursive: true, withFileTypes: true });
  return entries.some(entry => entry.name === '_sparkify' && entry.isDirectory());
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
