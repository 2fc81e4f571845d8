import test from 'ava';
import type { LakeTarget } from '../../../../src/config/target.ts';
import { createInstance } from '../../../../src/engines/duckdb/create-instance.ts';

test('a join takes no part in what the LIMIT of a subquery leaves', async t => {
  const target = { extensions: {} } as LakeTarget;
  const instance = await createInstance({ target, database: ':memory:', projectDir: '.', scratch: 'none' });
  const connection = await instance.connect();
  try {
    await connection.run('create table t as select unnest([3, 2]) as k');
    await connection.run('create table u as select unnest([0, 0, 3, 0]) as k, 0 as b');
    // The first three rows have the key 0. One query in nine found a row, as DuckDB is by itself.
    const query = 'select * from t join (select k as p from u order by k, b limit 3) as r on t.k = r.p';
    for (let run = 0; run < 200; run++)
      t.deepEqual((await connection.runAndReadAll(query)).getRowObjects(), []);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
