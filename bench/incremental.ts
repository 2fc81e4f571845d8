import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toS3Settings } from '../src/config/s3-settings.ts';
import { inParallel } from '../src/storage/in-parallel.ts';
import { S3Client } from '../src/storage/s3/s3-client.ts';
import { serverEnv, startVersitygw } from '../tests/services/start-versitygw.ts';
import { freshOutput } from './cache.ts';
import { copyOfProject } from './copy-of-project.ts';
import { type LatencyProxy, startLatencyProxy } from './latency-proxy.ts';
import { type Measurement, measure } from './measure.ts';

export interface IncrementalTimes {
  /** Of all days, from scratch. */
  readonly full: Built;
  /** Of the last day, on a lake of the days before. */
  readonly lastDay: Built;
  /** With nothing new. */
  readonly nothing: Built;
}

interface Built extends Measurement {
  /** Requests to S3: all of them, those that read the log, and those that read songs. 0 on a disk. */
  readonly requests: { readonly all: number; readonly log: number; readonly songs: number };
}

/** Where files are delivered, and where lakes are. */
interface Place {
  readonly source: string;
  readonly lakes: string;
  readonly env: Readonly<Record<string, string>>;
  readonly proxy?: LatencyProxy;
  deliver(files: readonly string[]): Promise<void>;
}

/**
 * Builds the Sparkify lake of all days of a source at once, and of its last day on a lake of the days before; each time in a new
 * folder, as on a machine that kept nothing.
 */
export async function timeIncremental(source: string): Promise<IncrementalTimes> {
  return timeDays(source, onDisk(source));
}

/** The same with source and lake on an S3 server that answers `latency` milliseconds late. */
export async function timeIncrementalOnS3(source: string, latency: number): Promise<IncrementalTimes> {
  const server = await startVersitygw(process.pid);
  const proxy = await startLatencyProxy(server.endpoint, latency);
  try {
    return await timeDays(source, await onS3(source, server.endpoint, proxy));
  } finally {
    proxy.close();
  }
}

async function timeDays(source: string, place: Place): Promise<IncrementalTimes> {
  const days = filesBelow(source, 'log_data');
  await place.deliver(days.slice(0, -1));
  await build(place, 'daily');
  await place.deliver(days.slice(-1));
  const full = await build(place, 'full');
  const lastDay = await build(place, 'daily');
  return { full, lastDay, nothing: await build(place, 'daily') };
}

async function build({ source, lakes, env, proxy }: Place, lake: string): Promise<Built> {
  const vars = JSON.stringify({ source_root: source });
  // What the build before has written, an S3 server on this machine included, is on its way to the disk for half a minute.
  execFileSync('sync');
  const before = proxy?.requests.length;
  const project = copyOfProject(freshOutput('project'));
  const args = ['build', '--reuse', '--target', 'prod', '--vars', vars, '--project-dir', project];
  const measured = await measure(['bin/sparkify.js', ...args], { ...env, SPARKIFY_LAKE: `${lakes}/${lake}` });
  const made = proxy?.requests.slice(before) ?? [];
  const reads = (folder: string) =>
    made.filter(({ method, path }) => method === 'GET' && path.includes(`/${folder}/`)).length;
  return { ...measured, requests: { all: made.length, log: reads('log_data'), songs: reads('song_data') } };
}

function onDisk(source: string): Place {
  const folder = freshOutput('source');
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(source, 'song_data'), join(folder, 'song_data'));
  return {
    source: folder,
    lakes: freshOutput('lakes'),
    env: {},
    async deliver(files) {
      for (const file of files) {
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        linkSync(join(source, file), path);
      }
    },
  };
}

/** What is delivered does not go by way of the proxy. */
async function onS3(source: string, endpoint: string, proxy: LatencyProxy): Promise<Place> {
  const bucket = `month-${randomBytes(4).toString('hex')}`;
  const env = serverEnv(endpoint);
  // AWS's providers of credentials look there only.
  Object.assign(process.env, env);
  const client = new S3Client(bucket, toS3Settings({}, '/'), env);
  await client.send({ method: 'PUT' });
  const deliver = (files: readonly string[]) =>
    inParallel(files, 64, async key => {
      await client.send({ method: 'PUT', key, body: readFileSync(join(source, key)) });
    });
  await deliver(filesBelow(source, 'song_data'));
  return {
    source: `s3://${bucket}`,
    lakes: `s3://${bucket}/lakes`,
    env: serverEnv(proxy.endpoint),
    proxy,
    deliver,
  };
}

function filesBelow(source: string, folder: string): readonly string[] {
  const paths = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' });
  return paths.flatMap(path => (path.endsWith('.json') ? [`${folder}/${path}`] : [])).sort();
}
