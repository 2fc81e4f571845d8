import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './cli-project.ts';

const run = promisify(execFile);

/** A Python of its own below `.cache/`, which has one package. */
export interface PythonPackage {
  /** Its interpreter. */
  readonly python: string;
  /** Why it cannot be had; undefined when it is there. */
  readonly missing: string | undefined;
}

/** Installs a package once, for all runs. In CI it throws when that cannot be done. */
export async function installPythonPackage(name: string, version: string): Promise<PythonPackage> {
  const folder = join(repository, '.cache', `${name}-${version}`);
  const python = join(folder, 'bin', 'python');
  const missing = existsSync(python) ? undefined : await install(`${name}==${version}`, folder);
  if (missing !== undefined && process.env.CI) throw new Error(missing);
  return { python, missing };
}

async function install(requirement: string, folder: string): Promise<string | undefined> {
  mkdirSync(join(repository, '.cache'), { recursive: true });
  const partial = `${folder}.${process.pid}`;
  try {
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, requirement]);
    renameSync(partial, folder);
    return undefined;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another test file may have been faster.
    return existsSync(folder) ? undefined : `${requirement} cannot be installed: ${(error as Error).message}`;
  }
}
