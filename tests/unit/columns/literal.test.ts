import test from 'ava';
import fc from 'fast-check';
import { renderLiteral } from '../../../src/columns/literal.ts';
import { readValue } from '../../../src/engines/duckdb/row-values.ts';
import { connectDuckDb } from '../../helpers/duckdb-connection.ts';

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  // Quotes, NUL, backslashes and comment marks, in any order.
  fc.string({ unit: fc.constantFrom("'", '"', '\0', '\\', '-', '/', '*', ';', '$', '\n', 'é', '🎵') }),
  fc.double(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true, min: new Date(-8.6e15), max: new Date(8.6e15) }),
  fc.uint8Array(),
);

test('a value comes back from its literal as it was, wherever it stands', async t => {
  const connection = await connectDuckDb(t);
  await fc.assert(
    fc.asyncProperty(fc.array(scalar, { minLength: 1, maxLength: 8 }), async values => {
      const sql = `SELECT ${values.map((value, index) => `${typed(value)} AS c${index}`).join(', ')}, 'end'`;
      const reader = await connection.runAndReadAll(sql);
      const row = reader.convertRows(readValue)[0]!;
      t.deepEqual(row.map(plain), [...values.map(plain), 'end']);
    }),
    { numRuns: 300, examples: [[[-(2n ** 127n), 2n ** 127n - 1n]]] },
  );
});

test('a number of many digits is the double that it is, one of few a decimal or an integer', async t => {
  const connection = await connectDuckDb(t);
  for (const value of [-0.39635365939619077, 24478293250985492000]) {
    const reader = await connection.runAndReadAll(`SELECT CAST(${renderLiteral(value)} AS DOUBLE)`);
    t.is(reader.convertRows(readValue)[0]![0], value);
  }
  t.is(renderLiteral(1.5), '1.5');
  t.is(renderLiteral(Number.MAX_SAFE_INTEGER), '9007199254740991');
});

test('lists are LISTs, plain objects STRUCTs, of any depth', async t => {
  const connection = await connectDuckDb(t);
  const value = [{ "it's": [1, 2], b: { c: 'x' } }];
  const reader = await connection.runAndReadAll(`SELECT ${renderLiteral(value)}, ${renderLiteral([])}`);
  t.deepEqual(reader.convertRows(readValue)[0], [value, []]);
});

test('a negative number can follow a minus', t => {
  t.is(`a -${renderLiteral(-1)}`, 'a -(-1)');
  t.is(`a -${renderLiteral(-1n)}`, 'a -(-1)');
});

test('a whole number beyond HUGEINT keeps its digits', async t => {
  const connection = await connectDuckDb(t);
  for (const value of [2n ** 127n, -(2n ** 127n) - 1n, 2n ** 200n]) {
    const reader = await connection.runAndReadAll(`SELECT CAST(${renderLiteral(value)} AS VARCHAR)`);
    t.is(reader.getRows()[0]![0], String(value));
  }
});

test('what is no value of SQL is refused, saying why', t => {
  class Point {
    x = 1;
  }
  const wrong: readonly (readonly [unknown, string])[] = [
    [undefined, 'undefined is no value of SQL'],
    [() => 1, 'a function is no value of SQL'],
    [Symbol('x'), 'a symbol is no value of SQL'],
    [new Map([[1, 2]]), 'an object without keys is no value of SQL'],
    [{}, 'an object without keys is no value of SQL'],
    [new Point(), 'an object of a class is no value of SQL'],
    [new Date(Number.NaN), 'the date is invalid'],
    ['a\ud800', 'the text holds half a character (a lone surrogate)'],
    [[1, undefined], 'undefined is no value of SQL'],
  ];
  for (const [value, message] of wrong) {
    t.throws(() => renderLiteral(value), { instanceOf: TypeError, message });
  }
});

/** Digits alone are a DECIMAL or an INTEGER: a number is compared as the double that it is. */
function typed(value: unknown): string {
  if (typeof value === 'number') return `CAST(${renderLiteral(value)} AS DOUBLE)`;
  return typeof value === 'bigint' ? `CAST(${renderLiteral(value)} AS HUGEINT)` : renderLiteral(value);
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  return Object.is(value, -0) ? 0 : value;
}
