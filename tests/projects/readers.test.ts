import { cpSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { checksum, currentRelease, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { example, readByExamples } from '../helpers/reader-examples.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

const catalog = '_sparkify/catalog.duckdb';

async function attach(connection: DuckDBConnection, lake: string): Promise<void> {
  await connection.run(`ATTACH '${join(lake, catalog).replaceAll("'", "''")}' AS lake (READ_ONLY)`);
}

test('every example of docs/releases.md reads a local lake as the pointer leads to it', async t => {
  const project = referenceProject(t);
  await succeeded(t, project.sparkify('build'));
  await readByExamples(t, await connectDuckDb(t), project.lake, { lake: project.lake });
});

test('the examples in TypeScript and Python have no more than ten lines, and the types are right', t => {
  for (const heading of ['TypeScript', 'Python']) {
    const lines = example(heading, 'x')
      .split('\n')
      .filter(line => line.trim() !== '');
    t.true(lines.length <= 10, `${heading} has ${lines.length}`);
  }
  t.is(typecheck(cliProject(t, { 'reader.ts': example('TypeScript', 'x') })), '');
});

test('the catalog shows every table of the current release, with the columns and rows of it', async t => {
  const project = referenceProject(t);
  await succeeded(t, project.sparkify('build'));
  const connection = await connectDuckDb(t);
  await attach(connection, project.lake);
  const { release, tables } = currentRelease(project.lake)!;
  t.deepEqual(await rowsOf(connection, 'FROM lake._sparkify.release'), [[release, project.lake]]);
  const shown = await rowsOf(
    connection,
    "SELECT view_name FROM duckdb_views() WHERE database_name = 'lake' AND NOT internal ORDER BY ALL",
  );
  t.deepEqual(
    shown.flat(),
    tables.map(({ name }) => name),
  );
  for (const table of tables) {
    const columns = await rowsOf(
      connection,
      `SELECT column_name, column_type FROM (DESCRIBE lake.${table.name})`,
    );
    t.deepEqual(
      columns,
      table.columns.map(({ name, type }) => [name, type]),
    );
    const expected = await checksum(connection, await pointerSql(connection, project.lake, table));
    t.is(await checksum(connection, `FROM lake.${table.name}`), expected, table.name);
  }
});

test('the catalog holds tables of other formats and schemas, names with quotes, and empty ones', async t => {
  const table = (more: string, select: string) => `{{ config(materialized='external'${more}) }} ${select}`;
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ lake: "la'ke" }),
    'models/as_csv.sql': table(
      ", format='csv', partition_by=['day']",
      `select 'a,"b' as "x ""y""", date '2026-01-02' as day`,
    ),
    'models/as_json.sql': table(", format='json'", 'select {a: [1, 2]} as nested'),
    'models/monthly.sql': table(", schema='marts', alias='the table'", 'select 1 as n'),
    'models/empty.sql': table(", partition_by=['k']", "select 1.5::decimal(9, 3) as v, 'x' as k where false"),
  });
  await succeeded(t, project.sparkify('build'));
  const connection = await connectDuckDb(t);
  await attach(connection, project.path("la'ke"));
  t.deepEqual(await rowsOf(connection, 'FROM lake.as_csv'), [['a,"b', '2026-01-02']]);
  t.deepEqual(await rowsOf(connection, 'FROM lake.as_json'), [[{ a: [1, 2] }]]);
  t.deepEqual(await rowsOf(connection, 'FROM lake.marts."the table"'), [[1]]);
  t.deepEqual(await rowsOf(connection, 'FROM lake.empty'), []);
  t.is((await rowsOf(connection, 'FROM lake.payments')).length, 3);
});

test('whoever has attached the catalog stays on its release, and the next one who comes sees the new one', async t => {
  const project = tinyProject(t);
  const lake = project.path('target/lake');
  await succeeded(t, project.sparkify('build'));
  const connection = await connectDuckDb(t);
  await attach(connection, lake);
  project.write({
    'data/events/3.json': '{"id":4,"user":"Cy","amount":1,"paid_at":"2026-01-04T10:00:00Z"}\n',
  });
  await succeeded(t, project.sparkify('build'));
  const count = async () => (await rowsOf(connection, 'SELECT count(*)::INTEGER FROM lake.payments'))[0]![0];
  t.is(await count(), 3);
  await connection.run('DETACH lake');
  await attach(connection, lake);
  t.is(await count(), 4);

  await succeeded(t, project.sparkify('releases', 'rollback', currentRelease(lake)!.parent!));
  await connection.run('DETACH lake');
  await attach(connection, lake);
  t.is(await count(), 3);
});

test('the catalog of a lake that was moved or copied reads where the reader says, and then where it is', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build'));
  const [old, moved] = [project.path('target/lake'), project.path('elsewhere')];
  const connection = await connectDuckDb(t);
  cpSync(old, moved, { recursive: true });
  renameSync(old, project.path('gone'));
  await attach(connection, moved);
  await t.throwsAsync(rowsOf(connection, 'FROM lake.payments'), { message: /No files found/ });
  await connection.run(`SET VARIABLE sparkify_lake = '${moved}'`);
  t.is((await rowsOf(connection, 'FROM lake.payments')).length, 3);

  project.write({ 'sparkify.config.ts': tinyConfig({ lake: 'elsewhere' }) });
  await succeeded(t, project.sparkify('build'));
  const other = await connectDuckDb(t);
  await attach(other, moved);
  t.is((await rowsOf(other, 'FROM lake.payments')).length, 3);
});

test('a catalog that was damaged is made anew, and one that is turned off goes', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build'));
  const path = project.path('target/lake', catalog);
  writeFileSync(path, 'no database');
  await succeeded(t, project.sparkify('build'));
  await attach(await connectDuckDb(t), project.path('target/lake'));
  project.write({ 'sparkify.config.ts': tinyConfig({ more: '  releases: { catalog: false },\n' }) });
  await succeeded(t, project.sparkify('build'));
  t.false(existsSync(path));
});
