import { existsSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, logLines, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyProject } from '../helpers/tiny-project.ts';

const table = "{{ config(materialized='table') }}";

/**
 * Two lakes of one project, whose targets call a table by other names, and read other deliveries.
 *
 *     raw.events ── stg_events ── plays ─┬─ doubled (a view) ── sums
 *     levels (a seed) ───────────────────┘
 */
const files: ProjectFiles = {
  ...{ 'models/payments.sql': undefined, 'models/payments.yml': undefined },
  'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { dev: duckdb({ lake: 'dev' }), prod: duckdb({ lake: 'prod' }), other: duckdb({ lake: 'other' }) },
  defaultTarget: 'dev',
  vars: { day: '1' },
  reuse: true,
});
`,
  'data/events/1.json': jsonLines([{ id: 1, user: 'Ada', amount: 1, paid_at: '2026-01-01T10:00:00Z' }]),
  'data/events/2.json': undefined,
  'data/elsewhere/1.json': jsonLines([{ id: 2, user: 'Bo', amount: 5, paid_at: '2026-01-02T10:00:00Z' }]),
  'models/sources.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: "{{ 'data/elsewhere/*.json' if target.name == 'prod' else 'data/events/*.json' }}"
        columns:
          - { name: id, data_type: INTEGER }
          - { name: user, data_type: VARCHAR }
          - { name: amount, data_type: DOUBLE }
          - { name: paid_at, data_type: TIMESTAMP }
`,
  'seeds/levels.csv': 'level,price\nfree,0\npaid,9\n',
  'models/plays.sql': `{{ config(materialized='table', alias=('plays_of_all' if target.name == 'prod' else 'plays')) }}
select id, user_name, amount from {{ ref('stg_events') }}
`,
  'models/doubled.sql': `{{ config(materialized='view') }}
select user_name, amount * 2 as amount, (select count(*) from {{ ref('levels') }}) as levels from {{ ref('plays') }}
`,
  'models/sums.sql': `${table}
select user_name, cast(sum(amount) as integer) as total, max(levels) as levels from {{ ref('doubled') }} group by all
`,
  'models/sums.yml': `models:
  - name: sums
    columns:
      - name: user_name
        data_tests:
          - not_null
          - relationships: { arguments: { to: ref('plays'), field: user_name } }
`,
};

/** The project, with a release in the lake `prod`. */
async function withProduction(t: ExecutionContext, more: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, { ...files, ...more });
  await succeeded(t, project.sparkify('build', '--target', 'prod'));
  return project;
}

const deferred = ['--defer', '--state', 'prod'];

async function rowsOf(project: CliProject, name: string, ...args: readonly string[]): Promise<string> {
  const sql = `select * from {{ ref('${name}') }} order by all`;
  const shown = await project.sparkify('show', '--inline', sql, '--output', 'csv', ...args);
  return shown.stdout;
}

const tablesOf = (project: CliProject, lake: string) =>
  (currentRelease(project.path(lake))?.tables ?? []).map(({ name }) => name);

const production = (project: CliProject) => currentRelease(project.path('prod'))!.release;

test('what is neither selected nor built is read from the other lake, and only what is selected is published', async t => {
  const project = await withProduction(t);
  const refused = await failed(t, project.sparkify('build', '--select', 'sums'), 2);
  t.regex(refused, /doubled reads \w+, which is not selected and was never built\./);
  t.regex(refused, /--defer --state <lake>/);
  const output = await succeeded(t, project.sparkify('build', '--select', 'sums', ...deferred));
  // A view is no table of a lake: it is computed on the way.
  const line = `Reading from the release ${production(project)} of ${project.path('prod')}: levels, plays`;
  t.true(output.replace(/\n\d\d:\d\d:\d\d\s+/g, ' ').includes(line), output);
  t.deepEqual(tablesOf(project, 'dev'), ['sums']);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\n');
  t.deepEqual(tablesOf(project, 'prod'), ['levels', 'plays_of_all', 'sums']);
});

test('what is built in the own lake is read there, unless the other one is favored', async t => {
  const project = await withProduction(t);
  await succeeded(t, project.sparkify('build', '--select', 'plays'));
  await succeeded(t, project.sparkify('build', '--select', 'sums', ...deferred));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nAda,2,2\n');
  await succeeded(t, project.sparkify('build', '--select', 'sums', ...deferred, '--favor-state'));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\n');
});

test('what was made of another lake is made anew by the next build, though its own code is as it was', async t => {
  const project = await withProduction(t);
  await succeeded(t, project.sparkify('build', '--exclude', 'sums'));
  await succeeded(t, project.sparkify('build', '--select', 'sums', ...deferred, '--favor-state'));
  const output = await succeeded(t, project.sparkify('build'));
  t.regex(output, /OK created table model sums/);
  t.notRegex(output, /OK created table model plays/);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nAda,2,2\n');
  // Nor is a table taken over that would be made of another lake.
  const again = await succeeded(
    t,
    project.sparkify('build', '--select', 'sums', ...deferred, '--favor-state'),
  );
  t.regex(again, /OK created table model sums/);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\n');
});

test('what a command computes itself is never read from elsewhere; what it only tests may be', async t => {
  const project = await withProduction(t);
  const tested = await succeeded(t, project.sparkify('test', '--select', 'sums', ...deferred));
  t.regex(tested, /Reading from the release \S+ of \S+prod: plays, sums/);
  t.false(existsSync(project.path('dev')));
  await succeeded(t, project.sparkify('run', '-s', 'sums', ...deferred));
  t.deepEqual(tablesOf(project, 'dev'), ['sums']);
  const nowhere = ['run', '-s', 'sums', '--defer', '--state', 'dev', '--target', 'other'];
  t.regex(
    await failed(t, project.sparkify(...nowhere), 2),
    /The lake \S+dev does not have it either\. Build/,
  );
  // A seed is no model: `run` reads it from there.
  await succeeded(t, project.sparkify('run', ...deferred));
  t.deepEqual(tablesOf(project, 'dev'), ['plays', 'sums']);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nAda,2,2\n');
});

test('what a model was called in the other lake before is not what is read', async t => {
  const project = await withProduction(t);
  const config = files['models/plays.sql'] as string;
  project.write({
    'models/plays.sql': config.replace('plays_of_all', 'all_plays').replace('amount', 'amount + 1 as amount'),
  });
  await succeeded(t, project.sparkify('build', '--target', 'prod', '--exclude', 'sums'));
  t.deepEqual(tablesOf(project, 'prod'), ['all_plays', 'levels', 'plays_of_all', 'sums']);
  await succeeded(t, project.sparkify('build', '-s', 'sums', ...deferred));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,12,2\n');
});

const incremental = "{{ config(materialized='incremental', incremental_strategy='append') }}";

test('an incremental model goes on with rows of another lake only for that lake', async t => {
  const project = await withProduction(t, {
    'models/log.sql': `${incremental} select user_name from {{ ref('plays') }}`,
    'models/more.sql': `${incremental} select user_name from {{ ref('log') }}`,
  });
  await succeeded(t, project.sparkify('build', '-s', 'log', 'more', ...deferred));
  await succeeded(t, project.sparkify('build', '-s', 'log', ...deferred));
  t.is(await rowsOf(project, 'log'), 'user_name\nBo\nBo\n', 'it is added to, as anywhere');
  await succeeded(t, project.sparkify('build'));
  t.is(await rowsOf(project, 'log'), 'user_name\nAda\n');
  t.is(await rowsOf(project, 'more'), 'user_name\nAda\n', 'nor is it what was made of that');
  project.write({
    'models/log.sql': `${incremental} select upper(user_name) as user_name from {{ ref('plays') }}`,
  });
  await succeeded(t, project.sparkify('build', '-s', 'log'));
  t.is(await rowsOf(project, 'log'), 'user_name\nADA\nAda\n', 'what is made here is added to again');
});

test('an earlier release is named by its document, as long as it is kept', async t => {
  const project = await withProduction(t);
  const first = production(project);
  project.write({
    'data/elsewhere/2.json': jsonLines([{ id: 3, user: 'Cy', amount: 1, paid_at: '2026-01-03T10:00:00Z' }]),
  });
  await succeeded(t, project.sparkify('build', '--target', 'prod'));
  const from = (release: string) => `prod/_sparkify/releases/${release}.json`;
  await succeeded(t, project.sparkify('build', '-s', 'sums', '--defer', '--state', from(first)));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\n');
  await succeeded(t, project.sparkify('build', '-s', 'sums', '--defer', '--defer-state', 'prod'));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\nCy,2,2\n');
  const unknown = '01890000-0000-7000-8000-000000000000';
  const refused = await failed(
    t,
    project.sparkify('build', '-s', 'sums', '--defer', '--state', from(unknown)),
    1,
  );
  t.regex(refused, /keeps no release/);
});

test('a model that follows a table is computed whole where that is of another lake', async t => {
  const project = await withProduction(t, {
    'models/plays.sql': `{{ config(materialized='incremental', unique_key='id', published=true) }}
select id, user_name, amount from {{ ref('stg_events') }}
`,
    'models/followed.sql': `{{ config(materialized='incremental', follows='plays', unique_key='user_name') }}
select user_name, cast(sum(amount) as integer) as total from {{ ref('plays') }} group by all
`,
  });
  await succeeded(t, project.sparkify('build'));
  t.is(await rowsOf(project, 'followed'), 'user_name,total\nAda,1\n');
  const plan = await succeeded(
    t,
    project.sparkify('plan', '--select', 'followed', ...deferred, '--favor-state'),
  );
  t.regex(plan, /followed +incremental +reads plays of another lake/);
  t.regex(plan, /plays +1 file .* of the release in .*prod/);
  await succeeded(t, project.sparkify('build', '--select', 'followed', ...deferred, '--favor-state'));
  t.is(await rowsOf(project, 'followed'), 'user_name,total\nBo,5\n');
  // And it does not take what is of there for what it follows here.
  await succeeded(t, project.sparkify('build', '--select', 'followed'));
  t.is(await rowsOf(project, 'followed'), 'user_name,total\nAda,1\n');
});

test('an approved plan and a retry read from the lake that they were made with', async t => {
  const project = await withProduction(t);
  await succeeded(t, project.sparkify('plan', '-s', 'sums', ...deferred, '--out', 'plan.json'));
  const { args, reads } = JSON.parse(project.read('plan.json'));
  t.is(args.defer_state, project.path('prod'));
  t.deepEqual(
    reads.map(({ table, lake }: { table: string; lake: string }) => [table, lake]),
    [
      ['levels', project.path('prod')],
      ['plays_of_all', project.path('prod')],
    ],
  );
  await succeeded(t, project.sparkify('build', '--plan', 'plan.json'));
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\n');

  await succeeded(t, project.sparkify('plan', '-s', 'sums', ...deferred, '--out', 'plan.json'));
  project.write({
    'data/elsewhere/2.json': jsonLines([{ id: 3, user: 'Cy', amount: 1, paid_at: '2026-01-03T10:00:00Z' }]),
  });
  await succeeded(t, project.sparkify('build', '--target', 'prod'));
  const refused = await failed(t, project.sparkify('build', '--plan', 'plan.json'), 2);
  t.regex(refused, /This run would not do what .*plan\.json says/);

  project.write({
    'models/sums.sql': `${table} select user_name, 1 // 0 as total, cast(user_name as integer) as levels from {{ ref('doubled') }}`,
  });
  await failed(t, project.sparkify('build', '-s', 'sums', ...deferred), 1);
  project.write({ 'models/sums.sql': files['models/sums.sql'] as string });
  const output = await succeeded(t, project.sparkify('retry'));
  t.regex(output, /Reading from the release/);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,10,2\nCy,2,2\n');
});

test('show reads the other lake, too, and so do logs tell', async t => {
  const project = await withProduction(t);
  t.is(await rowsOf(project, 'plays'), 'id,user_name,amount\n1,Ada,1\n');
  t.is(await rowsOf(project, 'plays', ...deferred), 'id,user_name,amount\n2,Bo,5\n');
  const lines = logLines(
    await succeeded(t, project.sparkify('build', '-s', 'sums', ...deferred, '--log-format', 'json')),
  );
  const { data, info } = lines.find(line => line.info.name === 'Deferred')!;
  t.is(info.code, 'S020');
  t.like(data, { lake: project.path('prod'), release: production(project), tables: ['levels', 'plays'] });
});

test('a table that fails and keeps what it has is tested with what is read from elsewhere', async t => {
  const project = await withProduction(t, {
    'models/more.sql': `{{ config(materialized='table', on_failure='keep_previous') }}
select user_name, total // (select count(*) from {{ ref('plays') }}) as share from {{ ref('sums') }}
`,
    'models/more.yml': `models:
  - name: more
    columns:
      - { name: user_name, data_tests: [{ relationships: { arguments: { to: ref('plays'), field: user_name } } }] }
`,
  });
  await succeeded(t, project.sparkify('build', '-s', 'sums', 'more', ...deferred));
  project.write({
    'models/more.sql': `{{ config(materialized='table', on_failure='keep_previous') }}
select user_name, cast(user_name as integer) as share from {{ ref('sums') }}
`,
    'models/sums.sql': `${table} select user_name, 1 as total, 1 as levels from {{ ref('doubled') }}`,
  });
  const output = await failed(t, project.sparkify('build', '-s', 'sums', 'more', ...deferred), 1);
  t.regex(output, /Published release/);
  t.is(await rowsOf(project, 'sums'), 'user_name,total,levels\nBo,1,1\n');
  t.is(await rowsOf(project, 'more'), 'user_name,share\nBo,10\n');
});

test('a query that misses a column of a table there is told which model to build, too', async t => {
  const project = await withProduction(t);
  project.write({
    'models/plays.sql':
      "{{ config(materialized='table') }} select id, user_name, amount, 1 as country from {{ ref('stg_events') }}",
    'models/doubled.sql':
      "{{ config(materialized='view') }} select user_name, country as amount, 1 as levels from {{ ref('plays') }}",
  });
  const output = await failed(t, project.sparkify('build', '-s', 'sums', ...deferred), 1);
  t.regex(
    output,
    /plays is read as a release has it, which is without "country": select it, too, .*--select \+plays/,
  );
  await succeeded(t, project.sparkify('build', '-s', 'sums', '+plays', ...deferred));
});

test('what names no lake is refused in a sentence', async t => {
  const project = await withProduction(t);
  const refused = async (message: RegExp, ...args: readonly string[]) =>
    t.regex(await failed(t, project.sparkify('run', '-s', 'sums', ...args), 2), message);
  await refused(/--defer reads tables of another lake, and none is named\./, '--defer');
  await refused(/--favor-state says how --defer reads, and --defer is not given\./, '--favor-state');
  await refused(/--defer-state says how --defer reads/, '--defer-state', 'prod');
  await refused(/--defer reads tables of a lake, and .*target is none\./, '--defer', '--state', 'target');
  await refused(/--defer reads tables of a lake, and .*nowhere is none\./, '--defer', '--state', 'nowhere');
  await refused(/--defer and --candidate exclude each other/, ...deferred, '--candidate', 'nightly');
  await refused(/s3:\/\/B is no place on S3\./, '--defer', '--state', 's3://B');
  const planned = await failed(t, project.sparkify('build', '--plan', 'plan.json', ...deferred), 2);
  t.regex(planned, /--plan and --(defer|state) exclude each other/);
  await succeeded(t, project.sparkify('build', '-s', '+sums', '--no-defer', '--defer-state', 'prod'));
  const config = files['sparkify.config.ts'] as string;
  project.write({ 'sparkify.config.ts': config.replace("'tiny'", "'other'").replace("'dev'", "'new'") });
  const foreign = await failed(t, project.sparkify('run', '-s', 'sums', ...deferred), 2);
  t.regex(foreign, /belongs to the project/);
});
