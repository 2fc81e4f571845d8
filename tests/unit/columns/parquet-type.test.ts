import { join } from 'node:path';
import test from 'ava';
import { isExactInParquet, parquetLoss } from '../../../src/columns/parquet-type.ts';
import { quoteLiteral } from '../../../src/columns/quote.ts';
import { scalarNames } from '../../../src/columns/type-names.ts';
import { connectDuckDb, firstValue, typeOf } from '../../helpers/duckdb-connection.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** For every type, a value at the edge of what it can hold. */
const values: Readonly<Record<string, string>> = {
  BIGINT: '-9223372036854775808',
  BIGNUM: "'123456789012345678901234567890123456789012345'",
  BIT: "'0101'",
  BLOB: "'\\x00\\xFF'",
  BOOLEAN: 'true',
  DATE: "'infinity'",
  DOUBLE: "'nan'",
  FLOAT: '1.1',
  GEOMETRY: "'POINT(1 2)'",
  HUGEINT: "'-170141183460469231731687303715884105728'",
  INTEGER: '-2147483648',
  INTERVAL: "'1 year 2 days 3.123456 seconds'",
  JSON: `'{"a": 1}'`,
  SMALLINT: '-32768',
  TIME: "'23:59:59.999999'",
  'TIME WITH TIME ZONE': "'12:34:56.123456+02'",
  TIME_NS: "'12:34:56.123456789'",
  TIMESTAMP: "'2018-11-04 12:34:56.123456'",
  'TIMESTAMP WITH TIME ZONE': "'2018-11-04 12:34:56.123456+00'",
  TIMESTAMP_MS: "'2018-11-04 12:34:56.123'",
  TIMESTAMP_NS: "'2018-11-04 12:34:56.123456789'",
  TIMESTAMP_S: "'2018-11-04 12:34:56'",
  TINYINT: '-128',
  UBIGINT: '18446744073709551615',
  UHUGEINT: "'340282366920938463463374607431768211455'",
  UINTEGER: '4294967295',
  USMALLINT: '65535',
  UTINYINT: '255',
  UUID: "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
  VARCHAR: "'é\\n'",
  VARIANT: '42',
  'DECIMAL(4,1)': '-999.9',
  'DECIMAL(18,3)': '1.234',
  'DECIMAL(38,10)': '1234567890123456789012345678.0123456789',
  "ENUM('a', 'b')": "'b'",
  'INTEGER[]': '[1, NULL]',
  'HUGEINT[]': '[170141183460469231731687303715884105727]',
  'INTEGER[2]': '[1, 2]',
  'STRUCT(a INTEGER, b VARCHAR)': "{'a': 1, 'b': 'x'}",
  'STRUCT(a STRUCT(b TIME_NS)[])': "{'a': [{'b': '12:34:56.123456789'}]}",
  'MAP(VARCHAR, INTEGER)': "MAP {'a': 1}",
  'MAP(VARCHAR, UHUGEINT)': "MAP {'a': 1}",
  'UNION(num INTEGER, str VARCHAR)': "'x'",
};

for (const [type, value] of Object.entries(values)) {
  const says = isExactInParquet(type) ? 'comes back' : 'does not come back';
  test(`a ${type} ${says} from Parquet as it was`, async t => {
    const connection = await connectDuckDb(t);
    const file = quoteLiteral(join(temporaryFolder(t), 'x.parquet'));
    await connection.run(`CREATE TABLE x AS SELECT CAST(${value} AS ${type}) AS x`);
    await connection.run(`COPY x TO ${file} (FORMAT parquet)`);
    const typeRead = await typeOf(connection, `SELECT x FROM ${file}`);
    const textRead = await firstValue(connection, `SELECT CAST(x AS VARCHAR) FROM ${file}`);
    const text = await firstValue(connection, 'SELECT CAST(x AS VARCHAR) FROM x');
    t.is(typeRead === type && textRead === text, isExactInParquet(type));
  });
}

test('every scalar type is tried but TYPE, which cannot be written', t => {
  const untried = new Set(Object.values(scalarNames)).difference(new Set(Object.keys(values)));
  t.deepEqual([...untried], ['TYPE']);
  t.false(isExactInParquet('TYPE'));
});

test('DuckDB writes a VARIANT only as a column of its own', async t => {
  const connection = await connectDuckDb(t);
  const file = quoteLiteral(join(temporaryFolder(t), 'x.parquet'));
  await t.throwsAsync(connection.run(`COPY (SELECT {'v': CAST(1 AS VARIANT)} AS x) TO ${file}`));
  t.false(isExactInParquet('STRUCT(v VARIANT)'));
});

test('the loss names the innermost type, what becomes of it and what to use instead', t => {
  t.deepEqual(parquetLoss('STRUCT(total HUGEINT[])'), {
    part: 'HUGEINT',
    becomes: 'DOUBLE',
    instead: 'BIGINT or DECIMAL(38,0)',
  });
  t.deepEqual(parquetLoss('INTEGER[3]'), { part: 'INTEGER[3]', becomes: 'INTEGER[]', instead: 'INTEGER[]' });
});
