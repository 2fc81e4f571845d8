import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeContents, lakeKeys } from '../helpers/lake-contents.ts';
import {
  currentRelease,
  currentTable,
  dataFiles,
  differingRows,
  plainSql,
  pointerSql,
  rowsOf,
} from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

const february = 'data/plays/february.ndjson';
const play = (id: number, month: string) =>
  `${JSON.stringify({ id, listener: 'ada', level: 'free', song: 'Low Tide', seconds: 100, month })}\n`;

async function build(t: ExecutionContext, project: MusicProject): Promise<string> {
  await succeeded(t, project.sparkify('build'));
  return currentRelease(project.lake)!.release;
}

/** Ids of the plays by the pointer, after making sure that the plain copy holds the same rows. */
async function playIds(t: ExecutionContext, connection: DuckDBConnection, { lake }: MusicProject) {
  const table = currentTable(lake, 'plays');
  const pointer = await pointerSql(connection, lake, table);
  t.is(await differingRows(connection, pointer, plainSql(lake, table)), 0, 'plain copy');
  return (await rowsOf(connection, `SELECT id::INTEGER FROM (${pointer}) ORDER BY id`)).flat();
}

function plainKeys({ lake }: MusicProject, table: string): readonly string[] {
  return lakeKeys(lake).filter(key => key.startsWith(`${table}/`));
}

function identity({ lake }: MusicProject, key: string): readonly number[] {
  const { ino, mtimeMs } = statSync(join(lake, key));
  return [ino, mtimeMs];
}

test.serial('releases are listed, compared and rolled back to, tables and plain copy with them', async t => {
  const project = musicProject(t);
  const connection = await connectDuckDb(t);
  const first = await build(t, project);
  project.write({ 'data/plays/march.ndjson': play(6, '2026-03') + play(7, '2026-03') });
  const second = await build(t, project);

  const list = await succeeded(t, project.sparkify('releases', 'list'));
  t.regex(list, new RegExp(`${second} +current .* build\\n${first} +kept .* build\\n$`));
  const diff = await succeeded(t, project.sparkify('releases', 'diff'));
  t.regex(diff, new RegExp(`^From ${first} to ${second}:`));
  t.regex(diff, /\nplays {2}changed {2}5 -> 7 rows\n {2}\+ month=2026-03 +2 rows\n/);
  t.notRegex(diff, /\nlevels/);

  const rollback = await succeeded(t, project.sparkify('releases', 'rollback', first));
  const third = currentRelease(project.lake)!;
  t.regex(rollback, new RegExp(`Published release ${third.release}, which holds the tables of ${first}`));
  t.like(third, { parent: second, rolledBackTo: first, tested: true });
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5]);
  t.false(existsSync(join(project.lake, 'plays/month=2026-03')));
  t.regex(
    await succeeded(t, project.sparkify('releases', 'diff', first)),
    /no difference; all tables hold the same rows/,
  );

  await succeeded(t, project.sparkify('releases', 'rollback', second));
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5, 6, 7]);
  t.regex(await failed(t, project.sparkify('releases', 'rollback', 'nonsense'), 1), /unknown-release/);
});

test.serial('only the files of the partition that changed are written anew', async t => {
  const project = musicProject(t);
  const connection = await connectDuckDb(t);
  await build(t, project);
  const keys = ['2026-01', '2026-02'].map(month => `plays/month=${month}/part-0.parquet`);
  const [january, changed] = keys.map(key => identity(project, key));
  const [januaryFile] = await dataFiles(connection, project.lake, currentTable(project.lake, 'plays'));

  project.write({ [february]: project.read(february) + play(8, '2026-02') });
  const second = await build(t, project);
  t.deepEqual(identity(project, keys[0]!), january);
  t.notDeepEqual(identity(project, keys[1]!), changed);
  const files = await dataFiles(connection, project.lake, currentTable(project.lake, 'plays'));
  t.is(files[0], januaryFile);
  t.true(files[1]!.startsWith(`files/${second}/plays/month=2026-02/`));
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5, 8]);
});

test.serial('a partition without rows disappears, and so does its file in the plain copy', async t => {
  const project = musicProject(t);
  const connection = await connectDuckDb(t);
  await build(t, project);
  project.remove(february);
  await build(t, project);
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3]);
  t.deepEqual(plainKeys(project, 'plays'), ['plays/month=2026-01/part-0.parquet']);
});

test.serial('the plain copy shares its bytes with the data files by hard links', async t => {
  const project = musicProject(t);
  const connection = await connectDuckDb(t);
  await build(t, project);
  const files = await dataFiles(connection, project.lake, currentTable(project.lake, 'plays'));
  const plain = plainKeys(project, 'plays');
  t.is(plain.length, 2);
  for (const [index, key] of plain.entries()) {
    t.is(statSync(join(project.lake, key)).ino, statSync(join(project.lake, files[index]!)).ino, key);
  }
});

test.serial('without plainCopy the lake holds documents and data files only', async t => {
  const project = musicProject(t);
  const config = project.read('sparkify.config.ts');
  project.write({
    'sparkify.config.ts': config.replace("name: 'music',", "name: 'music', releases: { plainCopy: false },"),
  });
  await build(t, project);
  t.deepEqual(
    lakeKeys(project.lake).filter(key => !/^(_sparkify|files)\//.test(key)),
    [],
  );
  t.is(currentTable(project.lake, 'plays').rows, 5);

  project.write({ 'sparkify.config.ts': config });
  await succeeded(t, project.sparkify('build'));
  t.is(plainKeys(project, 'plays').length, 2, 'turned on again, it is made by the next build');
});

test.serial('a table whose columns, types or partitions change is written anew as a whole', async t => {
  const project = musicProject(t);
  const connection = await connectDuckDb(t);
  await build(t, project);
  const model = (columns: string, partition = 'month') =>
    `{{ config(materialized='external', partition_by='${partition}') }}\nselect ${columns} from {{ ref('stg_plays') }}\n`;
  const forms = [
    ['id, listener, song, seconds, level, month', 'month', 'an added column'],
    ['id, listener, song, cast(seconds as bigint) as seconds, level, month', 'month', 'another type'],
    [
      'id, listener, song as title, cast(seconds as bigint) as seconds, level, month',
      'month',
      'another name',
    ],
    [
      'id, listener, song as title, cast(seconds as bigint) as seconds, month',
      'month',
      'a column that is gone',
    ],
    [
      'id, listener, song as title, cast(seconds as bigint) as seconds, month',
      'listener',
      'other partitions',
    ],
  ] as const;
  for (const [columns, partition, change] of forms) {
    project.write({
      'models/marts/plays.sql': model(columns, partition),
      'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 3600\n`,
    });
    const release = await build(t, project);
    const table = currentTable(project.lake, 'plays');
    const files = await dataFiles(connection, project.lake, table);
    t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5], change);
    t.is(table.version, release, change);
    t.true(files.every(file => file.startsWith(`files/${release}/`)) || change === 'an added column', change);
  }
  t.deepEqual(plainKeys(project, 'plays'), [
    'plays/listener=ada/part-0.parquet',
    'plays/listener=bo/part-0.parquet',
    'plays/listener=cy/part-0.parquet',
  ]);
});

test.serial('the table of a model that is gone stays until it is pruned', async t => {
  const project = musicProject(t);
  await build(t, project);
  project.remove('models/marts/charts.sql');
  project.write({
    'models/marts/marts.yml': `models:\n  - name: plays\n    columns: [{ name: id, data_tests: [unique] }]\n`,
    'data/plays/march.ndjson': play(6, '2026-03'),
  });
  t.regex(
    await succeeded(t, project.sparkify('build')),
    /warn {2}orphan-table\n {2}The lake still holds charts, which nothing in the project publishes\.\n.*prune --tables charts\n/,
  );
  const names = () => currentRelease(project.lake)!.tables.map(({ name }) => name);
  t.deepEqual(names(), ['charts', 'levels', 'listeners', 'plays']);
  t.is(plainKeys(project, 'charts').length, 1);

  const pruned = await succeeded(t, project.sparkify('releases', 'prune', '--tables', 'charts'));
  t.regex(pruned, /Published release \S+ without charts/);
  t.deepEqual(names(), ['levels', 'listeners', 'plays']);
  t.deepEqual(plainKeys(project, 'charts'), []);
  t.notRegex(await succeeded(t, project.sparkify('build')), /orphan-table/);
  t.regex(
    await failed(t, project.sparkify('releases', 'prune', '--tables', 'charts'), 2),
    /has no table "charts"/,
  );
});

test.serial('an empty result is a file without rows, with its columns', async t => {
  const project = musicProject(t, {
    'models/nothing.sql': `{{ config(materialized='table') }}\nselect * from {{ ref('plays') }} where false\n`,
    'models/nothing_parted.sql': `{{ config(materialized='external', partition_by=['month', 'level']) }}
select * from {{ ref('stg_plays') }} where seconds < 0\n`,
  });
  const connection = await connectDuckDb(t);
  await build(t, project);
  t.deepEqual(plainKeys(project, 'nothing'), ['nothing/part-0.parquet']);
  const hive = 'month=__HIVE_DEFAULT_PARTITION__/level=__HIVE_DEFAULT_PARTITION__';
  t.deepEqual(plainKeys(project, 'nothing_parted'), [`nothing_parted/${hive}/part-0.parquet`]);
  for (const name of ['nothing', 'nothing_parted']) {
    const table = currentTable(project.lake, name);
    t.is(table.rows, 0);
    for (const sql of [await pointerSql(connection, project.lake, table), plainSql(project.lake, table)]) {
      t.deepEqual(await rowsOf(connection, sql), []);
    }
    const csv = await succeeded(t, project.sparkify('show', name, '--output', 'csv'));
    t.is(csv, `${table.columns.map(column => column.name).join(',')}\n`);
  }
  const before = lakeContents(project.lake);
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing was published/);
  t.deepEqual(lakeContents(project.lake), before);
});

test.serial('partition values may be null or hold any text, and change one by one', async t => {
  const months = ['a/b', 'c=d', 'é%', ' x y ', '2026-01', null];
  const record = (id: number, month: string | null) => play(id, month as string);
  const project = musicProject(t);
  project.remove('data/plays');
  project.write({ 'data/plays/odd.ndjson': months.map((month, index) => record(index + 1, month)).join('') });
  const connection = await connectDuckDb(t);
  const first = await build(t, project);
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5, 6]);
  const sql = await pointerSql(connection, project.lake, currentTable(project.lake, 'plays'));
  t.deepEqual((await rowsOf(connection, `SELECT month FROM (${sql}) ORDER BY id`)).flat(), months);

  project.write({ 'data/plays/more.ndjson': record(7, null) + record(8, 'a/b') });
  const second = await build(t, project);
  t.deepEqual(await playIds(t, connection, project), [1, 2, 3, 4, 5, 6, 7, 8]);
  const files = await dataFiles(connection, project.lake, currentTable(project.lake, 'plays'));
  t.is(files.filter(file => file.startsWith(`files/${second}/`)).length, 2);
  t.is(files.filter(file => file.startsWith(`files/${first}/`)).length, 4);
});
