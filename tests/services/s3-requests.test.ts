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

/** The requests of a build in which one of so many partitions changes. */
async function changeOne(t: ExecutionContext, partitions: number): Promise<readonly SeenRequest[]> {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const files = filesWith({
    'sparkify.config.ts': config,
    'models/songs.sql': `{{ config(materialized='external', partition_by=['number']) }}
select range as number, case when range = 7 then '{{ var('title') }}' else 'same' end as title from range(${partitions})
`,
  });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  await succeeded(t, project.sparkify('build'));
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
  t.is(many.length, few.length);
  const data = many.filter(({ method, key }) => method === 'PUT' && key.endsWith('.parquet'));
  // The partition, its plain copy and the list of files.
  t.is(data.length, 3, data.map(({ key }) => key).join('\n'));
});

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
