import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { filesWith } from '../helpers/tiny-project.ts';
import { denied, isOfDuckDb, type SeenRequest, startFaultProxy } from './fault-proxy.ts';
import { onS3 } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';

const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
  vars: { title: 'old' },
});
`;

/** A project that has published a table of so many partitions, and what sees its requests. */
async function published(t: ExecutionContext, partitions: number) {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const files = filesWith({
    'sparkify.config.ts': config,
    'models/songs.sql': `{{ config(materialized='external', partition_by=['number']) }}
select range as number, case when range = 7 then '{{ var('title') }}' else 'same' end as title from range(${partitions})
`,
  });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  await succeeded(t, project.sparkify('build'));
  return { project, proxy };
}

/** The requests of a build in which one of so many partitions changes. */
async function changeOne(t: ExecutionContext, partitions: number): Promise<readonly SeenRequest[]> {
  const { project, proxy } = await published(t, partitions);
  const before = proxy.requests.length;
  const output = await succeeded(t, project.sparkify('build', '--vars', '{"title": "new"}'));
  t.regex(output, /external model songs .*1 file, .* partitions unchanged/);
  return proxy.requests.slice(before);
}

function isListing({ method, query }: SeenRequest): boolean {
  return method === 'GET' && query.has('list-type');
}

s3SerialTest('one changed partition takes under a hundred requests, however many there are', async t => {
  const few = (await changeOne(t, 20)).filter(request => !isListing(request));
  const many = (await changeOne(t, 1200)).filter(request => !isListing(request));
  t.true(many.length < 100, `${many.length}`);
  // Of a table of so many files there is a copy in one.
  t.is(many.length, few.length + 1);
  const data = many.filter(({ method, key }) => method === 'PUT' && key.endsWith('.parquet'));
  // The partition, its plain copy, the list of files, and that copy.
  t.is(data.length, 4, data.map(({ key }) => key).join('\n'));
});

s3SerialTest(
  'a table of very many small files is read from its copy in one, while that is there',
  async t => {
    const { project, proxy } = await published(t, 1200);
    const query = "select count(*) as n, sum(number) as total, max(title) as title from {{ ref('songs') }}";
    const read = async () => {
      const before = proxy.requests.length;
      const output = await succeeded(t, project.sparkify('show', '--inline', query, '--output', 'csv'));
      const keys = proxy.requests.slice(before).map(({ key }) => key);
      return { output, keys: new Set(keys.filter(key => /\/(files|compact)\//.test(key))) };
    };
    const fromCopy = await read();
    t.regex(fromCopy.output, /^1200,719400,same$/m);
    t.is(fromCopy.keys.size, 1, [...fromCopy.keys].join('\n'));
    const [copy] = fromCopy.keys;
    t.regex(copy!, /_sparkify\/compact\/songs\//);
    const store = createS3Store(`s3://${project.bucket}/some/lake`, {
      settings: plainSettings,
      env: s3Service().env,
    });
    await store.delete([copy!.replace('some/lake/', '')]);
    const fromFiles = await read();
    t.is(fromFiles.output, fromCopy.output);
    t.is(fromFiles.keys.size, 1200);
  },
);

s3SerialTest(
  'the pages of a listing whose keys are known are asked for at once, each of them once',
  async t => {
    const service = s3Service();
    const address = `s3://${await service.newBucket()}/lake`;
    const store = createS3Store(address, { settings: plainSettings, env: service.env });
    await store.putIfAbsent('files/a', Buffer.from('a'));
    const keys = Array.from({ length: 2500 }, (_, index) => `songs/${String(index).padStart(4, '0')}`);
    await store.copyMany(keys.map(to => ({ from: 'files/a', to })));
    let [running, most] = [0, 0];
    const proxy = await startFaultProxy(t, service.endpoint, {
      async fault() {
        most = Math.max(most, ++running);
        await setTimeout(300);
        running--;
        return undefined;
      },
    });
    const env = { ...service.env, AWS_ENDPOINT_URL_S3: proxy.endpoint };
    const distant = createS3Store(address, { settings: { ...plainSettings }, env });
    const found: string[] = [];
    for await (const { key } of distant.list('songs/', keys)) found.push(key);
    t.deepEqual(found, keys);
    t.is(proxy.requests.length, 3);
    t.is(most, 3);
  },
);

const manySmall = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: {
    prod: duckdb({ lake: process.env.SPARKIFY_LAKE }),
    in_place: duckdb({ lake: process.env.SPARKIFY_LAKE, s3: { cacheSize: '0B' } }),
  },
});
`,
  'models/days.sql': `{{ config(materialized='external', partition_by=['day']) }}
select (range % 40)::integer as day, range as value from range(4000)
`,
  'models/sums.sql':
    "{{ config(materialized='external') }} select sum(value)::bigint as total from {{ ref('days') }}\n",
  'models/counts.sql':
    "{{ config(materialized='external') }} select count(*) as n, max(value) as most from {{ ref('days') }}\n",
};

s3SerialTest(
  'a table in small files that several models read is fetched once, and nothing of it stays on this machine',
  async t => {
    const proxy = await startFaultProxy(t, s3Service().endpoint);
    const project = await onS3(cliProject(t, filesWith(manySmall)), {
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
    });
    await succeeded(t, project.sparkify('build'));
    const readBy = async (...args: readonly string[]) => {
      const before = proxy.requests.length;
      await succeeded(t, project.sparkify('run', '--select', 'sums', 'counts', ...args));
      const query = "select total, n, most from {{ ref('sums') }}, {{ ref('counts') }}";
      const shown = await succeeded(t, project.sparkify('show', '--inline', query, '--output', 'csv'));
      t.regex(shown, /^7998000,4000,3999$/m);
      return proxy.requests.slice(before).filter(({ key }) => /\/files\/[^/]+\/days\//.test(key));
    };
    const fetched = await readBy();
    t.is(fetched.length, 40, fetched.map(({ method, key }) => `${method} ${key}`).join('\n'));
    t.false(fetched.some(isOfDuckDb));
    t.deepEqual(readdirSync(project.path('target/tmp/near')), []);
    const inPlace = await readBy('--target', 'in_place');
    t.true(inPlace.every(isOfDuckDb));
    // Each of two queries asks for the size of each file.
    t.true(inPlace.filter(({ method }) => method === 'HEAD').length >= 80);
  },
);

s3SerialTest('a file that is gone is missed by name, whether it would have been fetched or not', async t => {
  const project = await onS3(cliProject(t, filesWith(manySmall)), {});
  await succeeded(t, project.sparkify('build'));
  const store = createS3Store(`s3://${project.bucket}/some/lake`, {
    settings: plainSettings,
    env: s3Service().env,
  });
  const keys: string[] = [];
  for await (const { key } of store.list('files/')) if (key.includes('/days/day=7/')) keys.push(key);
  await store.delete(keys);
  for (const target of ['prod', 'in_place']) {
    const run = await project.sparkify('run', '--select', 'sums', 'counts', '--target', target);
    t.is(run.exitCode, 1, run.output);
    t.regex(run.output, /lake-damaged|query-failed/);
    t.true(run.output.includes('day=7') || run.output.includes('day%3D7'), run.output);
  }
});

/** Resolves when it was told so, or after ten seconds; tells which. */
function signal() {
  const { promise, resolve } = Promise.withResolvers<'told' | 'late'>();
  const wait = () => Promise.race([promise, setTimeout(10_000, 'late' as const, { ref: false })]);
  return { tell: () => resolve('told'), wait };
}

const isOfDays = ({ key }: SeenRequest) => /\/files\/[^/]+\/days\//.test(key);
const isCandidate = ({ method, key }: SeenRequest) => method === 'PUT' && key.includes('/candidates/');

s3SerialTest('what several models read is fetched while the build is announced', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await onS3(cliProject(t, filesWith(manySmall)), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  await succeeded(t, project.sparkify('build'));
  const fetched = signal();
  let announced: string | undefined;
  proxy.setFault(async request => {
    if (request.method === 'GET' && isOfDays(request)) fetched.tell();
    if (isCandidate(request)) announced ??= await fetched.wait();
    return undefined;
  });
  await succeeded(t, project.sparkify('run', '--select', 'sums', 'counts'));
  t.is(announced, 'told');
});

s3SerialTest('a build that may not be announced says so, and leaves nothing of what it fetched', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await onS3(cliProject(t, filesWith(manySmall)), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  await succeeded(t, project.sparkify('build'));
  proxy.setFault(async request => {
    if (request.method === 'GET' && isOfDays(request)) await setTimeout(300);
    return isCandidate(request) ? denied : undefined;
  });
  const run = await project.sparkify('run', '--select', 'sums', 'counts');
  t.is(run.exitCode, 1, run.output);
  t.regex(run.output, /store-denied/);
  t.deepEqual(readdirSync(project.path('target/tmp/near')), []);
});

s3SerialTest('while the file of one model is on its way, one thread computes the next', async t => {
  const both = new Set<string>();
  const sent = signal();
  const met: string[] = [];
  const proxy = await startFaultProxy(t, s3Service().endpoint, {
    async fault({ method, key }) {
      const [, table] = /\/files\/[^/]+\/(sums|totals)\/data_0\.parquet$/.exec(key) ?? [];
      if (method !== 'PUT' || table === undefined) return undefined;
      both.add(table);
      if (both.size === 2) sent.tell();
      met.push(await sent.wait());
      return undefined;
    },
  });
  const files = filesWith({
    'sparkify.config.ts': config,
    'models/sums.sql': "{{ config(materialized='external') }} select 1 as n\n",
    'models/totals.sql': "{{ config(materialized='external') }} select 2 as n\n",
  });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  await succeeded(t, project.sparkify('build', '--threads', '1'));
  t.deepEqual(met, ['told', 'told']);
});
