import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { targetError } from '../storage/disk-error.ts';

/** Writes an artifact below the target folder, whole or not at all. */
export async function writeJson(config: Config, name: string, document: object): Promise<void> {
  const folder = join(config.projectDir, config.targetPath);
  const partial = join(folder, `.${name}.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, `${JSON.stringify(document)}\n`);
    await rename(partial, join(folder, name));
  } catch (error) {
    throw targetError(error, folder);
  }
}
