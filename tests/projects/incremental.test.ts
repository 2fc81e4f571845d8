import test, { type ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

interface Event {
  readonly id: number;
  readonly day: number;
  readonly amount: number;
}

const sources = `sources:
  - name: raw
    tables:
      - name: events
        location: data/events/*.json
        columns:
          - { name: id, data_type: INTEGER }
          - { name: day, data_type: INTEGER }
          - { name: amount, data_type: INTEGER }
`;
const columns = 'select id, day, amount';
const whatIsNew = '{% if is_incremental() %} where day > (select max(day) from {{ this }}) {% endif %}';

/** A model of this config, and what chooses new rows. */
function growing(config: string, where = whatIsNew, select = columns): string {
  return `{{ config(materialized='incremental', ${config}) }}
${select} from {{ source('raw', 'events') }} ${where}
`;
}

function grown(t: ExecutionContext, model: string, more: ProjectFiles = {}): CliProject {
  return tinyProject(t, {
    ...{
      'models/stg_events.sql': undefined,
      'models/payments.sql': undefined,
      'models/payments.yml': undefined,
    },
    ...{ 'data/events/1.json': undefined, 'data/events/2.json': undefined, 'models/sources.yml': sources },
    'models/grown.sql': model,
    'models/days.sql': `{{ config(materialized='table') }} select day, cast(sum(amount) as bigint) as amount from {{ ref('grown') }} group by day`,
    ...more,
  });
}

/** Delivers events in a file and builds. */
async function deliver(
  t: ExecutionContext,
  project: CliProject,
  name: string,
  events: readonly Event[],
  ...args: readonly string[]
): Promise<string> {
  project.write({ [`data/events/${name}.json`]: jsonLines(events) });
  return succeeded(t, project.sparkify('build', ...args));
}

async function rows(
  project: CliProject,
  sql = "select * from {{ ref('grown') }} order by all",
): Promise<string> {
  const shown = await project.sparkify('show', '--inline', sql, '--limit', '-1', '--output', 'csv');
  if (shown.exitCode !== 0) throw new Error(shown.output);
  return shown.stdout.trim().split('\n').slice(1).join(' ');
}

const filesOf = async (t: ExecutionContext, project: CliProject) => {
  const lake = project.path('target/lake');
  return dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'grown'));
};
const event = (id: number, day: number, amount = 1): Event => ({ id, day, amount });

test('append adds what is new, and keeps every file that is there', async t => {
  const project = grown(t, growing("incremental_strategy='append'"));
  await deliver(t, project, '1', [event(1, 1), event(2, 1)]);
  const before = await filesOf(t, project);
  const output = await deliver(t, project, '2', [event(3, 2)]);
  t.regex(output, /OK created incremental model grown \.+ \[3 rows, 1 file, /);
  t.is(await rows(project), '1,1,1 2,1,1 3,2,1');
  const after = await filesOf(t, project);
  t.deepEqual(
    after.filter(file => before.includes(file)),
    before,
  );
  t.is(after.length, 2);
  t.is(
    await rows(project, "select * from {{ ref('days') }} order by all"),
    '1,2 2,1',
    'who reads it reads all of it',
  );
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.path('target/lake')), []);
});

test('a table without anything new keeps its version', async t => {
  const project = grown(t, growing("partition_by='day'"));
  await deliver(t, project, '1', [event(1, 1)]);
  const { version } = currentTable(project.path('target/lake'), 'grown');
  await deliver(t, project, '0', [event(9, 1)]);
  t.is(currentTable(project.path('target/lake'), 'grown').version, version);
  t.is(await rows(project), '1,1,1', 'the model did not ask for late events');
});

test('rows appended to a partition are one with it: a build from scratch finds them unchanged', async t => {
  const project = grown(
    t,
    growing(
      "partition_by='day'",
      '{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}',
    ),
  );
  await deliver(t, project, '1', [event(1, 1), event(2, 2)]);
  await deliver(t, project, '2', [event(3, 2), event(4, 3)]);
  t.is((await filesOf(t, project)).length, 4);
  const output = await succeeded(t, project.sparkify('build', '--full-refresh'));
  t.regex(output, /incremental model grown \.+ \[4 rows, unchanged/);
});

test('insert_overwrite replaces the partitions of new rows, and leaves the others as they are', async t => {
  const late = '{% if is_incremental() %} where day >= (select max(day) from {{ this }}) {% endif %}';
  const project = grown(t, growing("incremental_strategy='insert_overwrite', partition_by='day'", late));
  await deliver(t, project, '1', [event(1, 1), event(2, 2)]);
  const [first] = await filesOf(t, project);
  project.write({ 'data/events/1.json': jsonLines([event(1, 1, 50)]) });
  await deliver(t, project, '2', [event(2, 2, 7), event(3, 2), event(4, 3)]);
  t.is(await rows(project), '1,1,1 2,2,7 3,2,1 4,3,1', 'day 1 was not asked for');
  t.true((await filesOf(t, project)).includes(first!));
  const again = await succeeded(t, project.sparkify('build'));
  t.regex(again, /incremental model grown \.+ \[4 rows, unchanged/, 'the same rows keep their files');
});

for (const strategy of ['delete+insert', 'merge']) {
  test(`${strategy} replaces rows by their key and writes the partitions concerned only`, async t => {
    const project = grown(
      t,
      growing(`incremental_strategy='${strategy}', unique_key='id', partition_by='day'`, ''),
    );
    await deliver(t, project, '1', [event(1, 1), event(2, 2), event(3, 3)]);
    const before = await filesOf(t, project);
    // Event 2 is corrected, and event 1 belongs to another day.
    project.write({ 'data/events/1.json': jsonLines([event(1, 4), event(2, 2, 5)]) });
    await deliver(t, project, '2', [event(4, 4)]);
    t.is(await rows(project), '1,4,1 2,2,5 3,3,1 4,4,1');
    const after = await filesOf(t, project);
    t.deepEqual(
      after.filter(file => before.includes(file)).map(file => /day=\d/.exec(file)![0]),
      ['day=3'],
    );
    t.is(after.length, 3);
  });
}

test('what has a key and no partitions is written whole, and NULL is no key', async t => {
  const project = grown(
    t,
    growing("unique_key=['id', 'day']", '', 'select nullif(id, 0) as id, day, amount'),
  );
  await deliver(t, project, '1', [event(1, 1), event(0, 1)]);
  await deliver(t, project, '1', [event(1, 1, 9), event(0, 1)]);
  t.is(await rows(project), '1,1,9 ,1,1 ,1,1');
});

test('merge refuses two new rows of one key, and leaves the lake as it was', async t => {
  const project = grown(t, growing("incremental_strategy='merge', unique_key='id'", ''));
  await deliver(t, project, '1', [event(1, 1)]);
  project.write({ 'data/events/2.json': jsonLines([event(2, 1), event(2, 2)]) });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /duplicate-key\n\s+grown has 2 new rows whose id is 2, so merge cannot choose one\./);
  t.is(await rows(project), '1,1,1');
});

test('--full-refresh computes from scratch, full_refresh: false never', async t => {
  const project = grown(t, growing("incremental_strategy='append'"));
  await deliver(t, project, '1', [event(1, 1)]);
  await deliver(t, project, '0', [event(9, 0)]);
  t.is(await rows(project), '1,1,1');
  await succeeded(t, project.sparkify('run', '-f', '--select', 'grown'));
  t.is(await rows(project), '1,1,1 9,0,1');
  project.write({ 'models/grown.sql': growing("incremental_strategy='append', full_refresh=false") });
  await deliver(t, project, '00', [event(8, 0)], '--full-refresh');
  t.is(await rows(project), '1,1,1 9,0,1');
});

test('a failed test leaves the table as it was, and a retry adds what is new once', async t => {
  const project = grown(t, growing("incremental_strategy='append'"), {
    'models/grown.yml':
      'models:\n  - name: days\n    columns: [{ name: amount, data_tests: [{ accepted_values: { arguments: { values: [1] } } }] }]\n',
  });
  await deliver(t, project, '1', [event(1, 1)]);
  project.write({ 'data/events/2.json': jsonLines([event(2, 2), event(3, 2)]) });
  t.regex(await failed(t, project.sparkify('build'), 1), /FAIL 1 accepted_values/);
  t.is(await rows(project), '1,1,1');
  project.remove('models/grown.yml');
  await succeeded(t, project.sparkify('retry'));
  t.is(await rows(project), '1,1,1 2,2,1 3,2,1');
});

const wider = 'select id, day, amount, amount * 2 as doubled';
const schemaChanges = {
  append_new_columns: '1,1,1, 2,2,1,2',
  sync_all_columns: '1,1,1, 2,2,1,2',
  ignore: '1,1,1 2,2,1',
};
for (const [policy, expected] of Object.entries(schemaChanges)) {
  test(`on_schema_change: ${policy} of a new column`, async t => {
    const config = `incremental_strategy='append', partition_by='day', on_schema_change='${policy}'`;
    const project = grown(t, growing(config));
    await deliver(t, project, '1', [event(1, 1)]);
    project.write({ 'models/grown.sql': growing(config, whatIsNew, wider) });
    await deliver(t, project, '2', [event(2, 2)]);
    t.is(await rowsOfLake(t, project), expected);
  });
}

/** As the files have them, whatever the model says. */
async function rowsOfLake(t: ExecutionContext, project: CliProject): Promise<string> {
  const lake = project.path('target/lake');
  const paths = (await filesOf(t, project)).map(file => `'${lake}/${file}'`).join(', ');
  const reader = await (await connectDuckDb(t)).runAndReadAll(
    `SELECT id, day, * EXCLUDE (id, day) FROM read_parquet([${paths}], hive_partitioning = true) ORDER BY day`,
  );
  return reader
    .getRows()
    .map(row => row.map(value => value ?? '').join(','))
    .join(' ');
}

test('a changed column is refused unless on_schema_change says what to do', async t => {
  const project = grown(t, growing("on_schema_change='fail'"));
  await deliver(t, project, '1', [event(1, 1)]);
  project.write({ 'models/grown.sql': growing("on_schema_change='fail'", whatIsNew, wider) });
  t.regex(
    await failed(t, project.sparkify('build'), 1),
    /schema-changed[\s\S]*"doubled" is new\.[\s\S]*--full-refresh --select grown/,
  );
  project.write({ 'models/grown.sql': growing("partition_by='day'") });
  t.regex(
    await failed(t, project.sparkify('build'), 1),
    /is published as parquet by no columns, and now is parquet by day/,
  );
});

test('what is wrong where is_incremental() is true is found before anything runs', async t => {
  const project = grown(
    t,
    growing("incremental_strategy='append'", '{% if is_incremental() %} where dy > 1 {% endif %}'),
  );
  t.regex(await failed(t, project.sparkify('check'), 2), /models\/grown\.sql:2:\d+ +error +unknown-column/);
  project.write({
    'models/grown.sql': growing(
      "incremental_strategy='append'",
      '',
      'select id, day, amount {% if is_incremental() %}, 1 as more {% endif %}',
    ),
  });
  t.regex(
    await failed(t, project.sparkify('check'), 2),
    /grown has other columns where is_incremental\(\) is true/,
  );
});

for (const [config, message] of [
  ["incremental_strategy='merge'", /"grown" replaces rows by merge, but no unique_key tells which/],
  ["incremental_strategy='insert_overwrite'", /"grown" overwrites partitions, but has none/],
  [
    "incremental_strategy='append', unique_key='id'",
    /"grown" has a unique_key, of which append knows nothing/,
  ],
  ["unique_key='nr'", /unique_key of grown names "nr", which is no column of it/],
  ['published=false', /"grown" is incremental, and what is not published has nothing to add to/],
] as const) {
  test(`a config that cannot be meant is refused: ${config}`, async t => {
    const project = grown(t, growing(config));
    t.regex(await failed(t, project.sparkify('check'), 2), message);
  });
}

test('with reuse, a table that grows stands until something is new', async t => {
  const project = grown(t, growing("unique_key='id'", ''), {
    'sparkify.config.ts': tinyConfig({ more: '  reuse: true,\n' }),
  });
  await deliver(t, project, '1', [event(1, 1)]);
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing new/);
  t.regex(await deliver(t, project, '2', [event(2, 1)]), /OK created incremental model grown/);
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing new/);
  t.regex(await succeeded(t, project.sparkify('build', '-f')), /OK created incremental model grown/);
});

test('a sample is never what a table grows from', async t => {
  const project = grown(t, growing("incremental_strategy='append'"));
  await deliver(t, project, '1', [event(1, 1), event(2, 2)], '--sample', '1 rows', '--publish');
  t.truthy(currentRelease(project.path('target/lake')));
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project), '1,1,1 2,2,1');
});
