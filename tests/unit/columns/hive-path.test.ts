import test from 'ava';
import fc from 'fast-check';
import { hiveSegment, parseHiveSegment } from '../../../src/columns/hive-path.ts';
import { HIVE_NULL } from '../../../src/columns/partition-value.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';

// The list in Spark's ExternalCatalogUtils.charToEscape, without the control characters.
const punctuation = ['"', '#', '%', "'", '*', '/', ':', '=', '?', '\\', '\x7f', '{', '[', ']', '^'];

test('plain values stand as they are', t => {
  t.is(hiveSegment('year', '2018'), 'year=2018');
  t.is(hiveSegment('level', true), 'level=true');
  t.is(hiveSegment('at', '2018-11-04 10:00'), 'at=2018-11-04 10%3A00');
});

test('what is not ASCII stays raw UTF-8', t => {
  t.is(hiveSegment('city', 'Zürich 東京 🎧'), 'city=Zürich 東京 🎧');
});

test('every character that Spark escapes is escaped, and no other ASCII character', t => {
  const controls = Array.from({ length: 0x1f }, (_, index) => String.fromCharCode(index + 1));
  const escaped = new Set([...controls, ...punctuation]);
  for (let code = 1; code < 128; code++) {
    const character = String.fromCharCode(code);
    const hex = code.toString(16).toUpperCase().padStart(2, '0');
    t.is(hiveSegment('k', `a${character}b`), escaped.has(character) ? `k=a%${hex}b` : `k=a${character}b`);
  }
});

test('a column name is escaped like a value', t => {
  t.is(hiveSegment('a=b', 'c'), 'a%3Db=c');
  t.deepEqual(parseHiveSegment('a%3Db=c'), { column: 'a=b', value: 'c' });
});

test('NULL has a name of its own, which no text may take', t => {
  t.is(hiveSegment('year', null), `year=${HIVE_NULL}`);
  t.deepEqual(parseHiveSegment(`year=${HIVE_NULL}`), { column: 'year', value: null });
  t.is(
    t.throws(() => hiveSegment('year', HIVE_NULL), { instanceOf: SparkifyError })?.code,
    'bad-partition-value',
  );
});

for (const [what, value] of [
  ['an empty string', ''],
  ['a NUL character', 'a\0b'],
  ['a lone surrogate', 'a\ud800'],
  ['a name that is too long', 'x'.repeat(300)],
  ['a name that is too long once encoded', '東'.repeat(100)],
] as const) {
  test(`${what} is refused with the column's name`, t => {
    const error = t.throws(() => hiveSegment('city', value), { instanceOf: SparkifyError });
    t.is(error?.code, 'bad-partition-value');
    t.regex(error!.message, /"city"/);
  });
}

test('a name without a column is no partition folder', t => {
  t.is(parseHiveSegment('part-0.parquet'), undefined);
  t.is(parseHiveSegment('=2018'), undefined);
});

test('a percent sign that encodes nothing is read as itself', t => {
  t.deepEqual(parseHiveSegment('k=100%'), { column: 'k', value: '100%' });
});

test('every value that is accepted is read back', t => {
  const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' });
  const awkward = fc
    .array(fc.constantFrom(...punctuation, '\n', '\t', '\x01', 'a', '=', '.', ' '), {
      minLength: 1,
      maxLength: 60,
    })
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(text, fc.oneof(text, awkward), (column, value) => {
      fc.pre(!column.includes('\0') && !value.includes('\0'));
      fc.pre(Buffer.byteLength(column) + Buffer.byteLength(value) < 80);
      const segment = hiveSegment(column, value);
      return (
        !segment.includes('/') &&
        segment.indexOf('=') === segment.lastIndexOf('=') &&
        parseHiveSegment(segment)?.column === column &&
        parseHiveSegment(segment)?.value === value
      );
    }),
  );
  t.pass();
});
