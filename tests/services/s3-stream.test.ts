import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql } from '../helpers/lake-reader.ts';
import { denied, type FaultProxy, slowDown, startFaultProxy } from './fault-proxy.ts';
import { onS3, type S3Project, s3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

async function checksums(t: ExecutionContext, lake: string): Promise<Record<string, string>> {
  const connection = await connectDuckDb(t);
  const found: Record<string, string> = {};
  for (const table of currentRelease(lake)!.tables)
    found[table.name] = await checksum(connection, await pointerSql(connection, lake, table));
  return found;
}

s3SerialTest('tables that are streamed to S3 are those that go by way of the disk', async t => {
  const project = await s3Project(t);
  await succeeded(t, project.sparkify('build'));
  const expected = await checksums(t, project.lake);
  const config = 'sparkify.config.ts';
  project.write({ [config]: project.read(config).replace("'target/prod-lake'", "$&, upload: 'stream'") });
  const other = project.as({ SPARKIFY_LAKE: `s3://${project.bucket}/other` });
  await succeeded(t, other.sparkify('build'));
  const lake = project.lake.replace('some/lake', 'other');
  t.deepEqual(await checksums(t, lake), expected);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), lake), []);
});

interface Streaming {
  readonly project: S3Project;
  readonly proxy: FaultProxy;
}

/** A table of some 60 MB, which is more than three parts, and another with partitions and an order. */
async function streaming(t: ExecutionContext): Promise<Streaming> {
  t.timeout(180_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await onS3(
    cliProject(t, {
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'large',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, upload: 'stream' }) },
  vars: { salt: 'a' },
});
`,
      'models/large.sql': `{{ config(materialized='external') }}
select range as id, md5(range || '{{ var('salt') }}') as hash from range(1500000)
`,
      'models/parted.sql': `{{ config(materialized='external', partition_by=['part'], sort_by=['hash']) }}
select case when id % 5 = 4 then null else 'a b/' || id % 5 end as part, hash from {{ ref('large') }} where id < 1000
`,
      'models/empty.sql': `{{ config(materialized='external', partition_by=['id']) }}
select * from {{ ref('large') }} where id < 0
`,
    }),
    { AWS_ENDPOINT_URL_S3: proxy.endpoint },
  );
  return { project, proxy };
}

s3SerialTest('a large table is streamed in parts, though a third of the requests are refused', async t => {
  const { project, proxy } = await streaming(t);
  proxy.setFault(({ index }) => (index % 3 === 2 ? slowDown : undefined));
  await succeeded(t, project.sparkify('build'));
  const parts = new Set(proxy.requests.map(({ query }) => query.get('partNumber')));
  t.true(parts.has('3'), [...parts].join());
  const { large, parted, empty } = await checksums(t, project.lake);
  const connection = await connectDuckDb(t);
  const rows = "SELECT range AS id, md5(range || 'a') AS hash FROM range(1500000)";
  t.is(large, await checksum(connection, rows));
  const sql = `SELECT CASE WHEN id % 5 = 4 THEN NULL ELSE 'a b/' || id % 5 END AS part, hash FROM (${rows}) WHERE id < 1000`;
  t.is(parted, await checksum(connection, sql));
  t.is(empty, '0 0');
  t.deepEqual(await lakeLeftovers(connection, project.lake), []);
});

s3SerialTest(
  'a stream that S3 refuses fails the build with its words, and leaves no part behind',
  async t => {
    const { project, proxy } = await streaming(t);
    await succeeded(t, project.sparkify('build'));
    const before = await checksums(t, project.lake);
    proxy.setFault(({ query }) => (query.get('partNumber') === '2' ? denied : undefined));
    const { exitCode, output } = await project.sparkify('build', '--vars', '{"salt": "b"}');
    t.is(exitCode, 1, output);
    t.regex(output, /store-denied[\s\S]*s3:PutObject/);
    t.notRegex(output, /Broken pipe/);
    t.deepEqual(await checksums(t, project.lake), before);
    const begun = proxy.requests.filter(({ method, query }) => method === 'POST' && query.has('uploads'));
    const aborted = proxy.requests.filter(
      ({ method, query }) => method === 'DELETE' && query.has('uploadId'),
    );
    // One was completed, in the first build.
    t.is(begun.length, 2);
    t.is(aborted.length, 1);
  },
);

s3SerialTest('an interrupted stream ends soon, and leaves the lake as it was', async t => {
  const { project, proxy } = await streaming(t);
  await succeeded(t, project.sparkify('build'));
  const before = await checksums(t, project.lake);
  const begun = proxy.requests.length;
  proxy.setFault(async ({ query }) => {
    if (query.has('partNumber')) await setTimeout(1000);
    return undefined;
  });
  const { child, ended } = project.start('build', '--vars', '{"salt": "c"}');
  while (!proxy.requests.slice(begun).some(({ query }) => query.has('partNumber'))) await setTimeout(10);
  const interrupted = performance.now();
  child.kill('SIGINT');
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  t.true(performance.now() - interrupted < 15_000);
  proxy.setFault(undefined);
  t.deepEqual(await checksums(t, project.lake), before);
  await succeeded(t, project.sparkify('build', '--vars', '{"salt": "c"}'));
  await succeeded(t, project.sparkify('recover'));
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
});

s3SerialTest(
  'more tables are streamed at once than there are threads for files, and none waits for ever',
  async t => {
    t.timeout(240_000);
    const proxy = await startFaultProxy(t, s3Service().endpoint);
    const tables = Array.from({ length: 40 }, (_, index) => `table_${index}`);
    const project = await onS3(
      cliProject(t, {
        'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'wide',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, upload: 'stream', threads: 40 }) },
});
`,
        ...Object.fromEntries(
          tables.map((name, index) => [
            `models/${name}.sql`,
            `{{ config(materialized='external') }} select range as id from range(${1000 + index})`,
          ]),
        ),
      }),
      { AWS_ENDPOINT_URL_S3: proxy.endpoint, UV_THREADPOOL_SIZE: '4' },
    );
    const { child, ended } = project.start('build');
    const late = new AbortController();
    const uploading = new Set<string>();
    let most = 0;
    proxy.setFault(async ({ method, key }) => {
      if (method !== 'PUT' || !/\/files\/.*\.parquet$/.test(key)) return undefined;
      uploading.add(key);
      most = Math.max(most, uploading.size);
      await setTimeout(50);
      uploading.delete(key);
      return undefined;
    });
    const timeout = setTimeout(120_000, undefined, { signal: late.signal }).then(
      () => child.kill('SIGKILL'),
      () => false,
    );
    const { exitCode, output } = await ended;
    late.abort();
    t.false(await timeout, 'it was killed');
    t.is(exitCode, 0, output);
    t.true(most > 1 && most <= 4, `${most} at once`);
    t.deepEqual(
      currentRelease(project.lake)!
        .tables.map(({ rows }) => rows)
        .sort(),
      tables.map((_, index) => 1000 + index),
    );
  },
);
