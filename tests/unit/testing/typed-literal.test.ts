import test from 'ava';
import { parseColumnType } from '../../../src/columns/parse-column-type.ts';
import type { JsonValue } from '../../../src/config/json-value.ts';
import { FixtureValueError, typedLiteral } from '../../../src/testing/typed-literal.ts';
import { connectDuckDb, firstValue } from '../../helpers/duckdb-connection.ts';

const values: readonly (readonly [type: string, value: JsonValue, text: string | null])[] = [
  ['INTEGER', 7, '7'],
  ['INTEGER', '7', '7'],
  ['HUGEINT', '170141183460469231731687303715884105727', '170141183460469231731687303715884105727'],
  ['DECIMAL(10,2)', 1.5, '1.50'],
  ['VARCHAR', "it's; drop table users --", "it's; drop table users --"],
  ['VARCHAR', 12, '12'],
  ['BOOLEAN', true, 'true'],
  ['DATE', '2026-01-31', '2026-01-31'],
  ['TIMESTAMP', '2026-01-31 10:00:00', '2026-01-31 10:00:00'],
  ['INTEGER[]', [1, null, 3], '[1, NULL, 3]'],
  ['INTEGER[2]', [1, 2], '[1, 2]'],
  ['INTEGER[]', '[4, 5]', '[4, 5]'],
  ['STRUCT(a INTEGER, "b c" VARCHAR[])', { A: 1, 'b c': ['x'] }, "{'a': 1, 'b c': [x]}"],
  ['STRUCT(a INTEGER, b VARCHAR)', { a: 1 }, "{'a': 1, 'b': NULL}"],
  ['MAP(VARCHAR, INTEGER)', { x: 1, y: 2 }, '{x=1, y=2}'],
  ['JSON', { x: [1] }, '{"x":[1]}'],
  ["ENUM('free', 'paid')", 'paid', 'paid'],
  ['STRUCT(a INTEGER)[]', [], '[]'],
  ['DOUBLE', null, null],
];

for (const [type, value, text] of values) {
  test(`${JSON.stringify(value)} is a ${type} to DuckDB`, async t => {
    const connection = await connectDuckDb(t);
    const literal = typedLiteral(value, parseColumnType(type));
    t.is(await firstValue(connection, `SELECT CAST(${literal} AS VARCHAR)`), text);
  });
}

test('what no cast could help is refused', t => {
  const refused = (value: JsonValue, type: string) =>
    t.throws(() => typedLiteral(value, parseColumnType(type)), { instanceOf: FixtureValueError })?.message;
  t.is(refused([1], 'INTEGER'), 'a list is no INTEGER');
  t.is(refused({ a: 1 }, 'INTEGER[]'), 'a mapping is no INTEGER[]');
  t.is(refused({ b: 1 }, 'STRUCT(a INTEGER)'), 'STRUCT(a INTEGER) has no field "b"');
});
