import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

interface User {
  readonly id?: number;
  readonly level: string;
  readonly region?: string;
  readonly changed_at?: string;
}

const sources = `sources:
  - name: raw
    tables:
      - name: users
        location: data/users/*.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: level, data_type: VARCHAR }
          - { name: region, data_type: VARCHAR }
          - { name: changed_at, data_type: TIMESTAMP }
`;

/** Properties of the snapshot `history`, whose config has these lines. */
function declared(config: string, more = ''): string {
  const lines = config.split('; ').map(line => `      ${line}\n`);
  return `snapshots:
  - name: history
    relation: ref('users')
    config:
      unique_key: id
${lines.join('')}${more}`;
}

const byLevel = 'strategy: check; check_cols: [level]';
const byTime = 'strategy: timestamp; updated_at: changed_at';

function listeners(t: ExecutionContext, config: string, more: ProjectFiles = {}): CliProject {
  return tinyProject(t, {
    ...{ 'data/events/1.json': undefined, 'data/events/2.json': undefined },
    ...{
      'models/stg_events.sql': undefined,
      'models/payments.sql': undefined,
      'models/payments.yml': undefined,
    },
    'models/sources.yml': sources,
    'models/users.sql': "select id, level, changed_at from {{ source('raw', 'users') }}",
    'snapshots/history.yml': declared(config),
    ...more,
  });
}

/** Delivers the users as they are now, and runs a command. */
async function take(
  t: ExecutionContext,
  project: CliProject,
  users: readonly User[],
  ...command: readonly string[]
): Promise<string> {
  project.write({ 'data/users/1.json': jsonLines(users) });
  return succeeded(t, project.sparkify(...(command.length > 0 ? command : ['build'])));
}

async function rows(project: CliProject, columns: string, more = ''): Promise<string> {
  const sql = `select ${columns} from {{ ref('history') }} ${more} order by id, dbt_valid_from`;
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(shown.output);
  return shown.stdout.trim().split('\n').slice(1).join(' ');
}

const states = (project: CliProject) => rows(project, 'id, level, dbt_valid_to is null');

test('a change ends the state before it and begins another, at one time', async t => {
  const project = listeners(t, byLevel);
  const first = await take(t, project, [
    { id: 1, level: 'free' },
    { id: 2, level: 'free' },
  ]);
  t.regex(first, /OK snapshotted snapshot history \.+ \[2 rows, 1 file, /);
  t.regex(first, /Finished running 1 view model, 1 snapshot in/);
  const second = await take(t, project, [
    { id: 1, level: 'paid' },
    { id: 2, level: 'free' },
    { id: 3, level: 'paid' },
  ]);
  t.regex(second, /OK snapshotted snapshot history \.+ \[4 rows, 1 file, /);
  t.is(await states(project), '1,free,false 1,paid,true 2,free,true 3,paid,true');
  const times =
    "select count(distinct dbt_valid_from) as begun, count(*) filter (dbt_valid_to = (select max(dbt_valid_from) from {{ ref('history') }})) as ended from {{ ref('history') }}";
  const shown = await succeeded(t, project.sparkify('show', '--inline', times, '--output', 'csv'));
  t.is(shown.trim().split('\n')[1], '2,1');
  t.deepEqual(
    currentTable(project.path('target/lake'), 'history').columns.map(({ name, type }) => `${name} ${type}`),
    [
      ...['id INTEGER', 'level VARCHAR', 'changed_at TIMESTAMP', 'dbt_scd_id VARCHAR'],
      ...['dbt_updated_at TIMESTAMP', 'dbt_valid_from TIMESTAMP', 'dbt_valid_to TIMESTAMP'],
    ],
  );
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
});

test('a build in which nothing has changed keeps the table as it is', async t => {
  const project = listeners(t, byLevel);
  await take(t, project, [{ id: 1, level: 'free' }]);
  const { version } = currentTable(project.path('target/lake'), 'history');
  const output = await take(t, project, [{ id: 1, level: 'free', changed_at: '2026-01-01T00:00:00Z' }]);
  t.regex(output, /snapshot history \.+ \[1 row, unchanged/);
  t.is(currentTable(project.path('target/lake'), 'history').version, version);
});

test('with --reuse a snapshot of what is as it was is not even looked at', async t => {
  const project = listeners(t, byLevel);
  await take(t, project, [{ id: 1, level: 'free' }], 'build', '--reuse');
  const output = await succeeded(t, project.sparkify('build', '--reuse'));
  t.regex(output, /Reused from release \S+: 1 view model, 1 snapshot\./);
});

test('a timestamp tells since when a row is as it is, and an older one changes nothing', async t => {
  const project = listeners(t, byTime);
  await take(t, project, [{ id: 1, level: 'free', changed_at: '2026-01-01T00:00:00Z' }]);
  await take(t, project, [{ id: 1, level: 'paid', changed_at: '2026-02-01T00:00:00Z' }]);
  await take(t, project, [{ id: 1, level: 'gone back', changed_at: '2026-01-15T00:00:00Z' }]);
  t.is(
    await rows(project, 'id, level, dbt_valid_from, dbt_valid_to'),
    '1,free,2026-01-01 00:00:00,2026-02-01 00:00:00 1,paid,2026-02-01 00:00:00,',
  );
});

test('what is gone stays by default, ends with invalidate, and leaves a record with new_record', async t => {
  const users = [
    { id: 1, level: 'free' },
    { id: 2, level: 'paid' },
  ];
  const gone: Record<string, string> = {};
  for (const way of ['ignore', 'invalidate', 'new_record']) {
    const project = listeners(t, `${byLevel}; hard_deletes: ${way}`);
    await take(t, project, users);
    await take(t, project, users.slice(0, 1));
    const deleted = way === 'new_record' ? 'dbt_is_deleted' : "'-'";
    gone[way] = await rows(project, `id, level, dbt_valid_to is null, ${deleted}`, 'where id = 2');
  }
  t.deepEqual(gone, {
    ignore: '2,paid,true,-',
    invalidate: '2,paid,false,-',
    new_record: '2,paid,false,False 2,paid,true,True',
  });
});

test('what comes back begins anew, and what is gone is recorded once', async t => {
  const project = listeners(t, `${byLevel}; hard_deletes: new_record`);
  const user = { id: 1, level: 'free' };
  await take(t, project, [user]);
  await take(t, project, []);
  await take(t, project, []);
  await take(t, project, [user]);
  t.is(
    await rows(project, 'id, level, dbt_is_deleted, dbt_valid_to is null'),
    '1,free,False,false 1,free,True,false 1,free,False,true',
  );
});

test('columns and the end of what still holds can be called otherwise', async t => {
  const project = listeners(
    t,
    `${byLevel}; dbt_valid_to_current: "to_date('9999-12-31')"; snapshot_meta_column_names: { dbt_valid_from: since, dbt_valid_to: until }`,
  );
  await take(t, project, [{ id: 1, level: 'free' }]);
  await take(t, project, [{ id: 1, level: 'paid' }]);
  const sql = `select level, until from {{ ref('history') }} where until = timestamp '9999-12-31' order by since`;
  const shown = await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
  t.is(shown, 'level,until\npaid,9999-12-31 00:00:00\n');
});

test('only the partitions of rows that change are written', async t => {
  const project = listeners(t, `${byLevel}; partition_by: region`, {
    'models/users.sql': "select id, level, region from {{ source('raw', 'users') }}",
  });
  const users = ['east', 'north', 'west'].map((region, id) => ({ id, region, level: 'free' }));
  await take(t, project, users);
  const files = async () => {
    const lake = project.path('target/lake');
    return dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'history'));
  };
  const before = await files();
  const output = await take(t, project, [...users.slice(0, 2), { id: 2, region: 'west', level: 'paid' }]);
  t.regex(output, /snapshot history \.+ \[4 rows, 1 file, .*2 partitions unchanged/);
  const after = await files();
  t.deepEqual(
    after.filter(file => before.includes(file)).map(file => /region=\w+/.exec(file)![0]),
    ['region=east', 'region=north'],
  );
});

test('a new column joins the others, one that is gone stays, and what does not fit is refused', async t => {
  const project = listeners(t, byLevel);
  await take(t, project, [{ id: 1, level: 'free', region: 'east' }]);
  project.write({ 'models/users.sql': "select id, level, region from {{ source('raw', 'users') }}" });
  await take(t, project, [
    { id: 1, level: 'free', region: 'east' },
    { id: 2, level: 'free', region: 'west' },
  ]);
  const names = () => currentTable(project.path('target/lake'), 'history').columns.map(({ name }) => name);
  t.deepEqual(names(), [
    ...['id', 'level', 'changed_at', 'dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'],
    'region',
  ]);
  t.is(await rows(project, 'id, region'), '1, 2,west', 'user 1 has not changed');

  project.write({ 'models/users.sql': "select id || '-a' as id, level from {{ source('raw', 'users') }}" });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /schema-changed\s+history\.id was INTEGER and is VARCHAR now: \d-a does not fit\./);
  t.regex(output, /snapshots\/history\.yml:2/);
});

test('rows that cannot be told apart, or have no key or time, stop the snapshot by name', async t => {
  const project = listeners(t, byTime);
  const at = '2026-01-01T00:00:00Z';
  const build = (users: readonly User[]) => {
    project.write({ 'data/users/1.json': jsonLines(users) });
    return failed(t, project.sparkify('build'), 1);
  };
  const twice = await build([1, 1, 2, 2, 3, 3, 4, 4, 5].map(id => ({ id, level: 'free', changed_at: at })));
  t.regex(
    twice,
    /duplicate-key\s+The snapshot history gets several rows with the same unique_key \(id\): 1; 2; 3, and 1 more\./,
  );
  t.regex(
    await build([{ level: 'free', changed_at: at }]),
    /The snapshot history gets one row in which id, its unique_key, is NULL\./,
  );
  t.regex(
    await build([{ id: 1, level: 'free' }]),
    /The snapshot history gets one row in which changed_at, its updated_at, is NULL\./,
  );
});

test('--full-refresh leaves the history as it is, and rollback brings the one before back', async t => {
  const project = listeners(t, byLevel);
  await take(t, project, [{ id: 1, level: 'free' }]);
  await take(t, project, [{ id: 1, level: 'paid' }]);
  await take(t, project, [{ id: 1, level: 'paid' }], 'build', '--full-refresh');
  t.is(await states(project), '1,free,false 1,paid,true');
  const before = currentRelease(project.path('target/lake'))!.release;
  await take(t, project, [{ id: 1, level: 'gold' }]);
  t.is(await states(project), '1,free,false 1,paid,false 1,gold,true');
  await succeeded(t, project.sparkify('releases', 'rollback', before));
  t.is(await states(project), '1,free,false 1,paid,true');
  await succeeded(t, project.sparkify('build'));
  t.is(await states(project), '1,free,false 1,paid,false 1,gold,true');
});

test('a failed test keeps the snapshot from being published, and a retry takes it once, at the time of the run', async t => {
  const project = listeners(t, byLevel, {
    'models/names.sql':
      "{{ config(materialized='table') }} select id from {{ ref('history') }} where level <> 'free'",
    'models/names.yml': 'models: [{ name: names, columns: [{ name: id, data_tests: [not_null] }] }]\n',
    'tests/known.sql': "select * from {{ ref('history') }} where level = 'gold'",
  });
  await take(t, project, [{ id: 1, level: 'free' }]);
  project.write({ 'data/users/1.json': jsonLines([{ id: 1, level: 'gold' }]) });
  await failed(t, project.sparkify('build'), 1);
  t.is(await states(project), '1,free,true');
  project.write({ 'tests/known.sql': "select * from {{ ref('history') }} where level = 'lead'" });
  const output = await succeeded(t, project.sparkify('retry'));
  t.regex(output, /1 finished table kept \(history\)/);
  t.is(await states(project), '1,free,false 1,gold,true');
});

test('snapshots are taken by a command of their own, selected by their type, and tested', async t => {
  const tests = '    columns: [{ name: level, data_tests: [{ accepted_values: { values: [free] } }] }]\n';
  const project = listeners(t, byLevel, { 'snapshots/history.yml': declared(byLevel, tests) });
  const output = await take(t, project, [{ id: 1, level: 'free' }], 'snapshot');
  t.regex(output, /Published release \S+ \(1 table in 0 partitions|Published release/);
  t.is(currentRelease(project.path('target/lake'))!.command, 'snapshot');
  t.is(
    await succeeded(
      t,
      project.sparkify('ls', '--select', 'resource_type:snapshot', '--indirect-selection', 'empty'),
    ),
    'tiny.history\n',
  );
  t.is(await succeeded(t, project.sparkify('ls', '--resource-type', 'snapshot')), 'tiny.history\n');
  project.write({ 'data/users/1.json': jsonLines([{ id: 1, level: 'paid' }]) });
  t.regex(await failed(t, project.sparkify('build'), 1), /FAIL 1 accepted_values_history_level__free/);
  t.is(await states(project), '1,free,true');
});

test('a block in a SQL file is a snapshot, with config() and properties of its own', async t => {
  const project = listeners(t, byLevel, {
    'snapshots/history.yml': 'snapshots: [{ name: history, description: Levels of users. }]\n',
    'snapshots/history.sql': `{# {% snapshot none %} #}
{% snapshot history %}
{{ config(strategy='check', check_cols='all', unique_key='id') }}
select id, level from {{ ref('users') }}
{% endsnapshot %}
{% snapshot others %}
{{ config(strategy='timestamp', updated_at='changed_at', unique_key=['id', 'level']) }}
select * from {{ source('raw', 'users') }} where changed_at is not null
{% endsnapshot %}
`,
  });
  await take(t, project, [{ id: 1, level: 'free' }]);
  await take(t, project, [{ id: 1, level: 'paid' }]);
  t.is(await states(project), '1,free,false 1,paid,true');
  const manifest = JSON.parse(project.read('target/manifest.json'));
  const node = manifest.nodes['snapshot.tiny.history'];
  t.is(node.description, 'Levels of users.');
  t.is(node.config.materialized, 'snapshot');
  t.deepEqual([node.config.strategy, node.config.check_cols, node.config.unique_key], ['check', 'all', 'id']);
  t.deepEqual(node.depends_on.nodes, ['model.tiny.users']);
  t.deepEqual(manifest.child_map['model.tiny.users'], ['snapshot.tiny.history']);
  t.true(
    readFileSync(project.path(node.compiled_path), 'utf8').includes('select id, level from "main"."users"'),
  );
  t.deepEqual(
    Object.keys(manifest.nodes).filter(id => id.startsWith('snapshot.')),
    ['snapshot.tiny.history', 'snapshot.tiny.others'],
  );
});

test('what a snapshot must say, and names that are no columns, are told before anything runs', async t => {
  const project = listeners(t, byLevel, {
    'snapshots/history.yml': `snapshots:
  - name: history
    relation: ref('users')
    config: { strategy: check, unique_key: [id, nam], check_cols: [levl] }
  - name: nothing
    relation: ref('users')
  - name: none
    relation: users
  - name: typo
    relation: ref('user')
    config: { strategy: timestmp, unique_key: id, target_schema: history }
  - name: number
    relation: ref('users')
    config: { strategy: timestamp, unique_key: id, updated_at: level }
`,
    'snapshots/empty.sql': 'select 1',
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /unique_key of history names "nam", which is no column of it\./);
  t.regex(
    output,
    /check_cols of history names "levl", which is no column of it\.[\s\S]*Did you mean "level"\?/,
  );
  t.regex(output, /The snapshot "nothing" does not say how it tells that a row has changed\./);
  t.regex(output, /The snapshot "nothing" does not say which rows are the same\./);
  t.regex(output, /The snapshot "none" is of "users", which does not name a table\./);
  t.regex(output, /snapshots\/history\.yml:10:\d+[\s\S]*Did you mean "users"\?/);
  t.regex(output, /"strategy" the wrong value "timestmp"\.[\s\S]*Did you mean "timestamp"\?/);
  t.regex(output, /unknown key "target_schema"\.[\s\S]*write schema/);
  t.regex(output, /The updated_at of number is "level", which is VARCHAR\./);
  t.regex(output, /snapshots\/empty\.sql holds no snapshot\./);
});

test('a plan says that a snapshot is taken, and that its table is added to', async t => {
  const project = listeners(t, byLevel);
  await take(t, project, [{ id: 1, level: 'free' }]);
  project.write({ 'models/users.sql': "select id, level, region from {{ source('raw', 'users') }}" });
  const plan = JSON.parse(await succeeded(t, project.sparkify('plan', '--json')));
  t.like(plan.writes[0], { table: 'history', way: 'merge', partitions: 'all' });
  const region = { name: 'region', change: 'added', type_before: null, type_after: 'VARCHAR' };
  t.like(plan.catalog.changed[0], { columns: [region] });
});

test('a sample is never taken for what there is', async t => {
  const project = listeners(t, `${byLevel}; hard_deletes: invalidate`);
  const users = Array.from({ length: 50 }, (_, id) => ({ id, level: 'free' }));
  await take(t, project, users);
  await succeeded(t, project.sparkify('build', '--sample', '10%'));
  await succeeded(t, project.sparkify('build', '--empty'));
  const output = await failed(t, project.sparkify('build', '--sample', '10%', '--publish'), 1);
  t.regex(
    output,
    /The snapshot history would take a sample for all there is: 10% of the rows of each source\./,
  );
  const sql = "select count(*) as n from {{ ref('history') }} where dbt_valid_to is null";
  t.is(await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv')), 'n\n50\n');
});

test('a target on Spark refuses a snapshot at its place, and says how to go on', async t => {
  const config = tinyConfig()
    .replace('duckdb({', 'spark({')
    .replace('{ defineConfig, duckdb }', '{ defineConfig, spark }');
  const project = listeners(t, byLevel, { 'sparkify.config.ts': config });
  project.write({ 'data/users/1.json': jsonLines([{ id: 1, level: 'free' }]) });
  const output = await failed(t, project.sparkify('build'), 2);
  t.regex(output, /The target dev runs on Spark, and the snapshot history can be taken by DuckDB only\./);
  t.regex(output, /snapshots\/history\.yml:2:11/);
});
