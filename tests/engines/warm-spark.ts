import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sparkProgram, startSparkPython } from './spark-python.ts';
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
  const warm = startSparkPython(pyspark, 'warm-spark.py');
  const { port, secret } = (await warm.next()) as { readonly port: number; readonly secret: string };
  const [python, script] = sparkProgram(pyspark, 'warm-submit.py');
  const submit = join(warm.folder, 'spark-submit');
  const text = `#!/bin/sh
export PYSPARK_GATEWAY_PORT=${port} PYSPARK_GATEWAY_SECRET=${secret}
exec '${python}' '${script}' "$@"
`;
  writeFileSync(submit, text, { mode: 0o700 });
  return { submit, stop: () => warm.stop() };
}
