import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { targetError } from '../storage/disk-error.ts';
import { hideSecrets } from './hide-secrets.ts';

/** Writes an artifact below the target folder, whole or not at all, without the values of secret variables. */
export function writeJson(config: Config, name: string, document: object): Promise<void> {
  return writeJsonFile(config, join(config.projectDir, config.targetPath, name), document);
}

/** The same at any place. */
export async function writeJsonFile(
  { env }: Pick<Config, 'env'>,
  path: string,
  document: object,
): Promise<void> {
  const folder = dirname(path);
  const partial = join(folder, `.${basename(path)}.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, `${JSON.stringify(document, hideSecrets(env))}\n`);
    await rename(partial, path);
  } catch (error) {
    throw targetError(error, folder);
  }
}
