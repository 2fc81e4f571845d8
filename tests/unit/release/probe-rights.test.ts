import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { lakeRights, probeSteps } from '../../../src/release/probe-rights.ts';
import { runSteps } from '../../../src/release/steps.ts';
import type { Store } from '../../../src/storage/store.ts';
import { takeSteps } from '../../helpers/lake-aftermath.ts';
import { unknownKeys } from '../../helpers/lake-invariants.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a doctor leaves nothing in the lake', async t => {
  const world = new LakeWorld();
  t.deepEqual(await runSteps(probeSteps(world.process())), { missing: [], left: undefined });
  t.deepEqual(world.memory.keys(), []);
});

test('whatever a doctor leaves who is killed goes with the next build', async t => {
  for (let steps = 0; ; steps++) {
    const world = new LakeWorld();
    await buildTables(world.process(), { songs: { 1999: 'a' } });
    const lake = world.process();
    const isDone = await takeSteps(probeSteps(lake), steps);
    world.end(lake);
    world.pass(25);
    await buildTables(world.process(), { songs: { 1999: 'b' } });
    t.deepEqual(await unknownKeys(world.process()), [], `after ${steps} steps`);
    if (isDone) return;
  }
});

test('what is refused is missing, and nothing else', async t => {
  const operations = {
    list: ['list'],
    get: ['get'],
    put: ['putIfAbsent', 'putIfMatch'],
    delete: ['delete'],
    'list uploads': ['abortUploads'],
  } as const;
  for (const [right, refused] of Object.entries(operations)) {
    const world = new LakeWorld();
    const lake = world.process({ store: refusing(world.memory, refused) });
    const { missing, left } = await runSteps(probeSteps(lake));
    t.deepEqual(missing, right === 'put' ? ['put', 'conditional put'] : [right]);
    t.deepEqual(world.memory.keys(), left === undefined ? [] : [left]);
    t.is(left !== undefined, right === 'delete');
  }
  const nobody = new LakeWorld();
  const all = Object.values(operations).flat();
  const { missing } = await runSteps(probeSteps(nobody.process({ store: refusing(nobody.memory, all) })));
  t.deepEqual(missing, lakeRights);
});

test('what is not a matter of rights is no missing right', async t => {
  const world = new LakeWorld();
  const store = refusing(world.memory, ['putIfAbsent'], 'missing-bucket');
  await t.throwsAsync(runSteps(probeSteps(world.process({ store }))), { code: 'missing-bucket' });
});

/** A store that refuses some of its operations. */
function refusing(
  memory: Store,
  refused: readonly string[],
  code: 'store-denied' | 'missing-bucket' = 'store-denied',
): Store {
  return new Proxy<Store>(memory, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (!refused.includes(String(property))) return value.bind(target);
      if (property === 'list') return () => throwing(code);
      return async () => {
        throw new SparkifyError(code, 'refused');
      };
    },
  });
}

// biome-ignore lint/correctness/useYield: a listing that fails before its first object
async function* throwing(code: 'store-denied' | 'missing-bucket'): AsyncGenerator<never> {
  throw new SparkifyError(code, 'refused');
}
