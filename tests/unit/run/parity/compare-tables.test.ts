import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { quoteLiteral } from '../../../../src/columns/quote.ts';
import { openSession } from '../../../../src/engines/open-session.ts';
import type { BuiltTable } from '../../../../src/run/parity/build-side.ts';
import { compareTables, type TableComparison } from '../../../../src/run/parity/compare-tables.ts';
import { modelNode } from '../../../helpers/node-builder.ts';
import { buildConfig } from '../../../helpers/project-builder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** Writes the rows of two queries to Parquet, as two engines would, and compares them. */
async function compared(t: ExecutionContext, ours: string, theirs: string): Promise<TableComparison> {
  const folder = temporaryFolder(t);
  const tables = [await written(folder, 'dev', ours), await written(folder, 'spark', theirs)] as const;
  const session = await openSession(buildConfig({ projectDir: folder }));
  try {
    return await compareTables(...tables, { session, tolerance: 1e-9, names: ['dev', 'spark'] });
  } finally {
    session.close();
  }
}

async function written(folder: string, side: string, sql: string): Promise<BuiltTable> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const path = join(folder, `${side}.parquet`);
  await connection.run(`create table t as ${sql}`);
  const rows = (await connection.runAndReadAll('select count(*) from t')).getRows()[0]![0];
  const columns = (await connection.runAndReadAll('describe t'))
    .getRows()
    .map(([name, type]) => ({ name: String(name), type: String(type) }));
  await connection.run(`copy t to ${quoteLiteral(path)} (format parquet)`);
  connection.closeSync();
  const files = [{ path, partition: [] }];
  return {
    node: modelNode('plays', []),
    ...{ format: 'parquet', columns, partitionColumns: [], files, rows: Number(rows) },
  };
}

const values = (rows: string) => `select * from (values ${rows}) as v(id, name, share)`;

test('the same rows in another order are the same', async t => {
  const ours = values(`(1, 'a', 0.5::double), (2, null, null), (2, null, null), (3, 'c', 'nan')`);
  const theirs = values(`(3, 'c', 'nan'::double), (2, null, null), (1, 'a', 0.5), (2, null, null)`);
  t.like(await compared(t, ours, theirs), { same: true, rows: [4, 4], missing: [0, 0], sample: undefined });
});

test('a row that stands once more often on one side is a difference', async t => {
  const ours = values(`(1, 'a', 1), (1, 'a', 1), (2, 'b', 2)`);
  const theirs = values(`(1, 'a', 1), (2, 'b', 2)`);
  const found = await compared(t, ours, theirs);
  t.like(found, { same: false, rows: [3, 2], missing: [1, 0] });
  t.deepEqual(found.sample!.rows, [['dev', 1, 'a', 1]]);
});

test('values that differ are shown side by side', async t => {
  const ours = values(`(1, 'a', 1), (2, 'b', 2), (3, null, 3)`);
  const theirs = values(`(1, 'a', 1), (2, 'B', 2), (3, '', 3)`);
  const found = await compared(t, ours, theirs);
  t.like(found, { same: false, missing: [2, 2] });
  t.deepEqual(
    found.sample!.columns.map(({ name }) => name),
    ['in', 'id', 'name', 'share'],
  );
  t.deepEqual(found.sample!.rows, [
    ['spark', 2, 'B', 2],
    ['dev', 2, 'b', 2],
    ['spark', 3, '', 3],
    ['dev', 3, null, 3],
  ]);
});

test('floats may differ by a billionth of the larger one, and by no more', async t => {
  const ours = values(`(1, 'a', 1e6::double), (1, 'a', 2e6), (2, 'b', 1e6), (3, 'c', 'inf'), (4, 'd', 0)`);
  const near = values(
    `(1, 'a', 1e6 + 5e-4::double), (1, 'a', 2e6 - 1e-3), (2, 'b', 1e6 - 9e-4), (3, 'c', 'inf'), (4, 'd', -0.0)`,
  );
  t.true((await compared(t, ours, near)).same);
  const far = ours
    .replace(`(2, 'b', 1e6)`, `(2, 'b', 1e6 + 2e-3)`)
    .replace(`(4, 'd', 0)`, `(4, 'd', 1e-300)`);
  const found = await compared(t, ours, far);
  t.like(found, { same: false, missing: [2, 2] });
  t.deepEqual(
    found.sample!.rows.map(([side, id]) => [side, id]),
    [
      ['dev', 2],
      ['spark', 2],
      ['dev', 4],
      ['spark', 4],
    ],
  );
});

test('a NaN is near to nothing else, and NULL is no number', async t => {
  const ours = values(`(1, 'a', 'nan'::double), (2, 'b', null)`);
  const theirs = values(`(1, 'a', 'inf'::double), (2, 'b', 0)`);
  t.like(await compared(t, ours, theirs), { same: false, missing: [2, 2] });
});

test('other columns or types are told before any row is looked at', async t => {
  const found = await compared(t, 'select 1::integer as id', 'select 1::bigint as id');
  t.false(found.same);
  t.deepEqual(found.columns, [[{ name: 'id', type: 'INTEGER' }], [{ name: 'id', type: 'BIGINT' }]]);
});

test('nested values are compared whole', async t => {
  const ours = "select 1 as id, [1, null] as list, {'a': 'x', 'b': null::int} as pair";
  t.true((await compared(t, ours, ours)).same);
  t.false((await compared(t, ours, ours.replace('[1, null]', '[null, 1]'))).same);
});
