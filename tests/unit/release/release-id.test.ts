import { randomBytes } from 'node:crypto';
import test from 'ava';
import { newReleaseId } from '../../../src/release/release-id.ts';

const random = (bytes: number) => randomBytes(bytes);

test('an id is a UUID of version 7 that begins with the time', t => {
  const time = Date.UTC(2040, 1, 3, 4, 5, 6, 789);
  const id = newReleaseId({ now: () => time, random });
  t.regex(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.is(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), time);
});

test('ids of one process sort in the order they were made, whatever the clock does', t => {
  const times = [5000, 5000, 4000, 5001, 4999, 6000].map(offset => Date.UTC(2041, 0, 1) + offset);
  const ids = times.map(time => newReleaseId({ now: () => time, random }));
  t.deepEqual(ids.toSorted(), ids);
});

test('more ids than fit into one millisecond still sort', t => {
  const time = Date.UTC(2042, 0, 1);
  const ids = Array.from({ length: 10_000 }, () => newReleaseId({ now: () => time, random }));
  t.deepEqual(ids.toSorted(), ids);
  t.is(new Set(ids).size, ids.length);
});
