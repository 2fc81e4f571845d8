import test from 'ava';
import { repeatedStatement } from '../../../../src/engines/duckdb/repeated-statement.ts';
import { connectDuckDb, firstValue } from '../../../helpers/duckdb-connection.ts';

const values = {
  'random()': 'DOUBLE',
  "timestamp '2026-01-02 03:04:05.678901'": 'TIMESTAMP',
  "'it''s'": 'VARCHAR',
  '12.50::decimal(8, 2)': 'DECIMAL(8,2)',
  'null::date': undefined,
  "['a''b', 'c, d']": 'VARCHAR[]',
};

for (const [expression, type] of Object.entries(values)) {
  test(`a variable set to ${expression} has the same value on another connection`, async t => {
    const [one, other] = [await connectDuckDb(t), await connectDuckDb(t)];
    const sql = `/* once */ set variable "my ""rate" = ${expression}`;
    await one.run(sql);
    await other.run(await repeatedStatement(one, sql));
    const read = `select getvariable('my "rate')::varchar`;
    t.is(await firstValue(other, read), await firstValue(one, read));
    if (type !== undefined) t.is(await firstValue(other, `select typeof(getvariable('my "rate'))`), type);
  });
}

test('any other statement is repeated as it is', async t => {
  const connection = await connectDuckDb(t);
  t.is(await repeatedStatement(connection, 'set threads = 2'), 'set threads = 2');
});
