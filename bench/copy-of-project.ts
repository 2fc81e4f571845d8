import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The project of this repository in a new folder, without anything that was built. */
export function copyOfProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-bench-'));
  for (const part of [
    'sparkify.config.ts',
    'sparkify.types.ts',
    'models',
    'macros',
    'seeds',
    'tests/data',
    'data/sample',
  ])
    cpSync(part, join(folder, part), { recursive: true });
  return folder;
}
