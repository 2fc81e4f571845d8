import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { SparkTarget } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Job, JobEvent } from '../job.ts';
import type { RunningJob } from '../job-place.ts';
import { jobScript } from '../job-script.ts';
import { jobBuckets } from './job-buckets.ts';
import { lacking } from './lacking.ts';
import { lastError } from './last-error.ts';
import { openS3a, s3aClasses } from './s3a-access.ts';
import { renderProperties, sparkSettings } from './spark-settings.ts';

export interface SubmitOptions {
  readonly target: Pick<SparkTarget, 'master' | 'submit' | 'conf' | 's3'>;
  readonly job: Job;
  /** Absolute. The job, its events and what Spark printed lie there. */
  readonly folder: string;
  /** Ends Spark. */
  readonly signal: AbortSignal;
}

/** How long Spark may take to end by itself before it is killed. Milliseconds. */
const GRACE = 5000;
const POLL = 50;

/** Runs a job by `spark-submit`, on this machine or on a cluster that it reaches. */
export async function submitJob({ target, job, folder, signal }: SubmitOptions): Promise<RunningJob> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const buckets = jobBuckets(job);
  const s3 = await openS3a(target.s3, buckets, folder);
  const settings = join(folder, 'spark.properties');
  const log = join(folder, 'spark.log');
  const needs = buckets.length === 0 ? [] : s3aClasses;
  await writeFile(join(folder, 'job.json'), JSON.stringify({ ...job, client: process.pid, needs }));
  const conf = sparkSettings(target.master, { ...s3.conf, ...target.conf });
  await writeFile(settings, renderProperties(conf), { mode: 0o600 });
  const args = ['--master', target.master, '--properties-file', settings, jobScript(), folder];
  const printed = await open(log, 'w');
  const child = spawn(target.submit, args, {
    // In the locale of most containers Java cannot write a file whose name has other letters than those of English.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...pythonBeside(target.submit), ...s3.env },
    stdio: ['ignore', printed.fd, printed.fd],
    // A group of its own, so that Ctrl-C reaches it through us and takes Java and Python together.
    detached: true,
  });
  const ended = new Promise<Error | undefined>(done => {
    child.once('error', done);
    child.once('close', () => done(undefined));
  });
  await printed.close();
  const kill = () => void killGroup(child, ended);
  signal.addEventListener('abort', kill, { once: true });
  void ended.then(() => signal.removeEventListener('abort', kill));
  if (signal.aborted) kill();
  return {
    events: followEvents({ file: join(folder, 'events.ndjson'), log, ended, submit: target.submit }),
    answer: (name, answer) => writeWhole(join(folder, name), JSON.stringify(answer)),
    async stopped() {
      await ended;
      // Both may hold keys.
      await s3.close();
      await rm(settings, { force: true });
    },
    forget: async () => undefined,
  };
}

/** PySpark's `spark-submit` in a virtual environment needs the Python that lies beside it. */
function pythonBeside(submit: string): NodeJS.ProcessEnv {
  const python = join(dirname(submit), 'python');
  if (!submit.includes('/') || !existsSync(python) || process.env.PYSPARK_PYTHON) return {};
  return { PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python };
}

async function killGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGTERM');
  const isOver = await Promise.race([ended.then(() => true), wait(GRACE, false, { ref: false })]);
  if (!isOver) signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

interface Following {
  readonly file: string;
  readonly log: string;
  readonly ended: Promise<Error | undefined>;
  readonly submit: string;
}

async function* followEvents({ file, log, ended, submit }: Following): AsyncGenerator<JobEvent, void> {
  let over: { error: Error | undefined } | undefined;
  void ended.then(error => {
    over = { error };
  });
  for (let read = 0, isLast = false; ; ) {
    const lines = (await textFrom(file, read)).split('\n');
    for (const line of lines.slice(0, -1)) {
      read += Buffer.byteLength(line) + 1;
      const event = JSON.parse(line) as JobEvent;
      if (event.type === 'lacking') throw lacking(event);
      yield event;
      if (event.type === 'finished') return;
    }
    // What was written last is read after the end was seen.
    if (isLast) throw await whyEnded(over?.error, log, submit);
    isLast = over !== undefined;
    if (!isLast) await wait(POLL);
  }
}

async function textFrom(file: string, offset: number): Promise<string> {
  if (!existsSync(file)) return '';
  return text(createReadStream(file, { start: offset }));
}

/** What the scripts of Spark, the shell and an older Java say. */
const noJava =
  /JAVA_HOME is not set|Unable to locate a Java Runtime|java: (command )?not found|\/java: No such file|UnsupportedClassVersionError/i;

async function whyEnded(error: Error | undefined, log: string, submit: string): Promise<SparkifyError> {
  if (error !== undefined)
    return new SparkifyError('no-spark', `${submit} cannot be started: ${error.message}.`, {
      hint: 'Install Spark 4 and set SPARK_HOME, or name spark-submit by `submit` of the target. PySpark brings it along.',
      cause: error,
    });
  const printed = await readFile(log, 'utf8');
  if (noJava.test(printed))
    return new SparkifyError('no-spark', 'Spark finds no Java 17.', {
      hint: 'Install Java 17 and set JAVA_HOME.',
    });
  const last = lastError(printed);
  return new SparkifyError('spark-failed', `Spark ended before the job did${last && `: ${last}`}`, {
    hint: `See all that it printed in ${log}.`,
  });
}
