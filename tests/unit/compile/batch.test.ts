import test from 'ava';
import fc from 'fast-check';
import {
  batchAfter,
  batchEnd,
  batchesBetween,
  batchSizes,
  batchStart,
  joinWindows,
} from '../../../src/compile/batch.ts';

const at = (time: string) => new Date(`${time}Z`);

for (const [size, start, next, before] of [
  ['hour', '2024-09-17T16:00', '2024-09-17T17:00', '2024-09-17T15:00'],
  ['day', '2024-09-17T00:00', '2024-09-18T00:00', '2024-09-16T00:00'],
  ['month', '2024-09-01T00:00', '2024-10-01T00:00', '2024-08-01T00:00'],
  ['year', '2024-01-01T00:00', '2025-01-01T00:00', '2023-01-01T00:00'],
] as const) {
  test(`a time lies in the ${size} that begins before it, and batches of a ${size} follow each other`, t => {
    const time = at('2024-09-17T16:06');
    t.deepEqual(batchStart(time, size), at(start));
    t.deepEqual(batchAfter(time, size, 1), at(next));
    t.deepEqual(batchAfter(time, size, -1), at(before));
    t.deepEqual(batchEnd(time, size), at(next));
    t.deepEqual(batchEnd(at(start), size), at(start));
  });
}

test('a batch has the name that dbt gives it', t => {
  const ids = (size: (typeof batchSizes)[number]) =>
    batchesBetween(at('2024-09-17T16:06'), at('2024-09-17T17:30'), size).map(({ id }) => id);
  t.deepEqual(ids('hour'), ['20240917T16', '20240917T17']);
  t.deepEqual(ids('day'), ['20240917']);
  t.deepEqual(ids('month'), ['20240901']);
  t.deepEqual(ids('year'), ['20240101']);
});

test('February of a leap year is a batch of 29 days', t => {
  t.deepEqual(batchesBetween(at('2024-02-10T00:00'), at('2024-02-11T00:00'), 'month'), [
    { id: '20240201', start: '2024-02-01T00:00:00.000Z', end: '2024-03-01T00:00:00.000Z' },
  ]);
});

test('batches cover a stretch of time without gaps, and begin and end as late and as early as they can', t => {
  const time = fc.date({ min: at('1999-12-30T00:00'), max: at('2001-03-02T00:00'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...batchSizes), time, time, (size, one, other) => {
      const [from, before] = one < other ? [one, other] : [other, one];
      const batches = batchesBetween(from, before, size);
      if (from.getTime() === before.getTime()) return;
      const [{ start }, { end }] = [batches[0]!, batches.at(-1)!];
      t.true(new Date(start) <= from && from < new Date(batches[0]!.end));
      t.true(new Date(batches.at(-1)!.start) < before && before <= new Date(end));
      t.deepEqual(joinWindows(batches), [{ start, end }]);
      t.is(new Set(batches.map(({ id }) => id)).size, batches.length);
    }),
    { numRuns: 200 },
  );
});

test('windows with a gap between them stay apart', t => {
  const [first, , third, fourth] = batchesBetween(at('2024-01-01T00:00'), at('2024-01-05T00:00'), 'day');
  t.deepEqual(joinWindows([first!, third!, fourth!]), [
    { start: first!.start, end: first!.end },
    { start: third!.start, end: fourth!.end },
  ]);
});
