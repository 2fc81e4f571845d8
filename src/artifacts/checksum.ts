import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** As dbt writes it: how it was made, and the hex digits. */
export interface Checksum {
  readonly name: 'sha256' | 'path' | 'none';
  readonly checksum: string;
}

/** Generic tests have no text of their own. */
export const noChecksum: Checksum = { name: 'none', checksum: '' };

/** Bytes; what is larger is known by its path. */
const largestSeed = 1024 * 1024;

/** dbt's checksum of a file: that of its text without outer blanks. */
export function textChecksum(text: string): Checksum {
  return { name: 'sha256', checksum: createHash('sha256').update(text.trim()).digest('hex') };
}

/** The checksum of a seed; of a large one, and of one that cannot be read, its path stands in its place. */
export async function seedChecksum(projectDir: string, file: string): Promise<Checksum> {
  const path = join(projectDir, file);
  try {
    if ((await stat(path)).size <= largestSeed) return textChecksum(await readFile(path, 'utf8'));
  } catch {
    // Loading the seed says what is wrong with it.
  }
  return { name: 'path', checksum: file };
}
