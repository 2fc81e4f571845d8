import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';

/**
 * Paths of all files below folders of the project, relative to it, with forward slashes, sorted, each once. Hidden
 * entries and node_modules are passed over; links to folders are not followed, since they can be circles.
 *
 * @param projectDir absolute path; @param folders relative to it; one that does not exist holds nothing.
 */
export async function listFiles(projectDir: string, folders: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(folders.map(folder => walk(projectDir, posix.normalize(folder))));
  return [...new Set(lists.flat())].sort();
}

async function walk(projectDir: string, folder: string): Promise<readonly string[]> {
  const entries = await readFolder(join(projectDir, folder));
  const lists = entries
    .filter(entry => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(entry => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(projectDir, path) : [path];
    });
  return (await Promise.all(lists)).flat();
}

async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
