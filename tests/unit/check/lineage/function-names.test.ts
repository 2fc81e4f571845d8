import test from 'ava';
import { aggregates, lambdaFunctions } from '../../../../src/syntax/function-names.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';

test('every aggregate of this DuckDB is known as one', async t => {
  const connection = await connectDuckDb(t);
  const reader = await connection.runAndReadAll(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'",
  );
  const names = reader.getRows().map(([name]) => String(name));
  // DuckDB lists these among the aggregates, but they are called with OVER only.
  const windows = new Set([
    ...[
      'row_number',
      'rank',
      'rank_dense',
      'dense_rank',
      'percent_rank',
      'cume_dist',
      'ntile',
      'lead',
      'lag',
    ],
    ...['first_value', 'last_value', 'nth_value', 'fill'],
  ]);
  t.deepEqual(names.filter(name => !aggregates.has(name) && !windows.has(name)).sort(), []);
});

test('every function that is said to take a lambda takes one', async t => {
  const connection = await connectDuckDb(t);
  for (const name of lambdaFunctions) {
    const lambda = name.endsWith('reduce') ? '(x, y) -> x + y' : 'x -> x > 1';
    await t.notThrowsAsync(connection.run(`SELECT ${name}([1, 2], ${lambda})`), name);
  }
});
