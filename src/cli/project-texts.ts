import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a file of the project for a code frame; undefined when there is none to show. */
export type ReadText = (file: string) => string | undefined;

/**
 * Where positions in messages are relative to: the folder named by --project-dir, else the nearest one with a
 * sparkify.config.ts. It asks the disk itself, for the very error may be that the config cannot be loaded.
 */
export function projectFolder(cwd: string, projectDir: string | undefined): string {
  if (projectDir !== undefined) return path.resolve(cwd, projectDir);
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'sparkify.config.ts'))) return folder;
    if (folder === path.dirname(folder)) return cwd;
  }
}

export function projectTexts(folder: string): ReadText {
  const texts = new Map<string, string | undefined>();
  return file => {
    if (!texts.has(file)) texts.set(file, readOrUndefined(path.resolve(folder, file)));
    return texts.get(file);
  };
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The message stands without its frame.
    return undefined;
  }
}
