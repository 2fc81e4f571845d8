import { execFile } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sparkSettings } from '../src/engines/spark/spark-settings.ts';
import { pyspark } from '../tests/helpers/pyspark.ts';
import { freshOutput } from './cache.ts';

/** Wall times from start to end of the processes, start-up of Spark included. Seconds. */
export interface SparkTimes {
  readonly handwritten: number[];
  readonly sparkify: number[];
}

const run = promisify(execFile);
const master = 'local[2]';

/** Measures in turns a hand-written PySpark script and `sparkify run --target spark`; gives undefined where there is no Spark. */
export async function timeSpark(source: string, runs: number): Promise<SparkTimes | undefined> {
  if (pyspark === undefined) return undefined;
  const times: SparkTimes = { handwritten: [], sparkify: [] };
  for (let turn = 0; turn < runs; turn++) {
    times.handwritten.push(await handwritten(pyspark, source));
    times.sparkify.push(await sparkify(pyspark, source));
  }
  return times;
}

/** What `sparkify parity` says of the tables on both engines; undefined where there is no Spark. */
export async function compareOnSpark(source: string): Promise<string | undefined> {
  if (pyspark === undefined) return undefined;
  const args = [
    'parity',
    '--against',
    'spark',
    '--vars',
    varsFor(source),
    '--exclude',
    'path:models/reports',
  ];
  const { stdout } = await run(process.execPath, [resolve('bin/sparkify.js'), ...args], {
    env: withSpark(pyspark),
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

/** With the settings that sparkify gives its own jobs. */
function handwritten(spark: string, source: string): Promise<number> {
  const conf = Object.entries(sparkSettings(master, {})).flatMap(([key, value]) => [
    '--conf',
    `${key}=${value}`,
  ]);
  const script = ['bench/star_schema.py', source, freshOutput('spark-handwritten')];
  return seconds('spark-submit', ['--master', master, ...conf, ...script], withSpark(spark));
}

function sparkify(spark: string, source: string): Promise<number> {
  // The script makes no reports.
  const args = ['run', '--target', 'spark', '--vars', varsFor(source), '--exclude', 'path:models/reports'];
  const env = { ...withSpark(spark), SPARKIFY_SPARK_LAKE: freshOutput('spark-sparkify') };
  return seconds(process.execPath, [resolve('bin/sparkify.js'), ...args], env);
}

function varsFor(source: string): string {
  return JSON.stringify({ source_root: source });
}

/** The Python with PySpark comes first, so both start the same. */
function withSpark(spark: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [join(spark, 'bin'), process.env.PATH].join(delimiter) };
}

async function seconds(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  await run(file, args, { env, maxBuffer: 2 ** 28 });
  return (performance.now() - startedAt) / 1000;
}
