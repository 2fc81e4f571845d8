import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { renderRelation } from '../../../src/columns/relation.ts';

test('a relation is quoted with its schema', t => {
  t.is(renderRelation({ schema: 'main', name: 'users' }), '"main"."users"');
  t.is(renderRelation({ schema: 'ra"w', name: 'a.b' }), '"ra""w"."a.b"');
});

test('a common table expression of the same name does not hide the relation', async t => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('create table users as select 1 as id');
  const name = renderRelation({ schema: 'main', name: 'users' });
  const reader = await connection.runAndReadAll(
    `with users as (select 2 as id) select users.id from ${name}`,
  );
  t.deepEqual(reader.getRowsJS(), [[1]]);
  connection.closeSync();
  instance.closeSync();
});
