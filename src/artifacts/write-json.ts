import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { targetError } from '../storage/disk-error.ts';
import { hideSecrets } from './hide-secrets.ts';

/** Writes an artifact below the target folder, whole or not at all, without the values of secret variables. */
export async function writeJson(config: Config, name: string, document: object): Promise<void> {
  const folder = join(config.projectDir, config.targetPath);
  const partial = join(folder, `.${name}.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, `${JSON.stringify(document, hideSecrets(config.env))}\n`);
    await rename(partial, join(folder, name));
  } catch (error) {
    throw targetError(error, folder);
  }
}
