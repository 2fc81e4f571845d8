import test from 'ava';
import { fetchedLine, fetchingLine } from '../../../../src/cli/reporters/fetch-lines.ts';

const event = {
  type: 'fetching',
  source: 'raw.songs',
  objects: 3100,
  ofObjects: 14_896,
  bytes: 900_000,
  ofBytes: 4_100_000,
  seconds: 3.9,
  ended: false,
} as const;

test('fetching is told in objects and bytes', t => {
  t.is(fetchingLine(event), 'Fetching raw.songs: 3,100 of 14,896 objects, 900.0 kB of 4.1 MB');
});

test('what was fetched is told once, with the time', t => {
  const all = { ...event, objects: 14_896, bytes: 4_100_000, ended: true };
  t.is(fetchedLine(all), 'Fetched 14,896 objects (4.1 MB) of raw.songs in 3.90s');
});
