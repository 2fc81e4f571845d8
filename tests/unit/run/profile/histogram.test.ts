import test from 'ava';
import fc from 'fast-check';
import { histogram } from '../../../../src/run/profile/histogram.ts';

test('values that lie evenly make bars of one height', t => {
  t.deepEqual(histogram([0, 1, 2, 3, 4], 4), [
    { from: 0, to: 1, share: 0.25 },
    { from: 1, to: 2, share: 0.25 },
    { from: 2, to: 3, share: 0.25 },
    { from: 3, to: 4, share: 0.25 },
  ]);
});

test('a value that half of all have makes a bar of a half at least', t => {
  const [first] = histogram([0, 0, 0, 5, 10], 10);
  t.true(first!.share >= 0.5);
});

test('one value makes one bar, and none makes none', t => {
  t.deepEqual(histogram([7, 7, 7], 10), [{ from: 7, to: 7, share: 1 }]);
  t.deepEqual(histogram([], 10), []);
});

test('bars together hold everything, whatever the points', t => {
  const points = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 40 }), (values, count) => {
      const sorted = values.toSorted((a, b) => a - b);
      const bars = histogram(sorted, count);
      t.true(bars.every(({ share }) => share >= 0));
      t.true(Math.abs(bars.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    }),
  );
});
