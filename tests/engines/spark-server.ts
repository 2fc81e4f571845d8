import { startSparkPython } from './spark-python.ts';
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
  const python = startSparkPython(folder, 'spark-server.py');
  await python.next();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(sql) {
      const answer = last.then(() => {
        python.write(JSON.stringify({ sql }));
        return python.next() as Promise<SparkAnswer>;
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    stop: () => python.stop(),
  };
}
