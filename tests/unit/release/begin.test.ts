import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import { decodeDocument } from '../../../src/release/document-format.ts';
import { candidateSchema } from '../../../src/release/document-schemas.ts';
import { probeSteps } from '../../../src/release/probe-rights.ts';
import { lakeState, readCurrentRelease } from '../../../src/release/read-current.ts';
import { runSteps } from '../../../src/release/steps.ts';
import type { Store } from '../../../src/storage/store.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';
import type { MemoryStore } from '../../helpers/memory-store.ts';

test('a lake begins with a pointer that names no release, and a candidate', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  t.is(await lakeState(lake), 'absent');
  const build = await runSteps(beginSteps(lake, 'build'));
  t.is(await lakeState(lake), 'empty');
  t.is(await readCurrentRelease(lake), undefined);
  t.is(build.base, undefined);
  t.is(build.prefix, `files/${build.release}/`);
  t.deepEqual(world.memory.keys(), [`_sparkify/candidates/${build.release}.json`, '_sparkify/current.json']);
});

test('a candidate says who builds what on which base', async t => {
  const lake = new LakeWorld().process();
  const { release } = await buildTables(lake, { songs: { 1999: 'a' } });
  const build = await runSteps(beginSteps(lake, 'run'));
  const key = `_sparkify/candidates/${build.release}.json`;
  const place = { label: 'memory', key, project: 'music' };
  const candidate = decodeDocument(candidateSchema, (await lake.store.get(key))!.bytes, place);
  const pointer = await lake.store.get('_sparkify/current.json');
  t.is(candidate.command, 'run');
  t.deepEqual(candidate.owner, lake.environment.owner);
  t.deepEqual(candidate.base, { release: release!.release, pointerEtag: pointer!.etag });
  t.deepEqual(candidate.ids, [build.release]);
  t.false(candidate.abandoned);
});

test('two builds that begin a lake at once share its first pointer', async t => {
  const world = new LakeWorld();
  const first = beginSteps(world.process(), 'build');
  const second = beginSteps(world.process(), 'build');
  for (let turn = 0; turn < 20; turn++) await Promise.all([first.next(), second.next()]);
  t.is(world.memory.keys().filter(key => key.startsWith('_sparkify/candidates/')).length, 2);
});

test('another project may not write to a lake', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const error = await t.throwsAsync(runSteps(beginSteps(world.process({ project: 'films' }), 'build')), {
    instanceOf: SparkifyError,
  });
  t.is(error?.code, 'lake-foreign');
});

for (const ignored of ['putIfAbsent', 'putIfMatch'] as const) {
  test(`a store that ignores the condition of ${ignored} is refused by the first build and by a doctor`, async t => {
    for (const steps of [beginSteps, probeSteps] as const) {
      const world = new LakeWorld();
      const lake = world.process({ store: ignoring(world.memory, ignored) });
      const error = await t.throwsAsync(runSteps<unknown>(steps(lake, 'build')), {
        instanceOf: SparkifyError,
      });
      t.is(error?.code, 'no-conditional-writes');
      t.deepEqual(
        world.memory.keys().filter(key => key.includes('candidates')),
        [],
      );
    }
  });
}

/** A store as some S3 imitations are: it takes the header and writes anyway. */
function ignoring(memory: MemoryStore, method: 'putIfAbsent' | 'putIfMatch'): Store {
  return new Proxy<Store>(memory, {
    get(target, property) {
      if (property === method) return (key: string, bytes: Uint8Array) => overwrite(memory, key, bytes);
      const value = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function overwrite(memory: MemoryStore, key: string, bytes: Uint8Array) {
  await memory.delete([key]);
  return memory.putIfAbsent(key, bytes);
}
