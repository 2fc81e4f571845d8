import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../src/diagnostics/sparkify-error.ts';
import type { PutResult, Store } from '../../src/storage/store.ts';
import { bytes, keysOf, listed, localFile, text } from './store-contents.ts';
import { answersAsTheModel } from './store-model.ts';

/** An empty store of its own; it registers its removal with `t.teardown`. */
export type MakeStore = (t: ExecutionContext) => Store | Promise<Store>;

/** How AVA takes a test. */
type Run = (title: string, body: (t: ExecutionContext) => Promise<void>) => void;

/** What releases rely on, held by every store alike. `run` may skip it, where a store needs what is not there. */
export function storeSuite(name: string, makeStore: MakeStore, run: Run = test): void {
  const check = (title: string, body: (t: ExecutionContext, store: Store) => Promise<void>) =>
    run(`${name}: ${title}`, async t => body(t, await makeStore(t)));
  conditionChecks(check);
  raceChecks(check);
  listChecks(check);
  dataChecks(check);
  check('answers any sequence of operations as the model does', answersAsTheModel);
}

type Check = (title: string, body: (t: ExecutionContext, store: Store) => Promise<void>) => void;

function conditionChecks(check: Check): void {
  check('a missing object is undefined', async (t, store) => {
    t.is(await store.get('_sparkify/current.json'), undefined);
  });

  check('putIfAbsent writes once and then leaves what is there', async (t, store) => {
    t.true((await store.putIfAbsent('_sparkify/a.json', bytes('first'))).ok);
    t.deepEqual(await store.putIfAbsent('_sparkify/a.json', bytes('second')), conditionFailed);
    t.is(text(await store.get('_sparkify/a.json')), 'first');
  });

  check('putIfMatch replaces only what has the ETag', async (t, store) => {
    const first = etagOf(await store.putIfAbsent('_sparkify/a.json', bytes('one')));
    const second = etagOf(await store.putIfMatch('_sparkify/a.json', bytes('two'), first));
    t.not(second, first);
    t.deepEqual(await store.putIfMatch('_sparkify/a.json', bytes('three'), first), conditionFailed);
    t.is(text(await store.get('_sparkify/a.json')), 'two');
  });

  check('putIfMatch never creates', async (t, store) => {
    t.deepEqual(await store.putIfMatch('_sparkify/a.json', bytes('one'), 'any'), conditionFailed);
    t.is(await store.get('_sparkify/a.json'), undefined);
  });

  check('put, get and list give one ETag for a document', async (t, store) => {
    const put = etagOf(await store.putIfAbsent('_sparkify/a.json', bytes('one')));
    t.is((await store.get('_sparkify/a.json'))?.etag, put);
    t.deepEqual(
      (await listed(store, '_sparkify/')).map(info => info.etag),
      [put],
    );
  });

  check('bytes come back as they were, none and a million of them', async (t, store) => {
    const million = new Uint8Array(1_000_000).map((_, index) => index % 251);
    await store.putIfAbsent('_sparkify/none', new Uint8Array());
    await store.putIfAbsent('_sparkify/million', million);
    t.is((await store.get('_sparkify/none'))?.bytes.length, 0);
    t.true(Buffer.from(million).equals((await store.get('_sparkify/million'))!.bytes));
  });

  check('times are by the clock of the store', async (t, store) => {
    const before = await store.now();
    await store.putIfAbsent('_sparkify/a.json', bytes('one'));
    const after = await store.now();
    const modified = (await store.get('_sparkify/a.json'))!.modified;
    // S3 rounds to seconds, and file systems to a tick of the kernel.
    t.true(modified >= before - 1000 && modified <= after + 1000, `${before} ${modified} ${after}`);
  });

  check('a bad key is a bug, not an error of the user', async (t, store) => {
    const badKeys = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\0b', '_sparkify/.lock'];
    for (const key of badKeys) {
      const error = await t.throwsAsync(async () => store.get(key));
      t.false(error instanceof SparkifyError, key);
    }
    await t.throwsAsync(async () => store.putIfMatch('files/a.parquet', bytes('x'), 'etag'), {
      message: /no document/,
    });
    await t.throwsAsync(async () => store.copy('files/a', '_sparkify/a'), { message: /conditional put/ });
  });
}

function raceChecks(check: Check): void {
  check('of 32 writers with the same ETag exactly one wins', async (t, store) => {
    const etag = etagOf(await store.putIfAbsent('_sparkify/current.json', bytes('start')));
    const results = await race(writer =>
      store.putIfMatch('_sparkify/current.json', bytes(`${writer}`), etag),
    );
    t.is(results.filter(result => result.ok).length, 1);
    t.is(text(await store.get('_sparkify/current.json')), `${results.findIndex(result => result.ok)}`);
  });

  check('of 32 writers of a new object exactly one wins', async (t, store) => {
    const results = await race(writer => store.putIfAbsent('_sparkify/current.json', bytes(`${writer}`)));
    t.is(results.filter(result => result.ok).length, 1);
    t.is(text(await store.get('_sparkify/current.json')), `${results.findIndex(result => result.ok)}`);
  });
}

function listChecks(check: Check): void {
  check('an empty store lists nothing', async (t, store) => {
    t.deepEqual(await listed(store, ''), []);
    t.deepEqual(await listed(store, 'files/'), []);
  });

  check('keys are listed in the order of their UTF-8 bytes', async (t, store) => {
    // '-' < '/' < '0'; U+FF5E comes before U+1F600 in UTF-8, but after it in UTF-16.
    const ordered = ['a-b/x', 'a/x', 'a/y/x', 'a/z', 'a0/x', 'é', '\u{ff5e}', '\u{1f600}'];
    for (const key of ordered.toReversed()) await store.putIfAbsent(key, bytes(key));
    t.deepEqual(await keysOf(store, ''), ordered);
  });

  check('a prefix may end anywhere in a key', async (t, store) => {
    const keys = ['files/r1/songs/a', 'files/r1/songs_old/a', 'files/r10/songs/a', 'other'];
    for (const key of keys) await store.putIfAbsent(key, bytes(key));
    t.deepEqual(await keysOf(store, 'files/r1/songs/'), [keys[0]]);
    t.deepEqual(await keysOf(store, 'files/r1/songs'), [keys[0], keys[1]]);
    t.deepEqual(await keysOf(store, 'files/r1'), keys.slice(0, 3));
    t.deepEqual(await keysOf(store, 'files/r1/songs/a'), [keys[0]]);
    t.deepEqual(await keysOf(store, 'files/r2'), []);
    t.deepEqual(await keysOf(store, 'other/'), []);
  });

  check('a listing finds the same whatever is expected', async (t, store) => {
    const keyOf = (index: number) => `files/r/songs/year=${String(index).padStart(4, '0')}/a.parquet`;
    const present = [0, 1, 898, 899, 900, 901, 1500, 1999, 2000, 2400, 2500, 9999].map(keyOf);
    const odd = ["files/r/songs/year=é '&=%2F/a.parquet", 'files/r/songs/z', 'files/r/users/a', 'files/q'];
    for (const key of [...present, ...odd]) await store.putIfAbsent(key, bytes('x'));
    const all = Array.from({ length: 2500 }, (_, index) => keyOf(index));
    for (const prefix of ['files/r/songs/', 'files/r/', '']) {
      const plain = await listed(store, prefix);
      for (const expected of [
        all,
        all.toReversed(),
        [...all, ...odd],
        present,
        [...all, ...all],
        ['files/r/a'],
      ])
        t.deepEqual(await listed(store, prefix, expected), plain, prefix);
    }
  });

  check('a look at single keys finds what a listing does', async (t, store) => {
    for (const key of ['files/a', 'files/b/c', '_sparkify/d.json']) await store.putIfAbsent(key, bytes(key));
    const found = await store.look?.(['files/b/c', 'files/b', 'files/z', 'files/a/x', '_sparkify/d.json']);
    const wanted = (await listed(store, '')).filter(({ key }) => key !== 'files/a');
    t.deepEqual(found?.toSorted((a, b) => (a.key < b.key ? -1 : 1)) ?? wanted, wanted);
  });

  check('a listing tells sizes', async (t, store) => {
    await store.putIfAbsent('files/a', bytes('12345'));
    t.deepEqual(
      (await listed(store, '')).map(({ key, size }) => ({ key, size })),
      [{ key: 'files/a', size: 5 }],
    );
  });
}

function dataChecks(check: Check): void {
  check('delete takes what is there and ignores the rest', async (t, store) => {
    for (const key of ['files/r/a', 'files/r/b', '_sparkify/c']) await store.putIfAbsent(key, bytes(key));
    await store.delete(['files/r/a', 'files/r/missing', 'missing/at/all', 'files/r/b/below', '_sparkify/c']);
    t.deepEqual(await keysOf(store, ''), ['files/r/b']);
    await store.delete([]);
    await store.delete(['files/r/b', 'files/r/b']);
    t.deepEqual(await keysOf(store, ''), []);
    t.true((await store.putIfAbsent('files/r/a', bytes('again'))).ok);
  });

  check('upload brings a file in, and overwrites', async (t, store) => {
    await store.upload(await localFile(t, 'one'), 'files/r/a');
    const info = await store.upload(await localFile(t, 'three'), 'files/r/a');
    t.like(info, { key: 'files/r/a', size: 5 });
    t.is(text(await store.get('files/r/a')), 'three');
    t.like(await listed(store, ''), [{ key: 'files/r/a', size: 5, etag: info.etag }]);
    t.is((await store.get('files/r/a'))?.etag, info.etag);
  });

  check('copy makes and overwrites, and leaves its source alone', async (t, store) => {
    await store.putIfAbsent('files/r1/a', bytes('one'));
    await store.putIfAbsent('files/r2/a', bytes('three'));
    await store.copy('files/r1/a', 'songs/part-0');
    t.is(text(await store.get('songs/part-0')), 'one');
    const info = await store.copy('files/r2/a', 'songs/part-0');
    t.is(text(await store.get('songs/part-0')), 'three');
    t.is(text(await store.get('files/r1/a')), 'one');
    t.deepEqual(await listed(store, 'songs/'), [info]);
    t.deepEqual(await store.copy('files/r2/a', 'songs/part-0').then(({ size }) => size), 5);
    await store.delete(['files/r2/a']);
    t.is(text(await store.get('songs/part-0')), 'three');
  });

  check('a copy of what is missing says that the lake is damaged', async (t, store) => {
    await t.throwsAsync(store.copy('files/r1/a', 'songs/a'), {
      instanceOf: SparkifyError,
      code: 'lake-damaged',
    });
    t.deepEqual(await keysOf(store, ''), []);
  });

  check('keys with odd characters are kept as they are', async (t, store) => {
    const values = [
      'a b',
      'a%2Fb',
      'k=v=w',
      'é\u0301',
      '日本',
      '\u{1f600}',
      `it's`,
      '"x"',
      'a+b',
      'a#b?c',
      '*',
      '[x]',
      '~',
      '$HOME',
      '.x',
    ];
    const keys = values.map(value => `files/r/t/p=${value}/${value}.parquet`);
    for (const key of keys) await store.putIfAbsent(key, bytes(key));
    t.deepEqual((await keysOf(store, 'files/')).toSorted(), keys.toSorted());
    for (const key of keys) {
      t.is(text(await store.get(key)), key);
      t.deepEqual(await keysOf(store, key), [key]);
    }
    await store.copyMany(keys.map(key => ({ from: key, to: `copy/${key}` })));
    t.is((await keysOf(store, 'copy/')).length, keys.length);
    await store.delete([...keys, ...keys.map(key => `copy/${key}`)]);
    t.deepEqual(await keysOf(store, ''), []);
  });

  check('thousands of objects are copied, listed and deleted', async (t, store) => {
    await store.putIfAbsent('files/r/a', bytes('one'));
    const keys = Array.from(
      { length: 2500 },
      (_, index) => `songs/p=${String(index).padStart(4, '0')}/part-0`,
    );
    const [source] = await listed(store, 'files/r/a');
    // What is known of the source may be said, and changes nothing.
    const pairs = keys.map((to, index) => ({
      from: 'files/r/a',
      to,
      ...(index % 2 === 0 && { etag: source!.etag }),
    }));
    const results = await store.copyMany(pairs);
    const copies = await listed(store, 'songs/');
    t.deepEqual(
      copies.map(({ key }) => key),
      keys,
    );
    t.deepEqual(
      copies.map(({ etag }) => etag),
      results.map(({ etag }) => etag),
    );
    await store.delete(keys);
    t.deepEqual(await keysOf(store, ''), ['files/r/a']);
  });
}

const conditionFailed: PutResult = { ok: false, reason: 'condition-failed' };

function etagOf(result: PutResult): string {
  if (!result.ok) throw new Error('the condition failed');
  return result.etag;
}

function race(write: (writer: number) => Promise<PutResult>): Promise<readonly PutResult[]> {
  return Promise.all(Array.from({ length: 32 }, (_, writer) => write(writer)));
}
