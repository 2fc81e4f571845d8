import test from 'ava';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { plainCopySteps } from '../../../src/release/plain-copy.ts';
import { findView } from '../../../src/release/read-documents.ts';
import { runSteps } from '../../../src/release/steps.ts';
import type { Store } from '../../../src/storage/store.ts';
import { plainCopy, unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';

const first = { songs: { 1999: 'a', 2000: 'b' } };
const second = { songs: { 2000: 'B', 2001: 'c' } };

test('only what changed is copied, and dropped partitions go', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  const copied: string[] = [];
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (phase === 'before' && name === 'copy') copied.push(key);
    },
  });
  await buildTables(lake, { songs: { 1999: 'a', 2001: 'c' } });
  t.deepEqual(copied, ['songs/year=2001/part-0.parquet']);
  t.deepEqual(plainKeys(world), ['songs/year=1999/part-0.parquet', 'songs/year=2001/part-0.parquet']);
});

test('a refresh that looks at all mends what is missing and what differs', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, first);
  await lake.store.delete(plainKeys(world));
  await lake.store.putIfAbsent('songs/year=2000/part-0.parquet', Buffer.from('spoilt'));
  await runSteps(plainCopySteps(lake, { looksAtAll: true }));
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
});

test('tables that are as the last complete copy showed them are not listed', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { ...first, users: { 2000: 'u' } });
  const listed: string[] = [];
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (phase === 'before' && name === 'list') listed.push(key);
    },
  });
  await runSteps(plainCopySteps(lake));
  t.deepEqual(listed, []);
  await buildTables(lake, second);
  t.true(listed.includes('songs/'));
  t.false(listed.includes('users/'));
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
});

test('the document says which release is shown, and when it is not yet complete', async t => {
  const world = new LakeWorld();
  const before = await buildTables(world.process(), first);
  const steps = buildSteps(world.process(), second);
  await beforeStep(steps, 'copy-files');
  const lake = world.process();
  const amid = (await findView(lake))!.value;
  t.false(amid.complete);
  t.is(amid.releases[0], before.release?.release);
  t.is(amid.releases[1], amid.release);
  await runSteps(steps);
  const { value } = (await findView(lake))!;
  t.true(value.complete);
  t.deepEqual(value.releases, [amid.release]);
  t.is(value.lease, null);
});

test('without a plain copy nothing but files and documents is written', async t => {
  const world = new LakeWorld();
  await buildTables(world.process({ settings: { plainCopy: false } }), first);
  t.deepEqual(plainKeys(world), []);
  t.false(world.memory.keys().includes('_sparkify/view.json'));
});

test('while one process refreshes another does not, and the first looks for newer releases before it ends', async t => {
  const world = new LakeWorld();
  const slow = buildSteps(world.process(), first);
  await beforeStep(slow, 'copy-files');
  await buildTables(world.process(), second);
  await runSteps(slow);
  const { shown, wanted } = await plainCopy(world.process());
  t.deepEqual(shown, wanted);
});

test('a holder that is silent for five minutes is replaced, and stops when it notices', async t => {
  const world = new LakeWorld();
  const slowLake = world.process();
  await buildTables(slowLake, first);
  await spoil(slowLake);
  const slow = plainCopySteps(slowLake, { looksAtAll: true });
  await beforeStep(slow, 'copy-files');
  const lake = world.process();
  t.is(await runSteps(plainCopySteps(lake)), 'held');
  world.pass(0.1);
  t.is(await runSteps(plainCopySteps(lake)), 'complete');
  t.is(await runSteps(slow), 'held');
});

test('a lease that is not quite fresh is renewed before each batch, and the five minutes begin anew', async t => {
  const world = new LakeWorld();
  const slowLake = world.process();
  await buildTables(slowLake, first);
  await spoil(slowLake);
  const slow = plainCopySteps(slowLake, { looksAtAll: true });
  await beforeStep(slow, 'take-view');
  await beforeStep(slow, 'list-plain-copy');
  world.pass(0.07);
  await beforeStep(slow, 'renew-view');
  await beforeStep(slow, 'copy-files');
  world.pass(0.07);
  t.is(await runSteps(plainCopySteps(world.process())), 'held');
});

test('a lease that was lost is noticed before the next batch', async t => {
  const world = new LakeWorld();
  const slowLake = world.process();
  await buildTables(slowLake, first);
  await spoil(slowLake);
  const slow = plainCopySteps(slowLake, { looksAtAll: true });
  await beforeStep(slow, 'take-view');
  await beforeStep(slow, 'list-plain-copy');
  world.pass(0.01);
  await beforeStep(slow, 'renew-view');
  world.pass(0.1);
  await runSteps(plainCopySteps(world.process()));
  t.deepEqual(await slow.next(), { done: true, value: 'held' });
});

test('a plain copy that is complete is only looked at', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  const written: string[] = [];
  const lake = world.process({
    onOperation({ name, key }) {
      if (!['get', 'list', 'now'].includes(name)) written.push(key);
    },
  });
  t.is(await runSteps(plainCopySteps(lake)), 'complete');
  t.deepEqual(written, []);
});

test('a holder of this host whose process has ended is replaced at once', async t => {
  const world = new LakeWorld();
  const dead = world.process();
  await beforeStep(buildSteps(dead, first), 'copy-files');
  world.end(dead);
  t.is(await runSteps(plainCopySteps(world.process())), 'complete');
});

test('what a holder copies after it lost its lease is cleaned up by the next refresh', async t => {
  const world = new LakeWorld();
  const slow = buildSteps(world.process(), { songs: { 1999: 'a' }, users: { 2018: 'u' } });
  await beforeStep(slow, 'copy-files');
  const lake = world.process();
  await buildTables(lake, { songs: { 2000: 'b' } });
  world.pass(0.1);
  await buildTables(lake, { songs: { 2001: 'c' } });
  // Only now its batch arrives, with a partition that is gone.
  await runSteps(slow);
  t.true(plainKeys(world).includes('songs/year=1999/part-0.parquet'));
  t.is(await runSteps(plainCopySteps(lake)), 'complete');
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
  t.deepEqual(await unknownKeys(lake), []);
});

test('a refresh that fails gives its lease back', async t => {
  const world = new LakeWorld();
  let isFull = true;
  const lake = world.process({
    onOperation({ name }) {
      if (name === 'copy' && isFull) throw new Error('the disk is full');
    },
  });
  const { status, problems } = await buildTables(lake, first);
  t.is(status, 'published');
  t.is(problems[0]?.message, 'the disk is full');
  isFull = false;
  t.is(await runSteps(plainCopySteps(world.process())), 'complete');
});

test('a copy whose ETag differs from its source, as after a multipart upload, is not made again', async t => {
  const world = new LakeWorld();
  const copied: string[] = [];
  const lake = world.process({ store: multipart(world, copied) });
  await buildTables(lake, first);
  t.is(copied.length, 2);
  await buildTables(lake, { songs: { ...first.songs, 2001: 'c' } });
  t.deepEqual(copied.slice(2), ['songs/year=2001/part-0.parquet']);
});

function plainKeys(world: LakeWorld): readonly string[] {
  return world.memory.keys().filter(key => !/^(_sparkify|files)\//.test(key));
}

async function spoil({ store }: LakeContext): Promise<void> {
  await store.delete(['songs/year=1999/part-0.parquet']);
}

/** A store whose copies have ETags of another form. */
function multipart({ memory }: LakeWorld, copied: string[]): Store {
  const isCopy = (key: string) => !/^(_sparkify|files)\//.test(key);
  return {
    ...bound(memory),
    async *list(prefix) {
      for await (const object of memory.list(prefix)) {
        yield isCopy(object.key) ? { ...object, etag: `${object.etag}-2` } : object;
      }
    },
    async copyMany(pairs) {
      copied.push(...pairs.map(({ to }) => to));
      const made = await memory.copyMany(pairs);
      return made.map(object => ({ ...object, etag: `${object.etag}-2` }));
    },
  };
}

function bound(memory: Store): Store {
  return {
    label: memory.label,
    get: key => memory.get(key),
    putIfAbsent: (key, bytes) => memory.putIfAbsent(key, bytes),
    putIfMatch: (key, bytes, etag) => memory.putIfMatch(key, bytes, etag),
    list: prefix => memory.list(prefix),
    delete: keys => memory.delete(keys),
    upload: (path, key) => memory.upload(path, key),
    copy: (from, to) => memory.copy(from, to),
    copyMany: pairs => memory.copyMany(pairs),
    abortUploads: prefix => memory.abortUploads(prefix),
    now: () => memory.now(),
  };
}
