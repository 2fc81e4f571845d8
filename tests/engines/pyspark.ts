import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { installOnce } from '../helpers/install-once.ts';

const version = '4.0.5';

/** The folder of a virtual environment with PySpark; undefined where it cannot be had, except in CI. */
export const pyspark: string | undefined = await install().catch((error: Error) => {
  if (process.env.CI) throw new Error('There is no Spark.', { cause: error });
  return undefined;
});

// The jobs of tests are over before what Java compiles thoroughly has paid: so they take two fifths less of the processor.
process.env.SPARK_SUBMIT_OPTS ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** A test that needs Spark. Where there is none it is named as skipped. */
export const sparkTest = pyspark === undefined ? test.serial.skip : test.serial;

function install(): Promise<string> {
  return installOnce(`pyspark-${version}`, async partial => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, `pyspark==${version}`]);
  });
}
