import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { toS3Settings } from '../src/config/s3-settings.ts';
import { inParallel } from '../src/storage/in-parallel.ts';
import { S3Client } from '../src/storage/s3/s3-client.ts';
import { startFaultProxy } from '../tests/services/fault-proxy.ts';
import { serverEnv, startVersitygw } from '../tests/services/start-versitygw.ts';

/** Seconds, one of each kind a run. */
export interface SwarmTimes {
  /** Fetching and discarding the objects. */
  readonly bare: number[];
  /** Fetching them in a build that has none of them. */
  readonly fetch: number[];
  /** That build, and the next one, which has all of them. */
  readonly cold: number[];
  readonly warm: number[];
}

const run = promisify(execFile);
const bucket = 'swarm';

/** Measures in turns how small objects are read through a proxy that holds back each request for so long. */
export async function timeSwarm(objects: number, latency: number, runs: number): Promise<SwarmTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-swarm-'));
  const teardowns: (() => void)[] = [];
  try {
    const { endpoint } = await startVersitygw(process.pid);
    const keys = await putObjects(endpoint, objects);
    writeFileSync(join(folder, 'keys'), keys.join('\n'));
    const proxy = await startFaultProxy({ teardown: act => teardowns.push(act) }, endpoint, { latency });
    const times: SwarmTimes = { bare: [], fetch: [], cold: [], warm: [] };
    for (let turn = 0; turn < runs; turn++) {
      times.bare.push(await bareFetch(proxy.endpoint, join(folder, 'keys')));
      rmSync(join(folder, 'p'), { recursive: true, force: true });
      const project = writeProject(join(folder, 'p'));
      const cold = await build(project, proxy.endpoint);
      times.fetch.push(cold.fetch!);
      times.cold.push(cold.wall);
      times.warm.push((await build(project, proxy.endpoint)).wall);
    }
    return times;
  } finally {
    for (const act of teardowns) act();
    rmSync(folder, { recursive: true });
  }
}

/** Each holds about 300 bytes. Gives their keys. */
async function putObjects(endpoint: string, objects: number): Promise<readonly string[]> {
  const env = serverEnv(endpoint);
  Object.assign(process.env, env);
  const client = new S3Client(bucket, toS3Settings({}, '/'), env);
  await client.send({ method: 'PUT' });
  const ids = Array.from({ length: objects }, (_, id) => id);
  const keyOf = (id: number) => `raw/${id % 26}/${id}.json`;
  await inParallel(ids, 64, async id => {
    const body = Buffer.from(`${JSON.stringify({ id, title: 'x'.repeat(280) })}\n`);
    await client.send({ method: 'PUT', key: keyOf(id), body });
  });
  return ids.map(keyOf);
}

function writeProject(folder: string): string {
  const source = `sources:
  - name: raw
    tables:
      - name: songs
        location: s3://${bucket}/raw/**/*.json
        columns:
          - { name: id, data_type: BIGINT }
          - { name: title, data_type: VARCHAR }
`;
  const files = {
    'sparkify.config.ts': "export default { name: 'p' };\n",
    'models/sources.yml': source,
    'models/songs.sql': "select id, title from {{ source('raw', 'songs') }}\n",
  };
  mkdirSync(join(folder, 'models'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function bareFetch(endpoint: string, keys: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['bench/bare-fetch.ts', endpoint, bucket, keys]);
  return Number(stdout);
}

/** `fetch`: what the build says of it itself. */
async function build(
  project: string,
  endpoint: string,
): Promise<{ wall: number; fetch: number | undefined }> {
  const env = { ...process.env, ...serverEnv(endpoint) };
  const args = [resolve('bin/sparkify.js'), 'build', '--log-format', 'json'];
  const startedAt = performance.now();
  const { stdout } = await run(process.execPath, args, { cwd: project, env, maxBuffer: 2 ** 26 });
  const wall = (performance.now() - startedAt) / 1000;
  const entries = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const last = entries.findLast(({ info }) => info.name === 'FetchingObjects');
  return { wall, fetch: last?.data.seconds };
}
