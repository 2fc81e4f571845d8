import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

/** A Python of its own, which has one package. */
export interface PythonPackage {
  /** Its interpreter. */
  readonly python: string;
  /** Why it cannot be had; undefined when it is there. */
  readonly missing: string | undefined;
}

/** Installs a package once, for all runs. In CI it throws when that cannot be done. */
export async function installPythonPackage(name: string, version: string): Promise<PythonPackage> {
  const requirement = `${name}==${version}`;
  try {
    const folder = await pythonEnvironment(`${name}-${version}`, [requirement]);
    return { python: join(folder, 'bin', 'python'), missing: undefined };
  } catch (error) {
    const missing = `${requirement} cannot be installed: ${(error as Error).message}`;
    if (process.env.CI) throw new Error(missing);
    return { python: '', missing };
  }
}

/** The folder of a virtual environment with these packages; undefined where it cannot be had, except in CI. */
export function findPythonEnvironment(
  name: string,
  requirements: readonly string[],
  absence: string,
): Promise<string | undefined> {
  return pythonEnvironment(name, requirements).catch((cause: Error) => {
    if (process.env.CI) throw new Error(absence, { cause });
    return undefined;
  });
}

/** @param name of the folder, with the version in it */
function pythonEnvironment(name: string, requirements: readonly string[]): Promise<string> {
  return installOnce(name, async partial => {
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, ...requirements]);
  });
}
