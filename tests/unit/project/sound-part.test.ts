import test from 'ava';
import * as z from 'zod';
import type { JsonValue } from '../../../src/config/json-value.ts';
import { soundPart } from '../../../src/project/sound-part.ts';

const schema = z.strictObject({
  name: z.string(),
  note: z.string().nullish(),
  columns: z.array(z.strictObject({ name: z.string(), tests: z.array(z.string()).nullish() })).nullish(),
});

test('unknown keys and wrong optional values are taken out, wherever they are', t => {
  const value = { name: 'a', nots: 1, note: 5, columns: [{ name: 'x', typ: 1, tests: 'unique' }] };
  t.deepEqual(soundPart(schema, value), { name: 'a', columns: [{ name: 'x' }] });
  t.deepEqual(value.columns[0], { name: 'x', typ: 1, tests: 'unique' }, 'the value itself stays');
});

test('a list that holds something unusable goes as a whole, so that no other item changes its place', t => {
  const columns: JsonValue = [{ name: 'x' }, { nam: 'y', typ: 1 }, { name: 'z', typ: 1 }];
  t.deepEqual(soundPart(schema, { name: 'a', columns }), { name: 'a' });
});

test('of what is wrong at its root nothing remains', t => {
  t.is(soundPart(schema, 'a'), undefined);
  t.is(soundPart(schema, { note: 'a' }), undefined);
});
