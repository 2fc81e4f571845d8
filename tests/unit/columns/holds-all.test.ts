import test from 'ava';
import { holdsAll } from '../../../src/columns/holds-all.ts';

const wider: readonly (readonly [narrow: string, wide: string])[] = [
  ['INTEGER', 'int'],
  ['INTEGER', 'BIGINT'],
  ['BIGINT', 'HUGEINT'],
  ['UINTEGER', 'BIGINT'],
  ['INTEGER', 'DOUBLE'],
  ['INTEGER', 'DECIMAL(10,0)'],
  ['DECIMAL(9,2)', 'DECIMAL(12,4)'],
  ['FLOAT', 'DOUBLE'],
  ['TIMESTAMP_MS', 'TIMESTAMP'],
  ["ENUM('a')", "ENUM('b', 'a')"],
  ["ENUM('a')", 'VARCHAR'],
  ['INTEGER[]', 'BIGINT[]'],
  ['INTEGER[3]', 'BIGINT[]'],
  ['STRUCT(a INTEGER)', 'STRUCT(b VARCHAR, a BIGINT)'],
  ['MAP(VARCHAR, INTEGER)', 'MAP(VARCHAR, BIGINT)'],
];

for (const [narrow, wide] of wider) {
  test(`a reader of ${narrow} can go on with ${wide}`, t => {
    t.true(holdsAll(wide, narrow));
  });
}

const narrower: readonly (readonly [before: string, after: string])[] = [
  ['BIGINT', 'INTEGER'],
  ['BIGINT', 'UBIGINT'],
  // 2^53 + 1 would become another number.
  ['BIGINT', 'DOUBLE'],
  ['INTEGER', 'FLOAT'],
  ['INTEGER', 'VARCHAR'],
  ['VARCHAR', 'INTEGER'],
  ['INTEGER', 'DECIMAL(9,0)'],
  ['DECIMAL(9,2)', 'DECIMAL(9,3)'],
  ['DECIMAL(9,2)', 'DECIMAL(12,1)'],
  ['DECIMAL(9,2)', 'DOUBLE'],
  ['DOUBLE', 'DECIMAL(38,10)'],
  ['DOUBLE', 'FLOAT'],
  ['TIMESTAMP', 'DATE'],
  ['TIMESTAMP', 'TIMESTAMP_S'],
  ['VARCHAR', "ENUM('a')"],
  ["ENUM('a', 'b')", "ENUM('a')"],
  ['INTEGER[]', 'INTEGER[3]'],
  ['STRUCT(a INTEGER, b VARCHAR)', 'STRUCT(a INTEGER)'],
  ['INTEGER', 'INTEGER[]'],
];

for (const [before, after] of narrower) {
  test(`a reader of ${before} cannot go on with ${after}`, t => {
    t.false(holdsAll(after, before));
  });
}
