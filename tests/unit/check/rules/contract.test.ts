import test from 'ava';
import type { Properties } from '../../../../src/project/project.ts';
import { checkProject } from '../../../helpers/check-project.ts';
import { buildColumn, buildProject } from '../../../helpers/project-builder.ts';

const enforced = "{{ config(contract={'enforced': true}) }}\n";

async function check(sql: string, properties: Partial<Properties>) {
  const { diagnostics } = await checkProject(
    buildProject({ models: { 'models/m.sql': sql }, properties: { m: properties } }),
  );
  return diagnostics;
}

test('types are compared as types, not as texts', async t => {
  const columns = [
    buildColumn('a', 'varchar(10)'),
    buildColumn('b', 'numeric'),
    buildColumn('c', 'struct(x int, "y" text[])[]'),
  ];
  const sql = "select 'a'::text as a, 1::decimal(18,3) as b, [{'x': 1, 'y': ['b']}] as c";
  t.deepEqual(await check(enforced + sql, { columns }), []);
});

test('a decimal keeps its precision and its scale', async t => {
  const sql = 'select 1::decimal(18,2) as a, 1::decimal(12,2) as b, 1::decimal(18,3) as c';
  const columns = ['a', 'b', 'c'].map(name => buildColumn(name, 'DECIMAL(18,2)'));
  t.deepEqual(
    (await check(sql, { columns })).map(({ message }) => message),
    [
      'm.b is declared DECIMAL(18,2), but is DECIMAL(12,2).',
      'm.c is declared DECIMAL(18,2), but is DECIMAL(18,3).',
    ],
  );
});

test('an enforced contract refuses a column that it does not declare, where the query names it', async t => {
  const columns = [buildColumn('id', 'INTEGER')];
  t.deepEqual(await check(`${enforced}select 1 as id,\n  2 as b`, { columns }), [
    {
      code: 'contract-broken',
      severity: 'error',
      message: 'm has the column "b", which its contract does not declare.',
      at: { file: 'models/m.sql', line: 3, column: 8, length: 1 },
      hint: 'Declare it, - {name: b, data_type: INTEGER}, or say partial: true in the contract.',
    },
  ]);
});

test('a misspelled column is told on both sides, each with the nearest name', async t => {
  const columns = [buildColumn('id', 'INTEGER'), buildColumn('user_nam', 'VARCHAR')];
  const found = await check(`${enforced}select 1 as id, 'Ada' as user_name`, { columns });
  t.deepEqual(
    found.map(({ code, at, hint }) => [code, at?.file, hint]),
    [
      ['undeclared-column', 'models/schema.yml', 'Did you mean "user_name"?'],
      ['contract-broken', 'models/m.sql', 'Did you mean "user_nam"?'],
    ],
  );
});

test('an enforced contract needs a type for every column, and at least one column', async t => {
  t.like(await check(`${enforced}select 1 as id`, { columns: [buildColumn('id')] }), [
    { message: 'The contract of m is enforced, but "id" has no data_type.', hint: 'Add data_type: INTEGER' },
  ]);
  t.like(await check(`${enforced}select 1 as id`, {}), [
    {
      message: 'The contract of m is enforced, but no columns are declared.',
      at: { file: 'models/m.sql', line: 1, column: 11 },
    },
  ]);
});

test('a partial contract holds only the declared columns, as one that is not enforced does', async t => {
  const columns = [buildColumn('id', 'INTEGER'), buildColumn('name')];
  const sql = "select 1 as id, 'Ada' as name, 2 as more";
  const partial = { enforced: true, partial: true };
  t.deepEqual(await check(sql, { columns, config: { contract: partial } }), []);
  t.deepEqual(await check(sql, { columns, config: { contract: { enforced: false } } }), []);
  const broken = await check("select 'x' as id", {
    columns: columns.slice(0, 1),
    config: { contract: partial },
  });
  t.like(broken, [{ code: 'contract-broken' }]);
});
