import test from 'ava';
import { hivePartitionType, hiveType } from '../../../src/columns/hive-type.ts';

const exact: readonly (readonly [duckDb: string, hive: string])[] = [
  ['TINYINT', 'tinyint'],
  ['SMALLINT', 'smallint'],
  ['INTEGER', 'int'],
  ['BIGINT', 'bigint'],
  // Kept in 32 bits that are never full.
  ['UTINYINT', 'smallint'],
  ['USMALLINT', 'int'],
  ['FLOAT', 'float'],
  ['DOUBLE', 'double'],
  ['BOOLEAN', 'boolean'],
  ['VARCHAR', 'string'],
  ['JSON', 'string'],
  ['BLOB', 'binary'],
  ['DATE', 'date'],
  ['TIMESTAMP', 'timestamp'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
  ['DECIMAL(9,2)', 'decimal(9,2)'],
  ['DECIMAL(38,0)', 'decimal(38,0)'],
  ['INTEGER[]', 'array<int>'],
  ['DECIMAL(18,3)[][]', 'array<array<decimal(18,3)>>'],
  ['MAP(VARCHAR, BIGINT)', 'map<string,bigint>'],
  ['STRUCT(a INTEGER, "B" VARCHAR[])', 'struct<a:int,b:array<string>>'],
  [
    'STRUCT(a STRUCT(b DECIMAL(5,1)), m MAP(INTEGER, STRUCT(c DATE)))[]',
    'array<struct<a:struct<b:decimal(5,1)>,m:map<int,struct<c:date>>>>',
  ],
];

test('types that Athena reads exactly have their form there', t => {
  for (const [duckDb, hive] of exact) t.deepEqual(hiveType(duckDb), { ok: true, type: hive }, duckDb);
});

const refused: readonly (readonly [duckDb: string, part: string, instead: RegExp])[] = [
  ['HUGEINT', 'HUGEINT', /DECIMAL\(38,0\)/],
  ['UBIGINT', 'UBIGINT', /DECIMAL\(20,0\)/],
  ['UINTEGER', 'UINTEGER', /BIGINT/],
  ['TIME', 'TIME', /VARCHAR/],
  ['INTERVAL', 'INTERVAL', /BIGINT/],
  ['UUID', 'UUID', /VARCHAR/],
  ['TIMESTAMP_NS', 'TIMESTAMP_NS', /TIMESTAMP/],
  ['UUID[]', 'UUID', /VARCHAR/],
  ['STRUCT(a INTEGER, b TIME)', 'TIME', /VARCHAR/],
  ['STRUCT("a b" INTEGER)', 'STRUCT("a b" INTEGER)', /STRUCT without "a b"/],
  ['STRUCT(INTEGER, VARCHAR)', 'STRUCT(INTEGER, VARCHAR)', /names/],
];

test('types that it would misread are refused, with what to cast to', t => {
  for (const [duckDb, part, instead] of refused) {
    const type = hiveType(duckDb);
    t.like(type, { ok: false, part }, duckDb);
    t.regex(type.ok ? '' : type.instead, instead, duckDb);
  }
});

test('a partition column is text, which some types survive and others do not', t => {
  t.deepEqual(hivePartitionType('UUID'), { ok: true, type: 'string' });
  t.deepEqual(hivePartitionType('UINTEGER'), { ok: true, type: 'bigint' });
  t.deepEqual(hivePartitionType('DECIMAL(9,2)'), { ok: true, type: 'decimal(9,2)' });
  for (const type of ['DOUBLE', 'FLOAT', 'TIMESTAMP WITH TIME ZONE', 'BLOB'])
    t.false(hivePartitionType(type).ok, type);
});
