import { cliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { filesWith } from '../helpers/tiny-project.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3 } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

const table = "{{ config(materialized='table') }}";
/** Its production lies on S3; `ci` has a lake in a folder, and `branch` one in another bucket. */
const files = filesWith({
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({
  name: 'tiny',
  targets: {
    prod: duckdb({ lake: process.env.SPARKIFY_LAKE }),
    branch: duckdb({ lake: process.env.BRANCH_LAKE }),
    ci: duckdb({ lake: 'ci' }),
  },
});
`,
  'models/totals.sql': `${table} select user_name, sum(amount) as total from {{ ref('payments') }} group by user_name`,
  'models/apart.sql': `${table} select 1 as one`,
});

s3SerialTest('a lake on S3 is what code is compared with, and what tables are read from', async t => {
  t.timeout(240_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const BRANCH_LAKE = `s3://${await s3Service().newBucket()}/branch`;
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint, BRANCH_LAKE });
  const production = `s3://${project.bucket}/some/lake`;
  await succeeded(t, project.sparkify('build'));

  const modified = (target: string) => {
    const args = ['ls', '--target', target, '-s', 'state:modified', '--resource-type', 'model'];
    return project.sparkify(...args, '--state', production);
  };
  const nothing = await modified('ci');
  t.is(nothing.stdout, '');
  t.regex(nothing.stderr, /"state:modified" matches nothing\./);
  project.write({
    'models/totals.sql': `${table} select user_name, sum(amount) as total, count(*) as plays from {{ ref('payments') }} group by user_name`,
  });
  t.is((await succeeded(t, modified('ci'))).trim(), 'tiny.totals');

  for (const target of ['ci', 'branch']) {
    const deferred = ['--target', target, '--defer', '--state', production];
    const since = proxy.requests.length;
    const output = await succeeded(t, project.sparkify('build', '-s', 'state:modified+', ...deferred));
    t.regex(output, new RegExp(`Reading from the release \\S+ of ${production}: payments`));
    const writes = proxy.requests.slice(since).filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    t.deepEqual(
      writes.filter(({ key }) => key.startsWith('some/lake')),
      [],
    );
    const shown = project.sparkify('show', 'totals', '--target', target, '--output', 'csv');
    t.is(
      [...(await succeeded(t, shown)).trim().split('\n')].sort().join(' '),
      'Ada,4.75,2 Bo,2,1 user_name,total,plays',
    );
  }
  t.deepEqual(
    currentRelease(project.path('ci'))!.tables.map(({ name }) => name),
    ['totals'],
  );
});

s3SerialTest('artifacts that lie on S3 are read as those in a folder', async t => {
  const project = await onS3(cliProject(t, files));
  await succeeded(t, project.sparkify('build', '--target', 'ci'));
  const artifacts = await objectsOnS3(
    ['manifest.json', 'run_results.json'].map(key => ({
      key,
      bytes: Buffer.from(project.read(`target/${key}`)),
    })),
  );
  const listed = (select: string) =>
    project.sparkify('ls', '--target', 'ci', '-s', select, '--resource-type', 'model', '--state', artifacts);
  project.write({ 'models/apart.sql': `${table} select 2 as one` });
  t.is((await succeeded(t, listed('state:modified'))).trim(), 'tiny.apart');
  t.regex(await succeeded(t, listed('result:success')), /tiny\.totals/);
  t.regex(await failed(t, listed('source_status:fresher'), 2), /source_status: compares sources/);
  const nothing = await failed(
    t,
    project.sparkify('ls', '--target', 'ci', '-s', 'state:new', '--state', `${artifacts}/nowhere`),
    2,
  );
  t.regex(nothing, /s3:\/\/\S+\/nowhere\/manifest\.json is not there\./);
  const missing = await failed(
    t,
    project.sparkify(
      'ls',
      '--target',
      'ci',
      '-s',
      'state:new',
      '--state',
      's3://there-is-no-such-bucket/lake',
    ),
    1,
  );
  t.regex(missing, /there-is-no-such-bucket/);
});

s3SerialTest('what says nothing of how a run went is refused where that is asked for', async t => {
  const project = await onS3(cliProject(t, files));
  await succeeded(t, project.sparkify('build'));
  const production = `s3://${project.bucket}/some/lake`;
  for (const select of ['result:error', 'source_status:fresher']) {
    const output = await failed(t, project.sparkify('ls', '-s', select, '--state', production), 2);
    t.regex(output, /asks how a run went, and s3:\/\/\S+ is a lake: its releases say what was published\./);
  }
});
