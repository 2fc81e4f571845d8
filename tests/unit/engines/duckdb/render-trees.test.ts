import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { renderTrees } from '../../../../src/engines/duckdb/render-trees.ts';
import { syntaxTrees } from '../../../../src/engines/duckdb/syntax-trees.ts';

const connection = await (await DuckDBInstance.create(':memory:')).connect();

async function valuesOf(sql: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(sql);
  return { types: reader.columnTypes().map(String), rows: reader.getRows() };
}

const queries = [
  'select 1e3 as a, 1e15 as b, 0.1e0 as c, 1e20 as d, -2e-7 as e, 9007199254740993e0 as f, 0e0 as g',
  'select * from (values (1, 1e15), (2, 0.5e0)) as v(a, b) where b > 1e2',
  'select 1000.0 as a, 1 as b, 9223372036854775807 as c, 170141183460469231731687303715884105727 as d, 0.1 as e',
];

for (const query of queries) {
  test(`a tree is written as a query of the same types and values: ${query}`, async t => {
    const trees = await syntaxTrees(connection, [query], { keepsEmpty: true });
    const [rendered] = await renderTrees(
      connection,
      trees.map(tree => tree!),
    );
    t.deepEqual(await valuesOf(rendered!), await valuesOf(query));
  });
}
