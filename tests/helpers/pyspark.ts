import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-once.ts';

const version = '4.0.5';

/** The folder of a virtual environment with PySpark; undefined where it cannot be had, except in CI. */
export const pyspark: string | undefined = await install().catch((error: Error) => {
  if (process.env.CI) throw new Error('There is no Spark.', { cause: error });
  return undefined;
});

function install(): Promise<string> {
  return installOnce(`pyspark-${version}`, async partial => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, `pyspark==${version}`]);
  });
}
