import test from 'ava';
import type { Properties } from '../../../../src/project/project.ts';
import { checkProject } from '../../../helpers/check-project.ts';
import { buildColumn, buildProject } from '../../../helpers/project-builder.ts';

async function check(sql: string, properties: Partial<Properties> = {}) {
  const { diagnostics } = await checkProject(
    buildProject({ models: { 'models/m.sql': sql }, properties: { m: properties } }),
  );
  return diagnostics;
}

const SELECT = "select 1::bigint as id, 'a' as name, 2024 as year, {'a': 1} as s";

test('a declared type that is the inferred one, in whatever spelling, is kept', async t => {
  t.deepEqual(
    await check(SELECT, { columns: [buildColumn('ID', 'int8'), buildColumn('s', 'struct(a int)')] }),
    [],
  );
});

test('a declared type that differs breaks the contract', async t => {
  const diagnostics = await check(SELECT, { columns: [buildColumn('id', 'VARCHAR'), buildColumn('name')] });
  t.deepEqual(diagnostics, [
    {
      code: 'contract-broken',
      severity: 'error',
      message: 'm.id is declared VARCHAR, but is BIGINT.',
      at: { file: 'models/schema.yml', line: 9, column: 7 },
      hint: 'Cast it in the query, id::VARCHAR, or declare BIGINT.',
    },
  ]);
});

test('a column that is described but missing is named with the nearest', async t => {
  const diagnostics = await check(SELECT, { columns: [buildColumn('nam')] });
  t.like(diagnostics, [
    { code: 'undeclared-column', message: 'm has no column "nam".', hint: 'Did you mean "name"?' },
  ]);
});

test('partition and sort columns must be columns, letter by letter', async t => {
  const config = "{{ config(materialized='external', partition_by=['Year'], sort_by=['idd']) }}\n";
  const diagnostics = await check(`${config}select 1 as id, 2024 as year`);
  t.like(diagnostics, [
    {
      code: 'unknown-partition-column',
      at: { file: 'models/m.sql', line: 1, column: 51, length: 4 },
      hint: 'Did you mean "year"?',
    },
    {
      code: 'unknown-partition-column',
      message: 'sort_by of m names "idd", which is no column of it.',
      hint: 'Did you mean "id"?',
    },
  ]);
});

test('partition columns may not be all columns', async t => {
  const config = "{{ config(materialized='external', partition_by=['id', 'year']) }}\n";
  t.like(await check(`${config}select 1 as id, 2024 as year`), [
    { code: 'bad-model-config', message: 'm is partitioned by all of its columns.' },
  ]);
});

test('a partition column may not be nested', async t => {
  const config = "{{ config(materialized='external', partition_by='s') }}\n";
  t.like(await check(config + SELECT), [
    { code: 'bad-model-config', message: 'm is partitioned by "s", whose type is STRUCT(a INTEGER).' },
  ]);
});

test('a published table may not bear a name that the lake needs; a view may', async t => {
  const models = (config: string) => ({ 'models/_m.sql': `{{ config(${config}) }} select 1 as a` });
  const { diagnostics } = await checkProject(buildProject({ models: models("materialized='table'") }));
  t.like(diagnostics, [{ code: 'reserved-name', at: { file: 'models/_m.sql', line: 1, column: 1 } }]);
  const view = await checkProject(buildProject({ models: models("materialized='view'") }));
  t.deepEqual(view.diagnostics, []);
});

test('a published column that Parquet cannot hold is an error at its name, with a type that it can', async t => {
  const sql =
    "{{ config(materialized='table') }}\nselect\n  sum(x) as total,\n  1 as n\nfrom (select 1 as x)";
  const diagnostics = await check(sql);
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], {
    code: 'inexact-type',
    severity: 'error',
    message: 'm.total is HUGEINT, which Parquet cannot hold: it would become DOUBLE.',
    at: { file: 'models/m.sql', line: 3, column: 13, length: 5 },
  });
  t.regex(diagnostics[0]!.hint!, /BIGINT/);
});

test('what is not published, or not as Parquet, may have any type', async t => {
  const sum = 'select sum(x) as total from (select 1 as x)';
  t.deepEqual(await check(`{{ config(materialized='view') }} ${sum}`), []);
  t.deepEqual(await check(`{{ config(materialized='external', format='csv') }} ${sum}`), []);
});

test('an event_time is a date or time of its table, in whatever case', async t => {
  const rows =
    "\nselect 1 as id, date '2026-01-01' as day, timestamptz '2026-01-01' as moment, 1.5 as amount";
  const checked = (name: string) => check(`{{ config(materialized='table', event_time='${name}') }}${rows}`);
  for (const name of ['day', 'Moment']) t.deepEqual(await checked(name), []);
  const at = { file: 'models/m.sql', line: 1, column: 45 };
  t.deepEqual(await checked('moments'), [
    {
      code: 'bad-model-config',
      severity: 'error',
      message: 'The event_time of m is "moments", which is no column of it.',
      at: { ...at, length: 7 },
      hint: 'Did you mean "moment"?',
    },
  ]);
  t.like(await checked('amount'), [
    {
      message: 'The event_time of m is "amount", which is DECIMAL(2,1).',
      at: { ...at, length: 6 },
      hint: 'Name a column of type DATE or TIMESTAMP: day, moment.',
    },
  ]);
});
