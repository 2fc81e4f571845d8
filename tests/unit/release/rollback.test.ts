import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { rollbackSteps } from '../../../src/release/rollback.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { currentContent, plainCopy, unknownKeys } from '../../helpers/lake-invariants.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a rollback is a new release with the tables of the old one', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const first = await buildTables(lake, { songs: { 1999: 'a' } }, { tested: false });
  const second = await buildTables(lake, { songs: { 1999: 'b' }, users: { 2018: 'u' } });
  await runSteps(rollbackSteps(lake, first.release!.release));
  const current = await readCurrentRelease(lake);
  t.is(current?.parent, second.release?.release);
  t.is(current?.rolledBackTo, first.release?.release);
  t.is(current?.command, 'rollback');
  t.false(current?.tested);
  t.deepEqual(current?.tables, first.release?.tables);
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'a' } });
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
  t.deepEqual(await unknownKeys(lake), []);
});

test('rolling back and forward again leaves one line of history', async t => {
  const lake = new LakeWorld().process();
  const first = await buildTables(lake, { songs: { 1999: 'a' } });
  const second = await buildTables(lake, { songs: { 1999: 'b' } });
  await runSteps(rollbackSteps(lake, first.release!.release));
  await runSteps(rollbackSteps(lake, second.release!.release));
  const current = await readCurrentRelease(lake);
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'b' } });
  t.is(new Set([current!.release, ...current!.kept.map(({ release }) => release)]).size, 4);
});

test('the current release is where one is already', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release } = await buildTables(lake, { songs: { 1999: 'a' } });
  const before = world.memory.keys();
  t.is((await runSteps(rollbackSteps(lake, release!.release))).status, 'nothing-changed');
  t.deepEqual(world.memory.keys(), before);
});

for (const [what, prepare, code] of [
  ['a lake without releases', async () => undefined, 'nothing-published'],
  [
    'an unknown id',
    (world: LakeWorld) => buildTables(world.process(), { songs: { 1999: 'a' } }),
    'unknown-release',
  ],
] as const) {
  test(`${what} cannot be rolled back to, and no candidate stays`, async t => {
    const world = new LakeWorld();
    await prepare(world);
    const error = await t.throwsAsync(runSteps(rollbackSteps(world.process(), 'none')), {
      instanceOf: SparkifyError,
    });
    t.is(error?.code, code);
    t.deepEqual(
      world.memory.keys().filter(key => key.includes('candidates')),
      [],
    );
  });
}
