import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { createS3Store, type StreamingStore } from '../../src/storage/s3/s3-store.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentTable } from '../helpers/lake-reader.ts';
import { keysOf, localFile } from '../helpers/store-contents.ts';
import { type FaultProxy, type SeenRequest, slowDown, startFaultProxy } from './fault-proxy.ts';
import { onS3 } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';

const latency = 50;

async function storeBehind(t: ExecutionContext): Promise<{ store: StreamingStore; proxy: FaultProxy }> {
  const service = s3Service();
  const proxy = await startFaultProxy(t, service.endpoint);
  const store = createS3Store(`s3://${await service.newBucket()}/lake`, {
    settings: { ...plainSettings },
    env: { ...service.env, AWS_ENDPOINT_URL_S3: proxy.endpoint },
  });
  return { store, proxy };
}

/** Counts how many requests with keys below a folder are at the proxy at once. */
class Crowd {
  most = 0;
  #now = 0;

  async pass(): Promise<void> {
    this.most = Math.max(this.most, ++this.#now);
    await setTimeout(latency);
    this.#now--;
  }
}

s3SerialTest('while S3 refuses one table, another is written as widely as ever', async t => {
  t.timeout(120_000);
  const { store, proxy } = await storeBehind(t);
  const [fast, refused] = [new Crowd(), new Crowd()];
  let late = new Crowd();
  proxy.setFault(async ({ key }: SeenRequest) => {
    if (!key.includes('/slow/')) return void (await fast.pass());
    await Promise.all([refused.pass(), late.pass()]);
    return slowDown;
  });
  const stop = new AbortController();
  const upload = async (key: string) => store.upload(await localFile(t, key), key, stop.signal);
  const slow = Array.from({ length: 300 }, (_, index) => upload(`files/r/slow/p=${index}/a`));
  const given = Promise.allSettled(slow);
  // It has been told often enough.
  await setTimeout(4000);
  late = new Crowd();
  await Promise.all(Array.from({ length: 600 }, (_, index) => upload(`files/r/fast/p=${index}/a`)));
  t.true(fast.most >= 100, `${fast.most} at once`);
  t.true(late.most <= 8, `${late.most} at once`);
  stop.abort(new Error('enough'));
  await given;
  t.is((await keysOf(store, 'files/r/fast/')).length, 600);
});

s3SerialTest('large files of a table that S3 refuses keep no memory from those of another', async t => {
  t.timeout(120_000);
  const { store, proxy } = await storeBehind(t);
  proxy.setFault(({ key }) => (key.includes('/slow/') ? slowDown : undefined));
  const stop = new AbortController();
  const large = 'x'.repeat(12 * 2 ** 20);
  const paths = await Promise.all(Array.from({ length: 40 }, () => localFile(t, large)));
  const given = Promise.allSettled(
    paths.map(path => store.upload(path, `files/r/slow/${randomUUID()}`, stop.signal)),
  );
  await setTimeout(3000);
  const begun = performance.now();
  const others = await Promise.all(Array.from({ length: 4 }, () => localFile(t, large)));
  await Promise.all(others.map(path => store.upload(path, `files/r/fast/${randomUUID()}`)));
  t.true(performance.now() - begun < 5000, `${performance.now() - begun} ms`);
  stop.abort(new Error('enough'));
  await given;
});

s3SerialTest('a build writes one table to its end while S3 still refuses another', async t => {
  t.timeout(180_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const partitioned = (by: string) =>
    `{{ config(materialized='external', partition_by=['p']) }} select range as p, '${by}' as by from range(300)`;
  const project = await onS3(
    cliProject(t, {
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'prefixes',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
});
`,
      'models/fast.sql': partitioned('fast'),
      'models/slow.sql': partitioned('slow'),
    }),
    { AWS_ENDPOINT_URL_S3: proxy.endpoint },
  );
  let isOver = false;
  const written = { fast: 0, slow: 0 };
  proxy.setFault(async ({ method, key }) => {
    const [, table] = /\/files\/[^/]+\/(fast|slow)\//.exec(key) ?? [];
    if (method !== 'PUT' || table === undefined) return undefined;
    await setTimeout(latency);
    if (table === 'slow' && !isOver) return slowDown;
    written[table as 'fast' | 'slow']++;
    if (written.fast === 300) isOver = true;
    return undefined;
  });
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(written, { fast: 300, slow: 300 });
  for (const table of ['fast', 'slow']) t.is(currentTable(project.lake, table).rows, 300);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
});
