import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Request } from '../../src/storage/s3/s3-client.ts';
import { s3ClientFor } from '../../src/storage/s3/s3-clients.ts';
import { cliProject, repository } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type FaultProxy, type SeenRequest, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3, s3Project, sampleOnS3 } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';

/** What was asked of the objects of a source, without listings: their names, each once. */
function objectsAsked({ requests }: FaultProxy, since: number, part: string): readonly string[] {
  const isListing = ({ query }: SeenRequest) => query.has('list-type');
  const keys = requests
    .slice(since)
    .filter(request => !isListing(request) && request.key.startsWith(part))
    .map(({ key }) => key.slice(key.lastIndexOf('/') + 1));
  return [...new Set(keys)].sort();
}

/** Puts an object below an address. */
async function put(address: string, key: string, text: string): Promise<void> {
  const { host, pathname } = new URL(address);
  const request: S3Request = { method: 'PUT', key: `${pathname.slice(1)}/${key}`, body: Buffer.from(text) };
  await s3ClientFor(plainSettings, host).send(request);
}

s3SerialTest(
  'of the log only the objects of the day are read, and with nothing new no object at all',
  async t => {
    t.timeout(240_000);
    const proxy = await startFaultProxy(t, s3Service().endpoint);
    const project = await s3Project(t, proxy.endpoint);
    const root = await sampleOnS3();
    const args = ['--reuse', '--vars', JSON.stringify({ source_root: root })];
    await succeeded(t, project.sparkify('build', ...args));
    t.is(objectsAsked(proxy, 0, 'raw/log_data/').length, 23);

    const day = readFileSync(join(repository, 'data/sample/log_data/2018/11/2018-11-30-events.json'), 'utf8');
    const name = '2018-12-01-events.json';
    await put(root, `log_data/2018/12/${name}`, day.replaceAll('"ts":15435', '"ts":15436'));
    let since = proxy.requests.length;
    const output = await succeeded(t, project.sparkify('build', ...args));
    t.regex(output, /stg_events reads 1 new file of source raw\.events; 23 are as they were\./);
    t.deepEqual(objectsAsked(proxy, since, 'raw/log_data/'), [name]);
    t.deepEqual(objectsAsked(proxy, since, 'raw/song_data/'), []);

    since = proxy.requests.length;
    await succeeded(t, project.sparkify('build', ...args));
    t.deepEqual(objectsAsked(proxy, since, 'raw/'), []);
  },
);

const model = `{{ config(materialized='incremental', read='new_files', unique_key='file', partition_by='user_name') }}
select id, "user" as user_name, file from {{ source('raw', 'events') }}
`;

s3SerialTest(
  'rows of many small objects tell their object, and one that joins them is the only one read',
  async t => {
    t.timeout(240_000);
    const record = (id: number) => ({ id, user: `u${id % 3}`, amount: 1, paid_at: '2026-01-01T10:00:00Z' });
    const objects = Array.from({ length: 150 }, (_, id) => ({
      key: `day ${id % 2}/${id}.json`,
      bytes: Buffer.from(jsonLines([record(id)])),
    }));
    const root = await objectsOnS3(objects);
    const files = filesWith({
      ...{ 'models/stg_events.sql': undefined, 'models/payments.yml': undefined },
      'models/payments.sql': model,
      'models/sources.yml': (filesWith({})['models/sources.yml'] as string)
        .replace('data/events/*.json', `"${root}/*/*.json"`)
        .replace('- name: events', '- name: events\n        file_column: file'),
      'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'tiny', targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) } });
`,
    });
    const proxy = await startFaultProxy(t, s3Service().endpoint);
    const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
    const wrong = async () => {
      const sql = `select count(*), count(*) filter (file <> concat('day ', cast(id % 2 as integer), '/', id, '.json')) from {{ ref('payments') }}`;
      const shown = await project.sparkify('show', '--inline', sql, '--output', 'csv');
      return shown.stdout.trim().split('\n').at(-1);
    };
    await succeeded(t, project.sparkify('build'));
    t.is(await wrong(), '150,0');
    await put(root, 'day 0/150.json', jsonLines([record(150)]));
    const since = proxy.requests.length;
    t.regex(await succeeded(t, project.sparkify('build')), /reads 1 new file of source raw\.events; 150 are/);
    t.deepEqual(objectsAsked(proxy, since, 'raw/'), ['150.json']);
    t.is(await wrong(), '151,0');
  },
);
