import test, { type ExecutionContext } from 'ava';
import { constraintSql, type ResolvedConstraint } from '../../../src/testing/constraint-sql.ts';
import { connectDuckDb } from '../../helpers/duckdb-connection.ts';

/** What violates a constraint in a table of (id, day, amount). */
async function violations(t: ExecutionContext, constraint: ResolvedConstraint, values: string) {
  const connection = await connectDuckDb(t);
  await connection.run(`create table rows as select * from (values ${values}) as v(id, day, amount)`);
  await connection.run('create table days as select * from (values (1, 1), (2, 2)) as v(day, week)');
  const reader = await connection.runAndReadAll(constraintSql(constraint, 'rows'));
  return reader.getRowsJS();
}

test('not_null returns the rows that lack any of its values', async t => {
  const constraint = { type: 'not_null', columns: ['id', 'day'] } as const;
  t.deepEqual(await violations(t, constraint, '(1, 1, 1), (null, 2, 2), (3, null, 3)'), [
    [null, 2, 2],
    [3, null, 3],
  ]);
});

test('unique returns keys that several rows share; a key with NULL in it may repeat', async t => {
  const constraint = { type: 'unique', columns: ['id', 'day'] } as const;
  const values = '(1, 1, 1), (1, 2, 2), (1, 2, 3), (null, 3, 4), (null, 3, 5)';
  t.deepEqual(await violations(t, constraint, values), [[1, 2, 2n]]);
});

test('a primary key is unique and never NULL', async t => {
  const constraint = { type: 'primary_key', columns: ['id'] } as const;
  const found = await violations(t, constraint, '(1, 1, 1), (1, 2, 2), (2, 1, 1), (null, 3, 4)');
  t.deepEqual(found.map(row => row.join()).sort(), [',1', '1,2']);
});

test('a check returns the rows that break it; NULL keeps it, a comment does not end it', async t => {
  const constraint = { type: 'check', condition: 'amount > 0 or day = 9 -- odd' } as const;
  const values = '(1, 1, 1), (2, 1, -1), (3, 1, null), (4, 9, -1)';
  t.deepEqual(await violations(t, constraint, values), [[2, 1, -1]]);
});

test('a foreign key returns the rows whose key the other table lacks; a key with NULL in it refers to nothing', async t => {
  const constraint = {
    type: 'foreign_key',
    columns: ['day', 'amount'],
    to: 'days',
    toColumns: ['day', 'week'],
  } as const;
  const values = '(1, 1, 1), (2, 1, 2), (3, null, 7), (4, 8, null)';
  t.deepEqual(await violations(t, constraint, values), [[2, 1, 2]]);
});

test('names are quoted', t => {
  const sql = constraintSql({ type: 'not_null', columns: ['a" is null --'] }, 'rows');
  t.true(sql.endsWith('where "a"" is null --" is null'));
});
