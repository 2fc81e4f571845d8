import test from 'ava';
import * as fc from 'fast-check';
import { shrink } from '../../../src/testing/shrink.ts';

test('what is needed stays, and nothing else', async t => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(200)), fc.nat(200), async (items, seed) => {
      const needed = items.filter((_, index) => (index * 7 + seed) % 11 === 0);
      const fits = async (part: readonly number[]) => needed.every(item => part.includes(item));
      t.deepEqual(await shrink(items, fits), needed);
    }),
  );
});

test('few are found among many without asking of each', async t => {
  const items = Array.from({ length: 10_000 }, (_, index) => index);
  let asked = 0;
  const kept = await shrink(items, async part => {
    asked++;
    return part.includes(17) && part.includes(9_000);
  });
  t.deepEqual(kept, [17, 9_000]);
  t.true(asked < 100, String(asked));
});
