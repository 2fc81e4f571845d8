import { createHash } from 'node:crypto';
import { DuckDBInstance, quotedString } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { surrogate_key } from '../../../macros/surrogate-key.ts';

type Value = string | number | null;

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
test.after.always(() => {
  connection.closeSync();
  instance.closeSync();
});

test('the key is md5 of every value with its length before it', async t => {
  t.is(await keyOf(['a', 12, null]), createHash('md5').update('1:a2:12-:').digest('hex'));
});

test('columns may be given in a list', t => {
  t.is(surrogate_key(['a', 'b']), surrogate_key('a', 'b'));
});

test('a key without columns is refused', t => {
  t.throws(() => surrogate_key(), { message: /at least one column/ });
});

test('different rows have different keys, wherever a value ends and whether it is NULL or empty', async t => {
  const value = fc.option(fc.string({ unit: fc.constantFrom('a', '1', ':', '-', '|', 'é'), maxLength: 4 }));
  const row = fc.tuple(value, value, value);
  await fc.assert(
    fc.asyncProperty(row, row, async (one, two) => {
      const isSame = JSON.stringify(one) === JSON.stringify(two);
      t.is((await keyOf(one)) === (await keyOf(two)), isSame);
    }),
    {
      examples: [
        [
          ['a', 'bc', ''],
          ['ab', 'c', ''],
        ],
        [
          ['', null, 'a'],
          [null, '', 'a'],
        ],
      ],
    },
  );
});

async function keyOf(values: readonly Value[]): Promise<string> {
  const columns = values.map((value, index) => `${literal(value)} AS c${index}`);
  const key = surrogate_key(values.map((_, index) => `c${index}`));
  const reader = await connection.runAndReadAll(`SELECT ${key} FROM (SELECT ${columns.join(', ')})`);
  return String(reader.getRows()[0]![0]);
}

function literal(value: Value): string {
  if (value === null) return 'CAST(NULL AS VARCHAR)';
  return typeof value === 'number' ? String(value) : quotedString(value);
}
