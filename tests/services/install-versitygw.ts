import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../../src/storage/file-lock.ts';

const version = 'v1.8.0';
const minutes = 60_000;

/**
 * Builds the S3 server of the tests once into the user's cache folder, which all clones share. Where two runs install at
 * once, the second waits for the first.
 *
 * @returns its path; it throws when there is no Go toolchain, or the server cannot be built
 */
export async function installVersitygw(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sparkify-tests');
  const folder = join(cache, `versitygw-${version}`);
  const binary = join(folder, 'versitygw');
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const path = join(cache, 'install.lock');
  await withFileLock({ path, lake: cache, timeout: 10 * minutes }, async () => {
    if (!existsSync(binary)) await build(folder);
  });
  return binary;
}

/** What a killed build leaves has another name than what is looked for. */
async function build(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const goPackage = `github.com/versity/versitygw/cmd/versitygw@${version}`;
  await promisify(execFile)('go', ['install', goPackage], { env: { ...process.env, GOBIN: partial } });
  renameSync(partial, folder);
}
