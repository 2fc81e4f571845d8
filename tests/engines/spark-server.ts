import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import test from 'ava';
import { repository } from '../helpers/cli-project.ts';
import { installOnce } from '../helpers/install-once.ts';

const version = '4.0.5';

export type SparkAnswer =
  | { readonly types: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: string };

/** A real Spark, which answers one query after the other. */
export interface SparkServer {
  run(sql: string): Promise<SparkAnswer>;
  stop(): void;
}

const started = await start().catch((error: Error) => {
  if (process.env.CI) throw new Error('There is no Spark.', { cause: error });
  return undefined;
});

/** The Spark of this test file; only to be asked for inside of a `sparkTest`. */
export function sparkServer(): SparkServer {
  if (started === undefined) throw new Error('Spark is missing');
  return started;
}

/** Ends it: a test file calls that after its last test. */
export function stopSpark(): void {
  started?.stop();
}

/** A test that needs Spark. Where there is none it is named as skipped, except in CI. */
export const sparkTest = started === undefined ? test.serial.skip : test.serial;

async function start(): Promise<SparkServer> {
  const folder = await installOnce(`pyspark-${version}`, async partial => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', partial]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(join(partial, 'bin', 'python'), [...pip, `pyspark==${version}`]);
  });
  const warehouse = mkdtempSync(join(tmpdir(), 'sparkify-spark-'));
  const script = join(repository, 'tests/engines/spark-server.py');
  const child = spawn(join(folder, 'bin', 'python'), [script, warehouse], {
    cwd: warehouse,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const stop = () => {
    child.kill();
    rmSync(warehouse, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('Spark has ended');
    return JSON.parse(value);
  };
  await next();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(sql) {
      const answer = last.then(() => {
        child.stdin.write(`${JSON.stringify({ sql })}\n`);
        return next() as Promise<SparkAnswer>;
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    stop,
  };
}
