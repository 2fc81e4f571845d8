import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import type { Column } from '../../src/columns/column.ts';
import { parseColumnType } from '../../src/columns/parse-column-type.ts';
import { quoteLiteral } from '../../src/columns/quote.ts';
import { strictReadSql } from '../../src/engines/duckdb/strict-read-sql.ts';
import { plainLinesSql } from '../../src/engines/spark/plain-lines-sql.ts';
import { quoteSparkName } from '../../src/engines/spark/quote-spark.ts';
import { plainValue } from './plain-value.ts';
import { sparkServer, stopSpark } from './spark-server.ts';
import { sparkTest } from './spark-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'sparkify-lines-'));
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run("set timezone = 'UTC'");

test.after.always(async () => {
  await stopSpark();
  rmSync(folder, { recursive: true, force: true });
});

const columns: readonly Column[] = [
  { name: 'tiny', type: 'TINYINT' },
  { name: 'small', type: 'SMALLINT' },
  { name: 'int', type: 'INTEGER' },
  { name: 'big', type: 'BIGINT' },
  { name: 'float8', type: 'DOUBLE' },
  { name: 'price', type: 'DECIMAL(6,2)' },
  { name: 'share', type: 'DECIMAL(2,2)' },
  { name: 'name', type: 'VARCHAR' },
  { name: 'b c.d', type: 'VARCHAR' },
  { name: 'yes', type: 'BOOLEAN' },
  { name: 'day', type: 'DATE' },
  { name: 'at', type: 'TIMESTAMP' },
  { name: 'Länge', type: 'INTEGER' },
];

/** What the strict reader of DuckDB gives for a file; undefined when it refuses it. */
async function strictly(path: string): Promise<readonly (readonly unknown[])[] | undefined> {
  const types = columns.map(({ type }) => parseColumnType(type));
  const sql = strictReadSql({ files: [path], columns, emptyRecords: 'pass', keysFile: undefined });
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRows().map(row => row.map((value, place) => plainValue(value, types[place]!)));
  } catch {
    return undefined;
  }
}

interface Judged {
  readonly line: string;
  readonly plain: boolean;
  readonly row: readonly unknown[];
}

let batches = 0;

/** What Spark says of lines. Blank ones are left out. */
async function judge(lines: readonly string[]): Promise<ReadonlyMap<number, Judged>> {
  const path = join(folder, `lines-${++batches}.parquet`);
  await connection.run('create or replace temp table lines (value blob, file varchar)');
  const appender = await connection.createAppender('lines');
  for (const [place, line] of lines.entries()) {
    appender.appendBlob(Buffer.from(line, 'latin1'));
    appender.appendVarchar(String(place));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`copy lines to ${quoteLiteral(path)}`);
  const view = `lines_${batches}`;
  const source = `select cast(value as string) as value, file from parquet.\`${path}\``;
  await ran(`create temporary view ${view} as ${source}`);
  const kept = columns.map(({ name }) => `if(__sparkify_plain, ${quoteSparkName(name)}, null)`);
  const read = plainLinesSql({ lines: view, columns, findsKeys: false });
  const answer = await ran(`select ${kept.join(', ')}, __sparkify_plain, __sparkify_file from (${read})`);
  return new Map(
    answer.map(cells => {
      const place = Number(cells.at(-1));
      return [place, { line: lines[place]!, plain: cells.at(-2) === true, row: cells.slice(0, -2) }];
    }),
  );
}

async function ran(sql: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await sparkServer().run(sql);
  if ('error' in answer) throw new Error(`${answer.error}\n${sql}`);
  return answer.rows;
}

/** The lines that Spark calls plain, or blank, and that DuckDB reads as something else. */
async function mistaken(lines: readonly string[]): Promise<readonly string[]> {
  const judged = await judge(lines);
  const files = join(folder, `files-${batches}`);
  mkdirSync(files);
  const found: string[] = [];
  for (const [place, line] of lines.entries()) {
    const theirs = judged.get(place);
    if (theirs !== undefined && !theirs.plain) continue;
    const path = join(files, `${place}.json`);
    writeFileSync(path, Buffer.from(line, 'latin1'));
    const ours = await strictly(path);
    const expected = JSON.stringify(theirs === undefined ? [] : [theirs.row]);
    if (JSON.stringify(ours) !== expected)
      found.push(`${JSON.stringify(line)}\nDuckDB ${JSON.stringify(ours)}\nSpark  ${expected}`);
  }
  return found;
}

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

const integers = [
  '0',
  '-0',
  '1',
  '-1',
  '00',
  '01',
  '+1',
  '1.0',
  '1e2',
  '127',
  '128',
  '255',
  '256',
  '-128',
  '-129',
];
const wide = ['32767', '32768', '-32769', '65535', '2147483647', '2147483648', '-2147483649', '4294967295'];
const widest = [
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  '18446744073709551616',
  '9'.repeat(40),
];
const floats = [
  '0.1',
  '-0.0',
  '1.5',
  '.5',
  '1.',
  '1e5',
  '1E-400',
  '1e400',
  '-1e-7',
  '123456789.123456789',
  '9007199254740993',
];
const decimals = ['1.25', '1.255', '9999.99', '10000', '-9999.99', '0.5', '0.995', '99999', '1e-2'];
const words = ['true', 'false', 'null', 'True', 'NaN', '-Infinity', 'nul', ''];
const texts = [
  '',
  ' ',
  'a',
  'x"y',
  '12',
  '-3',
  '1.50',
  ' 7',
  '7 ',
  '1e3',
  '0x10',
  'true',
  'ä€😀',
  'NaN',
  '007',
  '1_000',
];
const days = [
  '2018-11-04',
  '2018-02-30',
  '2020-02-29',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '2018-1-4',
  '10000-01-01',
  ' 2018-11-04',
  '1582-10-10',
  '1500-02-29',
];
const moments = [
  ...['2018-11-04 10:00:00', '2018-11-04T10:00:00', '2018-11-04T10:00:00Z', '2018-11-04 10:00:00.5'],
  ...['2018-11-04 10:00:00.123456', '2018-11-04 10:00:00.1234567', '2018-11-04 24:00:00', '2018-11-04 10:00'],
  ...[
    '2018-11-04 10:00:60',
    '0000-01-01 00:00:00',
    '1970-01-01 00:00:00+01',
    '1900-01-01 00:00:00',
    '0001-01-01 00:00:00',
  ],
];
const odd = [
  '[1]',
  '[]',
  '{}',
  '{"a":1}',
  '"\\u0041"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\ude00\\ud83d"',
  '"\\ud83d\\u0041"',
  '"\\uD83D\\uDE00 \\u00E9\\ufffe\\uFFFF"',
  '"\\u0001\\u001f\\u007f"',
  '"\\u00g0"',
  '"\\n"',
  '"a\\\\"',
  '"\\/"',
  '"\\x"',
  '"\x01"',
  "'a'",
  '"\xff"',
  '"\\"name\\":1"',
];

const quoted = (text: string) => JSON.stringify(text);
const value = fc.oneof(
  fc.constantFrom(...integers, ...wide, ...widest, ...floats, ...decimals, ...words, ...odd),
  fc.constantFrom(...texts, ...days, ...moments, ...integers, ...wide, ...floats, ...decimals).map(quoted),
  fc.string({ unit: 'binary', maxLength: 5 }).map(quoted),
  fc.integer().map(String),
  fc.double().map(String),
  fc.maxSafeInteger().map(String),
);
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...columns.map(({ name }) => name)).map(quoted) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"Tiny"',
      '"NAME"',
      '"other"',
      '""',
      '"n\\u0061me"',
      'name',
      "'int'",
      '"L\u00e4nge"',
      '"bXc.d"',
    ),
  },
);
const blank = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('', '', ' ', '\t') },
  { weight: 1, arbitrary: fc.constantFrom('\r', '\u00a0', '\f') },
);
/** What a column may well hold, at the ends of its range, too. */
const likely: Readonly<Record<string, readonly string[]>> = {
  tiny: ['127', '128', '-128', '-129', '255'],
  small: ['32767', '32768', '-32768', '-32769', '65535'],
  int: ['2147483647', '2147483648', '-2147483648', '-2147483649'],
  big: ['9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809'],
  float8: floats,
  price: [...decimals, ...decimals.map(quoted)],
  share: [...decimals, ...decimals.map(quoted)],
  name: texts.map(quoted),
  'b c.d': [...integers, ...floats],
  yes: ['true', 'false', '"true"', '1'],
  day: days.map(quoted),
  at: [...moments, ...days].map(quoted),
  Länge: ['1', '-1'],
};
const anything = fc.tuple(key, value);
const fitting = fc
  .constantFrom(...Object.entries(likely))
  .chain(([name, values]) => fc.tuple(fc.constant(quoted(name)), fc.constantFrom(...values, 'null')));
const member = fc
  .tuple(
    blank,
    fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 1, arbitrary: anything }),
    blank,
    blank,
    blank,
  )
  .map(([a, [k, v], b, c, d]) => `${a}${k}${b}:${c}${v}${d}`);
const record = fc.array(member, { minLength: 1, maxLength: 3 }).map(members => `{${members.join(',')}}`);
const line = fc.oneof(
  { weight: 20, arbitrary: record },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '\t\r',
        '{}',
        '{ }',
        'null',
        '[]',
        '1',
        '{',
        '}',
        '{}{}',
        '\ufeff{}',
        '{,}',
        '{"int":1,}',
        '\u00a0',
        '\0',
      ),
      fc.tuple(record, record).map(([a, b]) => `${a} ${b}`),
      fc.tuple(record, record).map(([a, b]) => `${a}\r${b}`),
      fc.tuple(record, fc.nat({ max: 30 })).map(([text, cut]) => text.slice(0, cut)),
      fc.tuple(record, blank).map(([text, after]) => `${after}${text}${after}`),
    ),
  },
);

sparkTest('a line that is called plain has the row that DuckDB reads, whatever else is in it', async t => {
  t.timeout(600_000);
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const lines = fc.sample(line.map(utf8), { numRuns: 1500, seed });
  t.deepEqual(await mistaken(lines), [], `seed ${seed}`);
});

sparkTest('lines as programs write them are plain, so that nobody else need read them', async t => {
  const lines = [
    String.raw`{"name":"\"Mozilla/5.0 (X11)\"","b c.d":"8","int":null,"float8":277.89016,"big":1541106106796}`,
    String.raw`{"name": "Se\u00f1or \u306e\ud83d\ude00", "float8": 1540919166796.0, "other": "\n", "yes": false}`,
    '{"name":"007","price":"12.50","day":"2018-11-04","at":"2018-11-04 10:00:00","Länge":3}',
  ];
  const judged = await judge(lines.map(utf8));
  t.deepEqual(
    [...judged.values()].filter(({ plain }) => !plain),
    [],
  );
});
