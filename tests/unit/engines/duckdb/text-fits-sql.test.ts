import test from 'ava';
import { parseColumnType } from '../../../../src/columns/parse-column-type.ts';
import { quoteLiteral } from '../../../../src/columns/quote.ts';
import { textFitsSql } from '../../../../src/engines/duckdb/text-fits-sql.ts';
import { connectDuckDb, firstValue } from '../../../helpers/duckdb-connection.ts';

/** For every type: text that it takes, and text that it would have to change. */
const cases: Readonly<Record<string, readonly [takes: readonly string[], refuses: readonly string[]]>> = {
  INTEGER: [
    ['5', '-5', '+5', ' 5 ', '5.0', '2147483647'],
    ['9.5', '.5', '1e3', '2147483648', 'much', ''],
  ],
  UTINYINT: [['255'], ['256', '-1', '0x10']],
  'DECIMAL(5,2)': [
    ['123.45', '1.2300', '-1', '.5'],
    ['1.234', '1234', '1e-3', 'x'],
  ],
  DOUBLE: [
    ['1.1', '1e3', '9007199254740992', 'nan', '-Infinity'],
    ['9007199254740993', '1.5e400', '1,5'],
  ],
  FLOAT: [
    ['1.1', '16777216'],
    ['16777217', '1e39'],
  ],
  BOOLEAN: [
    ['true', 'FALSE', '1', 'yes'],
    ['2', 'maybe'],
  ],
  DATE: [['2018-11-01'], ['2018-11-31', '2018-11-01 12:00:00', '2018-11-01abc', '01/02/2018']],
  TIME: [
    ['21:02:00', '21:02:00.123456'],
    ['21:02:00.1234567', '2018-11-01 21:02:00', '25:00:00'],
  ],
  TIMESTAMP: [
    ['2018-11-01 21:02:00', '2018-11-01T21:02:00.5Z', '2018-11-01'],
    ['2018-11-01T21:02:00+02:00', '2018-11-01 21:02:00.1234567', '2018-02-30 00:00:00'],
  ],
  TIMESTAMP_S: [['2018-11-01 21:02:00'], ['2018-11-01 21:02:00.5']],
  'TIMESTAMP WITH TIME ZONE': [['2018-11-01T21:02:00+02:00'], ['2018-11-01 21:02:00.1234567']],
  UUID: [['123e4567-e89b-12d3-a456-426614174000'], ['123e4567']],
  "ENUM('a', 'b')": [['a'], ['c']],
  VARCHAR: [['', 'x', '9.5'], []],
  JSON: [['{"a": 1}'], ['{a']],
  INTERVAL: [['3 days'], ['long']],
  'INTEGER[]': [['[1, 2]'], ['[1', 'x']],
};

for (const [name, [takes, refuses]] of Object.entries(cases)) {
  test(`text that ${name} takes, and text that it would have to change`, async t => {
    const connection = await connectDuckDb(t);
    const fits = (text: string) =>
      firstValue(
        connection,
        `SELECT ${textFitsSql(parseColumnType(name), 'x')} FROM (SELECT ${quoteLiteral(text)} AS x)`,
      );
    for (const text of takes) t.is(await fits(text), true, text);
    for (const text of refuses) t.is(await fits(text), false, text);
  });
}
