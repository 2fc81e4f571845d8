import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DuckDBInstance, quotedString } from '@duckdb/node-api';
import { toS3Settings } from '../src/config/s3-settings.ts';
import { S3Client } from '../src/storage/s3/s3-client.ts';
import { rootKeys, serverEnv, startVersitygw } from '../tests/services/start-versitygw.ts';
import { freshOutput } from './cache.ts';
import { copyOfProject } from './copy-of-project.ts';
import { type LatencyProxy, startLatencyProxy } from './latency-proxy.ts';
import { martsSql, stagingSql, starTables } from './star-schema.ts';

/** What it takes to bring the songs to S3. Times in seconds. */
export interface WritingTimes {
  readonly partitions: number;
  /** From the moment in which their table begins to be computed until the pointer has moved. */
  readonly published: number;
  /** From then until the plain copy is complete. */
  readonly plainCopy: number;
  /** DuckDB's own COPY of the computed table to the same place. */
  readonly copy: number;
  /** Requests of a build that changes one partition; listings apart. */
  readonly requestsForOne: number;
  readonly listingsForOne: number;
}

/** Writes the songs of a data set to an S3 server that answers `latency` milliseconds late. */
export async function timeWriting(source: string, latency: number): Promise<WritingTimes> {
  const server = await startVersitygw(process.pid);
  const proxy = await startLatencyProxy(server.endpoint, latency);
  try {
    const bucket = `bench-${randomBytes(4).toString('hex')}`;
    // AWS's providers of credentials look there only.
    Object.assign(process.env, serverEnv(server.endpoint));
    await new S3Client(bucket, toS3Settings({}, '/')).send({ method: 'PUT' });
    const project = copyOfProject(freshOutput('s3-writing'));
    const build = () => runSongs(project, { source, bucket, proxy });
    const { published, plainCopy } = await build();
    const before = proxy.requests.length;
    changeOneSong(project);
    await build();
    const requests = proxy.requests.slice(before);
    const listings = requests.filter(isListing).length;
    const { partitions, copy } = await timeCopy(source, { bucket, proxy });
    return {
      ...{ partitions, published, plainCopy, copy },
      requestsForOne: requests.length - listings,
      listingsForOne: listings,
    };
  } finally {
    proxy.close();
  }
}

interface Place {
  readonly source: string;
  readonly bucket: string;
  readonly proxy: LatencyProxy;
}

const songs = 'models/marts/songs.sql';

function changeOneSong(project: string): void {
  const sql = readFileSync(join(project, songs), 'utf8');
  const changed = sql.replace(
    /^select song_id, title,/m,
    "select song_id, case when song_id = min(song_id) over () then title || '!' else title end as title,",
  );
  if (changed === sql) throw new Error(`${songs} is no longer as this bench knows it`);
  writeFileSync(join(project, songs), changed);
}

async function runSongs(
  project: string,
  { source, bucket, proxy }: Place,
): Promise<Pick<WritingTimes, 'published' | 'plainCopy'>> {
  const vars = JSON.stringify({ source_root: resolve(source) });
  const args = ['run', '--target', 'prod', '--select', '+songs', '--vars', vars, '--log-format', 'json'];
  const env = { ...process.env, ...serverEnv(proxy.endpoint), SPARKIFY_LAKE: `s3://${bucket}/lake` };
  const child = spawn(process.execPath, [resolve('bin/sparkify.js'), ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let started = 0;
  const output: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    output.push(line);
    if (/"name":"LogStartLine"/.test(line) && /model songs/.test(line)) started = performance.now();
  }
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(output.slice(-20).join('\n'));
  const pointer = lastPut(proxy, 'current.json');
  const view = lastPut(proxy, 'view.json');
  return { published: (pointer - started) / 1000, plainCopy: (view - pointer) / 1000 };
}

/** When the answer to the last write of a document had come: the next request is sent then. */
function lastPut({ requests }: LatencyProxy, name: string): number {
  const index = requests.findLastIndex(
    ({ method, path }) => method === 'PUT' && path.includes(`/_sparkify/${name}`),
  );
  return requests[index + 1]?.at ?? performance.now();
}

function isListing({ method, path }: LatencyProxy['requests'][number]): boolean {
  return method === 'GET' && path.includes('list-type=2');
}

async function timeCopy(
  source: string,
  { bucket, proxy }: Omit<Place, 'source'>,
): Promise<Pick<WritingTimes, 'partitions' | 'copy'>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const { accessKeyId, secretAccessKey } = rootKeys;
  const endpoint = new URL(proxy.endpoint).host;
  await connection.run('LOAD httpfs');
  await connection.run(
    `CREATE SECRET (TYPE s3, KEY_ID '${accessKeyId}', SECRET '${secretAccessKey}', REGION 'us-east-1', ENDPOINT '${endpoint}', URL_STYLE 'path', USE_SSL false)`,
  );
  await connection.run(stagingSql(source)[1]!);
  await connection.run(martsSql.find(sql => sql.startsWith('CREATE TABLE songs'))!);
  const by = starTables.find(({ name }) => name === 'songs')!.partitionBy.join(', ');
  const count = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER FROM (SELECT DISTINCT ${by} FROM songs)`,
  );
  const started = performance.now();
  await connection.run(
    `COPY songs TO ${quotedString(`s3://${bucket}/copy`)} (FORMAT parquet, PARTITION_BY (${by}))`,
  );
  const copy = (performance.now() - started) / 1000;
  connection.closeSync();
  instance.closeSync();
  return { partitions: Number(count.getRowsJson()[0]![0]), copy };
}
