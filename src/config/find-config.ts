import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';

const names = ['ts', 'js', 'mjs', 'json'].map(ending => `sparkify.config.${ending}`);

/**
 * The absolute path of the config file: of `projectDir` when that is given, otherwise of `cwd` or the nearest folder
 * above it that has one.
 *
 * @throws SparkifyError `no-project` when there is none, `bad-config` when a folder has two.
 */
export async function findConfig(cwd: string, projectDir: string | undefined): Promise<string> {
  const start = resolve(cwd, projectDir ?? '.');
  for (const folder of projectDir === undefined ? upwards(start) : [start]) {
    const file = await configIn(folder);
    if (file !== undefined) return file;
  }
  const where = projectDir === undefined ? `${start} or in a folder above it` : start;
  throw new SparkifyError('no-project', `There is no sparkify.config.ts in ${where}.`, {
    exitCode: 2,
    hint: 'Run `sparkify init` to make a new project, or give its folder with --project-dir.',
  });
}

function* upwards(folder: string): Generator<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder) yield* upwards(parent);
}

async function configIn(folder: string): Promise<string | undefined> {
  // A folder that is missing or may not be read holds no config.
  const entries: readonly string[] = await readdir(folder).catch(() => []);
  const found = names.filter(name => entries.includes(name));
  if (found.length < 2) return found[0] === undefined ? undefined : join(folder, found[0]);
  throw new SparkifyError('bad-config', `${folder} has two configs: ${found.join(' and ')}.`, {
    exitCode: 2,
    hint: 'Keep one of them.',
  });
}
