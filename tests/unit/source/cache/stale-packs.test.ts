import test from 'ava';
import type { Pack } from '../../../../src/source/cache/pack.ts';
import type { PackedObject } from '../../../../src/source/cache/pack-index.ts';
import { stalePacks } from '../../../../src/source/cache/stale-packs.ts';

const large = 16 * 2 ** 20;

function pack(bytes: number, objects = 4): Pack {
  const packed = Array.from({ length: objects }, (_, index) => object(`${index}`, bytes / objects));
  return {
    folder: '/f',
    bytes,
    objects: packed,
    recordsOf: ({ start, length }) => ({ path: '', start, length }),
  };
}

function object(key: string, length: number): PackedObject {
  return { key, etag: 'e', size: length, file: 0, start: 0, length };
}

function stale(packs: readonly Pack[], alive: readonly number[]) {
  const living = new Map(packs.map((each, index) => [each, each.objects.slice(0, alive[index])]));
  const found = stalePacks(packs, living);
  return packs.map(each => found.includes(each));
}

test('a pack of which nothing is dead stays', t => {
  t.deepEqual(stale([pack(100), pack(large)], [4, 4]), [false, false]);
});

test('a large pack is written anew when half of it is dead, a small one when anything is', t => {
  t.deepEqual(stale([pack(large), pack(large), pack(100)], [3, 2, 3]), [false, true, true]);
});

test('a pack of which nothing lives goes', t => {
  t.deepEqual(stale([pack(large), pack(100), pack(0, 1)], [0, 0, 0]), [true, true, true]);
});

test('many small packs become one, large ones stay', t => {
  const packs = [...Array.from({ length: 9 }, () => pack(100)), pack(large)];
  t.deepEqual(stale(packs, Array(10).fill(4)), [...Array(9).fill(true), false]);
});
