import test from 'ava';
import { PrefixGates, prefixOf } from '../../../../src/storage/s3/prefix-gates.ts';

/** How many of these requests get in while none of them is answered. */
async function widthOf(gates: PrefixGates, ...prefixes: readonly string[]): Promise<number> {
  let inside = 0;
  let answer: () => void = () => undefined;
  const answered = new Promise<void>(done => {
    answer = done;
  });
  const all = prefixes.map(prefix =>
    gates.through(prefix, enter =>
      enter(async () => {
        inside++;
        await answered;
      }),
    ),
  );
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  const width = inside;
  answer();
  await Promise.all(all);
  return width;
}

const many = (prefix: string) => Array.from({ length: 500 }, () => prefix);

function widen(gates: PrefixGates, prefix: string, now = 0): void {
  for (let answer = 0; answer < 200; answer++) gates.answered(prefix, now);
}

test('a prefix that is asked to slow down leaves the others as wide as they are', async t => {
  const gates = new PrefixGates(100);
  for (const prefix of ['a', 'b', 'c']) widen(gates, prefix);
  t.is(await widthOf(gates, ...many('a')), 100);
  for (let sign = 1; sign <= 10; sign++) {
    for (const prefix of ['b', 'c']) gates.answered(prefix, sign * 1000);
    gates.slowDown('a', sign * 1000);
  }
  t.is(await widthOf(gates, ...many('a')), 4);
  t.is(await widthOf(gates, ...many('b')), 100);
  t.is(await widthOf(gates, ...many('a'), ...many('b')), 100);
});

test('when most prefixes that are in use are refused the whole bucket is asked more slowly', async t => {
  const gates = new PrefixGates(100);
  const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
  for (const name of names) widen(gates, name);
  const [free, ...others] = names;
  for (const name of others) gates.slowDown(name, 2000);
  t.is(await widthOf(gates, ...many(free!)), 50);
  t.is(await widthOf(gates, ...names.flatMap(many)), 50);
});

test('the first prefixes begin narrow, and together as narrow', async t => {
  const gates = new PrefixGates(100);
  t.is(await widthOf(gates, ...many('a'), ...many('b')), 16);
});

test('a new prefix begins half as wide as the bucket has become', async t => {
  const gates = new PrefixGates(100);
  widen(gates, 'a');
  t.is(await widthOf(gates, ...many('a')), 100);
  t.is(await widthOf(gates, ...many('b')), 50);
});

test('a new prefix begins narrow where the bucket was asked to slow down', async t => {
  const gates = new PrefixGates(100);
  widen(gates, 'a');
  for (let sign = 1; sign <= 4; sign++) {
    for (const prefix of ['a', 'b']) gates.slowDown(prefix, sign * 10_000);
  }
  t.is(await widthOf(gates, ...many('c')), 6);
});

test('what is done before entering keeps a place in its own prefix only', async t => {
  const gates = new PrefixGates(8);
  const hang = new Promise<never>(() => undefined);
  for (let index = 0; index < 8; index++) void gates.through('a', () => hang);
  t.is(await widthOf(gates, ...many('b')), 8);
  t.is(
    await Promise.race([widthOf(gates, 'a'), new Promise(done => setTimeout(done, 50, 'waits'))]),
    'waits',
  );
});

test('of many prefixes the ones that were used long ago are forgotten, and begin anew', async t => {
  const gates = new PrefixGates(100);
  widen(gates, 'first');
  for (let index = 0; index < 1000; index++) {
    gates.answered(`p${index}`);
    gates.answered('often');
  }
  t.is(await widthOf(gates, ...many('first')), 50);
  t.is(await widthOf(gates, ...many('often')), 100);
});

test('a prefix is the folder of a table or source, whatever its partitions', t => {
  const keys = {
    'some/lake/files/0190/songs/year=1999/artist=x/a.parquet': 'some/lake/files/0190/songs',
    'some/lake/songs/year=1999/part-0.parquet': 'some/lake/songs',
    'files/0190/users/a.parquet': 'files/0190/users',
    '_sparkify/current.json': '_sparkify',
    'raw/song_data/A/B/TRAB.json': 'raw/song_data/A/B',
    'lonely.json': '',
    '': '',
  };
  t.deepEqual(Object.fromEntries(Object.keys(keys).map(key => [key, prefixOf(key)])), keys);
});
