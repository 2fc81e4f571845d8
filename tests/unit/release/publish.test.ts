import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import { publishSteps } from '../../../src/release/publish.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { currentContent, plainCopy, unknownKeys } from '../../helpers/lake-invariants.ts';
import { buildTables, LakeWorld, stateOf, writeTable } from '../../helpers/lake-world.ts';

test('the first release holds what was built, and nothing else lies in the lake', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const outcome = await buildTables(lake, { songs: { 1999: 'a', 2000: 'b' }, users: { 2018: 'c' } });
  t.is(outcome.status, 'published');
  t.deepEqual(outcome.problems, []);
  const expected = { songs: { 1999: 'a', 2000: 'b' }, users: { 2018: 'c' } };
  t.deepEqual(await currentContent(lake), expected);
  t.deepEqual(await unknownKeys(lake), []);
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
  t.deepEqual(Object.keys(shown), [
    'songs/year=1999/part-0.parquet',
    'songs/year=2000/part-0.parquet',
    'users/year=2018/part-0.parquet',
  ]);
});

test('tables that a build does not mention carry over with their version', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, { songs: { 1999: 'a' }, users: { 2018: 'c' } });
  const first = await readCurrentRelease(lake);
  await buildTables(lake, { users: { 2018: 'd' } });
  const second = await readCurrentRelease(lake);
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'a' }, users: { 2018: 'd' } });
  t.is(second?.parent, first?.release);
  t.is(second?.tables[0]?.version, first?.release);
  t.is(second?.tables[1]?.version, second?.release);
});

test('a build that changes nothing publishes nothing and leaves nothing', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, { songs: { 1999: 'a' } });
  const before = world.memory.keys();
  const outcome = await buildTables(lake, { songs: { 1999: 'a' } });
  t.is(outcome.status, 'nothing-changed');
  t.deepEqual(world.memory.keys(), before);
});

test('testing what was published untested is worth a release', async t => {
  const lake = new LakeWorld().process();
  await buildTables(lake, { songs: { 1999: 'a' } }, { tested: false });
  t.false((await readCurrentRelease(lake))?.tested);
  const outcome = await buildTables(lake, { songs: { 1999: 'a' } });
  t.is(outcome.status, 'published');
  t.true((await readCurrentRelease(lake))?.tested);
});

test('a release counts as tested only when the tables that carry over are', async t => {
  const lake = new LakeWorld().process();
  await buildTables(lake, { songs: { 1999: 'a' } }, { tested: false });
  await buildTables(lake, { users: { 2018: 'c' } });
  t.false((await readCurrentRelease(lake))?.tested);
});

test('a file that vanished before it was published fails the build', async t => {
  const lake = new LakeWorld().process();
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', { 1999: 'a' });
  await lake.store.delete([change.files[0]!.path]);
  const error = await t.throwsAsync(
    runSteps(publishSteps(lake, build, [change], { tested: true, state: stateOf([change]) })),
    {
      instanceOf: SparkifyError,
    },
  );
  t.is(error?.code, 'lake-damaged');
  t.is(await readCurrentRelease(lake), undefined);
});

test('files that no table names go with the candidate', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const build = await runSteps(beginSteps(lake, 'build'));
  await writeTable(lake, build, 'scratch', { 1999: 'x' });
  const change = await writeTable(lake, build, 'songs', { 1999: 'a' });
  await runSteps(publishSteps(lake, build, [change], { tested: true, state: stateOf([change]) }));
  t.deepEqual(await unknownKeys(lake), []);
});

test('partitions that a build replaces change, the others keep their files', async t => {
  const lake = new LakeWorld().process();
  await buildTables(lake, { songs: { 1999: 'a', 2000: 'b', 2001: 'c' } });
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', { 2000: 'B' });
  const partitions = { ...change, mode: 'partitions', replacedPartitions: [['2000'], ['2001']] } as const;
  const now = { 'model.music.songs': { entry: { 1999: 'a', 2000: 'B' }, macros: {} } };
  const state = { now, made: new Set(Object.keys(now)) };
  await runSteps(publishSteps(lake, build, [partitions], { tested: true, state }));
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'a', 2000: 'B' } });
});
