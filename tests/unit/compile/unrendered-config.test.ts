import test from 'ava';
import { unrenderedConfig } from '../../../src/compile/unrendered-config.ts';

test('what adds up adds up, what is merged is merged, and the inner place has the last word on the rest', t => {
  t.deepEqual(
    unrenderedConfig([
      { values: { tags: ['a'], meta: { x: 1, y: 1 }, format: 'csv', pre_hook: ['select 1'] } },
      { values: { tags: ['b', 'a'], meta: { y: 2 }, format: 'json', 'pre-hook': ['select 2'] } },
    ]),
    {
      tags: ['a', 'b'],
      meta: { x: 1, y: 2 },
      format: 'json',
      'pre-hook': ['select 1', 'select 2'],
    },
  );
});

test('an expression stands in place of its value, beside what other places say', t => {
  const written = new Map([
    ['+meta', 'process.env.META'],
    ['+tags', undefined],
    ['+alias', 'name'],
    ['+format', undefined],
  ]);
  t.deepEqual(
    unrenderedConfig([
      { values: { meta: { x: 1 } } },
      { values: { meta: { y: 1 }, tags: ['a'], schema: 'not seen' }, written },
    ]),
    { meta: [{ x: 1 }, 'process.env.META'], tags: ['a'], alias: 'name' },
  );
});
