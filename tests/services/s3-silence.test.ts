import { globSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentTable, pointerSql } from '../helpers/lake-reader.ts';
import { type FaultProxy, type SeenRequest, startFaultProxy } from './fault-proxy.ts';
import { openUploads } from './open-uploads.ts';
import { onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

interface Silent {
  readonly project: S3Project;
  readonly proxy: FaultProxy;
}

/** A table of some 50 MB, and one of a few rows. */
async function silent(t: ExecutionContext, options = ''): Promise<Silent> {
  t.timeout(240_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = cliProject(t, {
    'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'large',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE${options} }) },
});
`,
    'models/large.sql': `{{ config(materialized='external') }} ${hashes}`,
    'models/small.sql': `{{ config(materialized='external') }} select '{{ var('salt', 'a') }}' as salt`,
  });
  return { project: await onS3(project, { AWS_ENDPOINT_URL_S3: proxy.endpoint }), proxy };
}

const hashes = "select range as id, md5(range || 'salt') as hash from range(1000000)";

async function nothingLeft(t: ExecutionContext, { project, proxy }: Silent): Promise<void> {
  proxy.setFault(undefined);
  await succeeded(t, project.sparkify('build'));
  const connection = await connectDuckDb(t);
  const published = await pointerSql(connection, project.lake, currentTable(project.lake, 'large'));
  t.is(await checksum(connection, published), await checksum(connection, hashes));
  await succeeded(t, project.sparkify('recover'));
  t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  t.deepEqual(await openUploads(project.bucket), []);
}

s3SerialTest('a build goes on after seconds when nobody answers to a part of a large file', async t => {
  const { project, proxy } = await silent(t, ', s3: { timeout: 5 }');
  let hung = 0;
  proxy.setFault(({ query }) =>
    query.get('partNumber') === '2' && hung++ < 2 ? { kind: 'hang' } : undefined,
  );
  const begun = performance.now();
  await succeeded(t, project.sparkify('build'));
  const seconds = (performance.now() - begun) / 1000;
  t.is(hung, 3);
  t.true(seconds > 9 && seconds < 40, `${seconds} s`);
  await nothingLeft(t, { project, proxy });
});

const isUpload = ({ method, key }: SeenRequest) => method === 'PUT' && key.includes('/files/');

interface Hang {
  readonly title: string;
  readonly options?: string;
  /** What is never answered from some moment on. */
  readonly hangs: (request: SeenRequest) => boolean;
  /** The first of these is the moment of the interrupt. */
  readonly at: (request: SeenRequest) => boolean;
  readonly says: RegExp;
}

const nothingPublished = /Nothing was published: the run was interrupted, and the lake is as it was\./;
const stays = /unfinished release \S+ stays in the store[\s\S]*sparkify recover/;

const hangs: readonly Hang[] = [
  {
    title: 'only uploads',
    hangs: isUpload,
    at: isUpload,
    says: nothingPublished,
  },
  {
    title: 'any write',
    hangs: ({ method }) => method !== 'GET' && method !== 'HEAD',
    at: isUpload,
    says: new RegExp(`${stays.source}[\\s\\S]*${nothingPublished.source}`),
  },
  {
    title: 'any write of a stream',
    options: ", upload: 'stream'",
    hangs: ({ method }) => method !== 'GET' && method !== 'HEAD',
    at: ({ query }) => query.has('partNumber'),
    says: new RegExp(`${stays.source}[\\s\\S]*${nothingPublished.source}`),
  },
  {
    title: 'anything while a release is published',
    hangs: () => true,
    at: ({ method, key }) => method === 'PUT' && key.includes('_sparkify/releases/'),
    says: /gave no answer after the interrupt|gave no clear answer/,
  },
];

for (const { title, options, hangs: isHung, at, says } of hangs) {
  s3SerialTest(
    `Ctrl-C ends a build within seconds though the store answers to nothing: ${title}`,
    async t => {
      const { project, proxy } = await silent(t, options);
      let began = false;
      proxy.setFault(request => {
        began ||= at(request);
        return began && isHung(request) ? { kind: 'hang' } : undefined;
      });
      const { child, ended } = project.start('build');
      while (!began) await setTimeout(20);
      // The others have come, too.
      await setTimeout(500);
      const interrupted = performance.now();
      child.kill('SIGINT');
      const { exitCode, output } = await ended;
      const seconds = (performance.now() - interrupted) / 1000;
      t.is(exitCode, 1, output);
      t.true(seconds < 15, `${seconds} s`);
      t.regex(output, says);
      t.is(
        output.match(/gave no answer after the interrupt/g)?.length ?? 0,
        isUpload === isHung ? 0 : 1,
        output,
      );
      await nothingLeft(t, { project, proxy });
    },
  );
}

s3SerialTest(
  'files that a killed build had on their way go with the next one, those of a living one stay',
  async t => {
    const { project, proxy } = await silent(t);
    const onTheirWay = () => globSync(project.path('target/tmp/uploads/*/files/*/*/*'));
    let seen = false;
    proxy.setFault(request => {
      seen ||= isUpload(request);
      return isUpload(request) ? { kind: 'hang' } : undefined;
    });
    const killed = project.start('build');
    while (!seen || onTheirWay().length < 2) await setTimeout(20);
    const other = project.as({
      SPARKIFY_LAKE: `s3://${project.bucket}/other`,
      AWS_ENDPOINT_URL_S3: s3Service().endpoint,
    });
    await succeeded(t, other.sparkify('build'));
    t.is(onTheirWay().length, 2);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await succeeded(t, other.sparkify('build', '--vars', '{"salt": "b"}'));
    t.deepEqual(globSync(project.path('target/tmp/uploads/*')), []);
  },
);

s3SerialTest(
  'a project with an error is told of it, whether its lake and its sources answer or not',
  async t => {
    const { project, proxy } = await silent(t);
    project.write({
      'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: 's3://${project.bucket}/events/**/*.json'
        columns: [{ name: id, data_type: INTEGER }]`,
      'models/events.sql': "select id, uid from {{ source('raw', 'events') }}",
    });
    let asked = 0;
    proxy.setFault(() => {
      asked++;
      return { kind: 'hang' };
    });
    const begun = performance.now();
    const output = await failed(t, project.sparkify('build'), 2);
    const seconds = (performance.now() - begun) / 1000;
    t.regex(output, /uid/);
    t.notRegex(output, /answer/);
    t.true(asked > 0, 'nothing was looked up while the project was checked');
    t.true(seconds < 10, `${seconds} s`);
  },
);
