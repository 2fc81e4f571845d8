import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '../helpers/install-once.ts';

/** Versions that fit one another. */
const requirements = [
  'apache-airflow==3.3.2',
  'apache-airflow-providers-amazon==9.39.0',
  'apache-airflow-providers-standard==1.21.0',
];

/** A Python that has Airflow; undefined where it cannot be had, except in CI. */
export const airflow: string | undefined = await install().catch((error: Error) => {
  if (process.env.CI) throw new Error('There is no Airflow.', { cause: error });
  return undefined;
});

async function install(): Promise<string> {
  const folder = await installOnce('airflow-3.3.2', async partial => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, ...requirements]);
  });
  return join(folder, 'bin', 'python');
}
