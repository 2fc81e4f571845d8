import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { filesWith } from '../helpers/tiny-project.ts';
import { type SeenRequest, startFaultProxy } from './fault-proxy.ts';
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
