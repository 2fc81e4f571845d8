import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { publishSteps } from '../../../src/release/publish.ts';
import { recoverSteps } from '../../../src/release/recover.ts';
import { runSteps } from '../../../src/release/steps.ts';
import type { PutResult, Store } from '../../../src/storage/store.ts';
import { currentContent, unknownKeys } from '../../helpers/lake-invariants.ts';
import { buildTables, LakeWorld, stateOf, writeTable } from '../../helpers/lake-world.ts';
import type { MemoryStore, StoreOperation } from '../../helpers/memory-store.ts';

const old = { songs: { 1999: 'old' } };
const fresh = { songs: { 1999: 'new' } };

test('a pointer write whose answer is lost counts as what the pointer then says', async t => {
  const world = await worldWith(old);
  let losses = 1;
  const lake = world.process({ onOperation: onPointerWrite('after', () => losses-- > 0) });
  t.is((await buildTables(lake, fresh)).status, 'published');
  t.deepEqual(await currentContent(world.process()), fresh);
});

test('a pointer write that does not arrive is put again', async t => {
  const world = await worldWith(old);
  let losses = 3;
  const lake = world.process({ onOperation: onPointerWrite('before', () => losses-- > 0) });
  t.is((await buildTables(lake, fresh)).status, 'published');
  t.deepEqual(await currentContent(world.process()), fresh);
});

test('a store that never answers about the pointer leaves the build undecided, with all of its files', async t => {
  const world = await worldWith(old);
  const lake = world.process({ onOperation: onPointerWrite('before', () => true) });
  const { build, error } = await failedBuild(lake);
  t.is(error.code, 'undecided-publish');
  t.true(build.undecided);
  t.true(world.memory.keys().some(key => key.startsWith(build.prefix)));
  t.true(world.memory.keys().includes(`_sparkify/candidates/${build.release}.json`));
  t.deepEqual(await currentContent(world.process()), old);
});

test('recovery decides what was undecided: not published, everything goes', async t => {
  const world = await worldWith(old);
  const lake = world.process({ onOperation: onPointerWrite('before', () => true) });
  await failedBuild(lake);
  world.end(lake);
  const [recovery] = await runSteps(recoverSteps(world.process()));
  t.is(recovery?.outcome, 'not-committed');
  t.is(recovery?.files, 1);
  t.deepEqual(await currentContent(world.process()), old);
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('recovery decides what was undecided: published, everything stays', async t => {
  const world = await worldWith(old);
  let isDown = false;
  // The first write arrives; from then on nothing does.
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (key !== '_sparkify/current.json' || (name === 'get' && !isDown)) return;
      if (phase === 'after') isDown = true;
      if (isDown) throw new Error('no answer');
    },
  });
  t.is((await failedBuild(lake)).error.code, 'undecided-publish');
  world.end(lake);
  const [recovery] = await runSteps(recoverSteps(world.process()));
  t.is(recovery?.outcome, 'committed');
  t.deepEqual(await currentContent(world.process()), fresh);
});

test('a pointer write that arrives after its candidate was recovered has no effect', async t => {
  const world = await worldWith(old);
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (name !== 'putIfMatch' || key !== '_sparkify/current.json' || phase !== 'before') return undefined;
      reached.resolve();
      return gate.promise;
    },
  });
  const failure = failedBuild(lake);
  await reached.promise;
  world.end(lake);
  await runSteps(recoverSteps(world.process()));
  gate.resolve();
  t.is((await failure).error.code, 'lost-candidate');
  t.deepEqual(await currentContent(world.process()), old);
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('a release that others have already built on counts as published when the answer comes late', async t => {
  const world = await worldWith(old);
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (name !== 'putIfMatch' || key !== '_sparkify/current.json' || phase !== 'after') return undefined;
      arrived.resolve();
      return gate.promise;
    },
  });
  const outcome = buildTables(lake, fresh);
  await arrived.promise;
  await buildTables(world.process(), { users: { 2018: 'u' } });
  gate.reject(new Error('no answer'));
  t.is((await outcome).status, 'published');
  t.deepEqual(await currentContent(world.process()), { ...fresh, users: { 2018: 'u' } });
});

test('a write that arrives late and is found by whoever recovers the build counts as published', async t => {
  const world = await worldWith(old);
  const late: (() => Promise<unknown>)[] = [];
  const store = withPointerWrites(world.memory, write => {
    late.push(write);
    return Promise.reject(new Error('no answer'));
  });
  const lake = world.process({ host: 'there', store });
  const recoverBetween = async () => {
    await late.pop()?.();
    world.pass(1);
    await runSteps(recoverSteps(world.process()));
  };
  const environment = { ...lake.environment, sleep: recoverBetween };
  t.is((await buildTables({ ...lake, environment }, fresh)).status, 'published');
  t.deepEqual(await currentContent(world.process()), fresh);
});

async function worldWith(content: typeof old): Promise<LakeWorld> {
  const world = new LakeWorld();
  await buildTables(world.process(), content);
  return world;
}

function onPointerWrite(phase: StoreOperation['phase'], isLost: () => boolean) {
  return (operation: StoreOperation) => {
    const { name, key } = operation;
    if (name !== 'putIfMatch' || key !== '_sparkify/current.json' || operation.phase !== phase) return;
    if (isLost()) throw new Error('no answer');
  };
}

async function failedBuild(lake: LakeContext) {
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', fresh.songs);
  try {
    await runSteps(publishSteps(lake, build, [change], { tested: true, state: stateOf([change]) }));
  } catch (error) {
    if (error instanceof SparkifyError) return { build, error };
    throw error;
  }
  throw new Error('the build did not fail');
}

/** The same store, with every conditional write of the pointer handed to `onWrite`. */
function withPointerWrites(
  store: MemoryStore,
  onWrite: (write: () => Promise<PutResult>) => Promise<PutResult>,
): Store {
  return new Proxy<Store>(store, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (property !== 'putIfMatch') return value.bind(target);
      return (key: string, bytes: Uint8Array, etag: string) => {
        const write = () => store.putIfMatch(key, bytes, etag);
        return key === '_sparkify/current.json' ? onWrite(write) : write();
      };
    },
  });
}
