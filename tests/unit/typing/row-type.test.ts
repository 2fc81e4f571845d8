import test from 'ava';
import * as z from 'zod';
import { scalarNames } from '../../../src/columns/type-names.ts';
import { readValue } from '../../../src/engines/duckdb/row-values.ts';
import { columnRowType, propertyName } from '../../../src/typing/row-type.ts';
import { connectDuckDb } from '../../helpers/duckdb-connection.ts';
import { rowSamples } from '../../helpers/row-samples.ts';

for (const { type, sql, value, typeScript } of rowSamples) {
  test(`${sql} is read as its type says`, async t => {
    const connection = await connectDuckDb(t);
    await connection.run("SET TimeZone = 'UTC'");
    const reader = await connection.runAndReadAll(`SELECT ${sql}`);
    const read = reader.convertRows(readValue)[0]![0];
    t.deepEqual(read instanceof Uint8Array ? new Uint8Array(read) : read, value);

    const { typeScript: typed, zod } = columnRowType(type, false);
    t.is(typed, typeScript);
    t.deepEqual(schemaOf(zod).parse(read), read);
    t.false(schemaOf(zod).safeParse(Symbol('none')).success && type !== 'VARIANT');
  });
}

test('a column that may be NULL says so, and its schema takes it', t => {
  const { typeScript, zod } = columnRowType('BIGINT', true);
  t.is(typeScript, 'bigint | null');
  t.is(schemaOf(zod).parse(null), null);
  t.is(columnRowType('VARIANT', true).typeScript, 'unknown');
});

test('every type that DuckDB can store in a column has a sample', t => {
  const sampled = new Set(rowSamples.map(({ type }) => type));
  // GEOMETRY needs an extension to be written; TYPE is none that a table can hold.
  const missing = new Set(Object.values(scalarNames)).difference(new Set([...sampled, 'GEOMETRY', 'TYPE']));
  t.deepEqual([...missing], []);
});

test('a moment that no Date can hold is an error, never another moment', async t => {
  const connection = await connectDuckDb(t);
  const reader = await connection.runAndReadAll("SELECT 'infinity'::TIMESTAMP");
  t.throws(() => reader.convertRows(readValue), { message: /out of range for JS Date/ });
});

test('the fields of a row without names cannot be told apart', t => {
  t.is(columnRowType('STRUCT(INTEGER, VARCHAR)', false).typeScript, 'unknown');
});

test('a column name is a key of TypeScript, whatever it holds', t => {
  t.is(propertyName('user_id'), 'user_id');
  t.is(propertyName('user id'), "'user id'");
  t.is(propertyName("it's"), String.raw`'it\'s'`);
  t.is(propertyName('a\nb\\"c'), String.raw`'a\nb\\"c'`);
});

/** The schema that the generated file would hold. */
function schemaOf(zod: string): z.ZodType {
  const float = z.custom<number>(value => typeof value === 'number');
  return new Function('z', 'float', `return ${zod}`)(z, float) as z.ZodType;
}
