import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentTable, plainSql, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';

const files = {
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'plain',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
  vars: { round: 0 },
  releases: { keep: 1, keepHours: 0, plainCopy: process.env.PLAIN_COPY === 'on' },
});
`,
  'models/plays.sql': `{{ config(materialized='external', partition_by=['day']) }}
select range as id, (range % 3)::integer as day, case when range % 3 = 1 then {{ var('round') }} else 0 end as round from range(30)
`,
  'models/days.sql': `{{ config(materialized='external') }}
select day, count(*)::integer as plays, sum(round)::integer as rounds from {{ ref('plays') }} group by day
`,
};

async function plainProject(t: ExecutionContext): Promise<{ project: S3Project; proxy: FaultProxy }> {
  t.timeout(240_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  return { project, proxy };
}

const round = (number: number) => ['--vars', JSON.stringify({ round: number })];

/** Ten plays a day, each of the second day with the round. */
const daysOf = (number: number) => [
  [0, 10, 0],
  [1, 10, 10 * number],
  [2, 10, 0],
];

/** Keys of a lake that are no documents and no data files of releases. */
const plainKeys = ({ lake }: S3Project) =>
  lakeKeys(lake).filter(key => !key.startsWith('_sparkify/') && !key.startsWith('files/'));

async function days(t: ExecutionContext, lake: string, query: typeof pointerSql): Promise<unknown> {
  const connection = await connectDuckDb(t);
  const sql = await query(connection, lake, currentTable(lake, 'days'));
  return rowsOf(connection, `FROM (${sql}) ORDER BY day`);
}

s3SerialTest('without a plain copy nothing is copied on S3, and readers go through the pointer', async t => {
  const { project, proxy } = await plainProject(t);
  await succeeded(t, project.sparkify('build', ...round(1)));
  await succeeded(t, project.sparkify('build', ...round(2)));
  t.deepEqual(plainKeys(project), []);
  t.deepEqual(
    proxy.requests.filter(
      ({ headers, key }) =>
        'x-amz-copy-source' in headers || (key.endsWith('/view.json') && 'if-match' in headers),
    ),
    [],
  );
  t.deepEqual(await days(t, project.lake, pointerSql), daysOf(2));
  const shown = await project.sparkify(
    'show',
    '--inline',
    "select * from {{ ref('days') }} order by day",
    '--output',
    'csv',
  );
  t.is(shown.stdout, 'day,plays,rounds\n0,10,0\n1,10,20\n2,10,0\n');
  // The parent is not selected: it is read where the pointer leads to.
  await succeeded(t, project.sparkify('build', '--select', 'days', ...round(3)));
  t.deepEqual(await days(t, project.lake, pointerSql), daysOf(2));
});

s3SerialTest(
  'a plain copy that is turned off goes with the next build, and comes again with the setting',
  async t => {
    const { project } = await plainProject(t);
    const withCopy = project.as({ PLAIN_COPY: 'on' });
    await succeeded(t, withCopy.sparkify('build', ...round(1)));
    // Three days of plays, and one file of days.
    t.is(plainKeys(project).length, 4);
    // Nothing is published, and the copy goes all the same.
    t.regex(await succeeded(t, project.sparkify('build', ...round(1))), /already holds just these rows/);
    t.deepEqual(plainKeys(project), []);
    t.deepEqual(await days(t, project.lake, pointerSql), daysOf(1));
    for (const number of [2, 3]) await succeeded(t, project.sparkify('build', ...round(number)));
    t.deepEqual(await days(t, project.lake, pointerSql), daysOf(3));
    await succeeded(t, withCopy.sparkify('build', ...round(4)));
    t.deepEqual(
      await days(t, project.lake, async (_connection, lake, table) => plainSql(lake, table)),
      daysOf(4),
    );
    // The release that the old copy showed was not kept for it.
    t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
  },
);
