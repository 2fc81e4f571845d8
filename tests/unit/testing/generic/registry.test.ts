import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { genericTests } from '../../../../src/testing/generic/registry.ts';

/** Rows that the test returns of `(values …) as rows(id, level)`, in any order. */
async function failures(name: string, values: string, given: object = {}, column = 'level') {
  const generic = genericTests.get(name)!;
  const rows = `(select * from (values ${values}) as v(id, level)) as tested`;
  const sql = generic.sql(
    {
      rows,
      releasedRows: 'released',
      column: `"${column}"`,
      resolve: () => "(select unnest(['free', 'paid', null]) as name)",
    },
    generic.arguments.parse(given),
  );
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test('not_null gives back the whole rows without a value', async t => {
  t.deepEqual(await failures('not_null', "(1, 'free'), (2, null)"), [{ id: 2, level: null }]);
});

test('unique gives back a value with the number of its rows, and lets NULL repeat', async t => {
  const found = await failures('unique', "(1, 'free'), (2, 'free'), (3, 'paid'), (4, null), (5, null)");
  t.deepEqual(found, [{ unique_field: 'free', n_records: '2' }]);
});

test('accepted_values gives back the whole rows of other values, and lets NULL pass', async t => {
  const found = await failures('accepted_values', "(1, 'free'), (2, 'gold'), (3, null)", {
    values: ['free'],
  });
  t.deepEqual(found, [{ id: 2, level: 'gold' }]);
});

test('quoted values fit columns of numbers too', async t => {
  t.deepEqual(await failures('accepted_values', '(1, 10), (2, 11)', { values: [10] }), [
    { id: 2, level: 11 },
  ]);
});

test('relationships gives back the whole rows that the other table does not know, although it holds a NULL', async t => {
  const given = { to: 'ref', field: 'name' };
  const found = await failures('relationships', "(1, 'free'), (2, 'gold'), (3, null)", given);
  t.deepEqual(found, [{ id: 2, level: 'gold' }]);
});

test('relationships does not take a column of the tested table for the field', async t => {
  const given = { to: 'ref', field: 'level' };
  await t.throwsAsync(failures('relationships', "(1, 'gold')", given), {
    message: /does not have a column named "level"/,
  });
});
