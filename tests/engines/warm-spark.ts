import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from '../helpers/cli-project.ts';
import { pyspark } from './spark-test.ts';

/** A Java with Spark in it, which stays while jobs come and go: the start of Spark is most of what a small job costs. */
export interface WarmSpark {
  /** What runs a job there: it takes the place of `spark-submit`. */
  readonly submit: string;
  /** Ends it: a test file calls that after its last test. */
  stop(): Promise<void>;
}

/** Each job has a Python and a session of Spark of its own, but no start of Java that could be tested or killed. */
export async function startWarmSpark(): Promise<WarmSpark> {
  if (pyspark === undefined) return { submit: 'spark-submit', stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-warm-'));
  const python = join(pyspark, 'bin', 'python');
  const child = spawn(python, [script('warm-spark.py')], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (value === undefined) throw new Error('Spark has ended');
  const submit = join(folder, 'spark-submit');
  writeFileSync(submit, submitScript(python, JSON.parse(value)), { mode: 0o700 });
  return {
    submit,
    async stop() {
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function script(name: string): string {
  return join(repository, 'tests/engines', name);
}

function submitScript(python: string, { port, secret }: { port: number; secret: string }): string {
  return `#!/bin/sh
export PYSPARK_GATEWAY_PORT=${port} PYSPARK_GATEWAY_SECRET=${secret}
exec '${python}' '${script('warm-submit.py')}' "$@"
`;
}
