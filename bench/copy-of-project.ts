import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The project of this repository in a folder of its own, without anything that was built. Gives the folder. */
export function copyOfProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const part of [
    'sparkify.config.ts',
    'sparkify.types.ts',
    'models',
    'macros',
    'seeds',
    'snapshots',
    'tests/data',
    'data/sample',
  ])
    cpSync(part, join(folder, part), { recursive: true });
  return folder;
}
