import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from '../helpers/cli-project.ts';
import { pyspark } from './spark-test.ts';

export type SparkAnswer =
  | { readonly types: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: string };

/** A real Spark, which answers one query after the other. */
export interface SparkServer {
  run(sql: string): Promise<SparkAnswer>;
  stop(): Promise<void>;
}

const started = pyspark === undefined ? undefined : await start(pyspark);

/** The Spark of this test file; only to be asked for inside of a `sparkTest`. */
export function sparkServer(): SparkServer {
  if (started === undefined) throw new Error('Spark is missing');
  return started;
}

/** Ends it: a test file calls that after its last test. */
export async function stopSpark(): Promise<void> {
  await started?.stop();
}

async function start(folder: string): Promise<SparkServer> {
  const warehouse = mkdtempSync(join(tmpdir(), 'sparkify-spark-'));
  const script = join(repository, 'tests/engines/spark-server.py');
  const child = spawn(join(folder, 'bin', 'python'), [script, warehouse], {
    cwd: warehouse,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
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
    async stop() {
      child.stdin.end();
      await ended;
      rmSync(warehouse, { recursive: true, force: true });
    },
  };
}
