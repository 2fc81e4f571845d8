import type { JS } from '@duckdb/node-api';

/** A value of each type: how SQL writes it, what a reader gets for it, and what that is in TypeScript. */
export interface RowSample {
  readonly type: string;
  readonly sql: string;
  readonly value: JS;
  /** Of a column that is never NULL. */
  readonly typeScript: string;
}

const largest = 2n ** 63n - 1n;
const moment = new Date('2018-11-01T21:01:46.796Z');

export const rowSamples: readonly RowSample[] = [
  sample('BOOLEAN', 'true', true, 'boolean'),
  sample('TINYINT', '-128', -128, 'number'),
  sample('SMALLINT', '-32768', -32768, 'number'),
  sample('INTEGER', '-2147483648', -2147483648, 'number'),
  sample('UTINYINT', '255', 255, 'number'),
  sample('USMALLINT', '65535', 65535, 'number'),
  sample('UINTEGER', '4294967295', 4294967295, 'number'),
  sample('BIGINT', '9223372036854775807', largest, 'bigint'),
  sample('UBIGINT', '18446744073709551615', 2n ** 64n - 1n, 'bigint'),
  sample('HUGEINT', '170141183460469231731687303715884105727', 2n ** 127n - 1n, 'bigint'),
  sample('UHUGEINT', "'340282366920938463463374607431768211455'", 2n ** 128n - 1n, 'bigint'),
  sample(
    'BIGNUM',
    "'123456789012345678901234567890123456789012'",
    123456789012345678901234567890123456789012n,
    'bigint',
  ),
  sample('FLOAT', '1.5', 1.5, 'number'),
  sample('DOUBLE', "'nan'", Number.NaN, 'number'),
  sample('DOUBLE', "'-infinity'", Number.NEGATIVE_INFINITY, 'number'),
  // Digits that no double holds.
  sample(
    'DECIMAL(38,10)',
    '1234567890123456789012345678.0123456789',
    '1234567890123456789012345678.0123456789',
    'string',
  ),
  sample('DECIMAL(5,2)', '-1.5', '-1.50', 'string'),
  sample('VARCHAR', "'Łódź'", 'Łódź', 'string'),
  sample('JSON', `'{"a": [1]}'`, '{"a": [1]}', 'string'),
  sample('UUID', "'cb49cf31-89dd-4171-bafa-0744a5e08986'", 'cb49cf31-89dd-4171-bafa-0744a5e08986', 'string'),
  sample('BLOB', String.raw`'\x00a'`, new Uint8Array([0, 97]), 'Uint8Array'),
  sample('BIT', "'0101'", '0101', 'string'),
  sample('DATE', "'2018-11-01'", new Date('2018-11-01T00:00:00Z'), 'Date'),
  sample('TIME', "'21:01:46.796123'", '21:01:46.796123', 'string'),
  sample('TIME_NS', "'21:01:46.796123456'", '21:01:46.796123456', 'string'),
  sample('TIME WITH TIME ZONE', "'21:01:46+02:00'", '21:01:46+02', 'string'),
  sample('TIMESTAMP', "'2018-11-01 21:01:46.796'", moment, 'Date'),
  sample('TIMESTAMP_S', "'2018-11-01 21:01:46'", new Date('2018-11-01T21:01:46Z'), 'Date'),
  sample('TIMESTAMP_MS', "'2018-11-01 21:01:46.796'", moment, 'Date'),
  sample('TIMESTAMP_NS', "'2018-11-01 21:01:46.796'", moment, 'Date'),
  sample('TIMESTAMP WITH TIME ZONE', "'2018-11-01 22:01:46.796+01'", moment, 'Date'),
  sample(
    'INTERVAL',
    "'1 month 2 days 3 seconds'",
    { months: 1, days: 2, micros: 3_000_000n },
    '{ months: number; days: number; micros: bigint }',
  ),
  sample("ENUM('free', 'it''s')", "'it''s'", "it's", String.raw`'free' | 'it\'s'`),
  sample('INTEGER[]', '[1, null]', [1, null], '(number | null)[]'),
  sample('DECIMAL(4,1)[][]', '[[1.5], null]', [['1.5'], null], '((string | null)[] | null)[]'),
  sample('INTEGER[2]', '[1, 2]', [1, 2], '(number | null)[]'),
  sample(
    'STRUCT(a INTEGER, "it\'s" TIME)',
    `{'a': null, 'it''s': '01:00:00'}`,
    { a: null, "it's": '01:00:00' },
    String.raw`{ a: number | null; 'it\'s': string | null }`,
  ),
  sample(
    'MAP(VARCHAR, HUGEINT)',
    "map {'k': 1}",
    [{ key: 'k', value: 1n }],
    '{ key: string; value: bigint | null }[]',
  ),
  sample(
    'UNION(n INTEGER, d DECIMAL(3,1))',
    'union_value(d := 1.5::DECIMAL(3,1))',
    { tag: 'd', value: '1.5' },
    "({ tag: 'n'; value: number | null } | { tag: 'd'; value: string | null })",
  ),
  sample('VARIANT', '1', 1, 'unknown'),
];

function sample(type: string, text: string, value: JS, typeScript: string): RowSample {
  return { type, sql: `cast(${text} as ${type})`, value, typeScript };
}
