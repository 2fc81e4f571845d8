import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { pruneSteps } from '../../../src/release/prune.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { findCandidate, findRelease } from '../../../src/release/read-documents.ts';
import { rollbackSteps } from '../../../src/release/rollback.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { currentContent, unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep, outdatePointer } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a build is put on top of another that changed nothing it read or wrote', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' }, users: { 2018: 'u' } });
  const slow = buildSteps(world.process(), { songs: { 1999: 'b' } });
  await beforeStep(slow, 'write-pointer');
  const between = await buildTables(world.process(), { users: { 2018: 'v' } });
  await runSteps(slow);
  const lake = world.process();
  const current = await readCurrentRelease(lake);
  t.is(current?.parent, between.release?.release);
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'b' }, users: { 2018: 'v' } });
});

test('a release on top of another has a new id, and keeps its files and file lists', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { users: { 2018: 'u' } });
  const slow = buildSteps(world.process(), { songs: { 1999: 'b' } });
  await beforeStep(slow, 'write-pointer');
  const [first] = candidates(world);
  await buildTables(world.process(), { users: { 2018: 'v' } });
  await beforeStep(slow, 'write-pointer');
  const lake = world.process();
  const { value } = (await findCandidate(lake, first!))!;
  t.is(value.ids.length, 2);
  t.is(value.ids[0], first);
  await runSteps(slow);
  const current = await readCurrentRelease(lake);
  t.is(current?.release, value.ids[1]);
  t.is(current?.tables.find(({ name }) => name === 'songs')?.version, first);
  t.is(await findRelease(lake, first!), undefined);
  t.deepEqual(await unknownKeys(lake), []);
});

test('a pointer of which only the nonce changed leaves the same release document', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { users: { 2018: 'u' } });
  const slow = buildSteps(world.process(), { songs: { 1999: 'b' } });
  await beforeStep(slow, 'write-pointer');
  const [id] = candidates(world);
  await outdatePointer(world);
  await runSteps(slow);
  t.is((await readCurrentRelease(world.process()))?.release, id);
});

test('two builds of one table: the second fails, says by whom, and readers see the first', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const slow = buildSteps(world.process(), { songs: { 1999: 'b' } });
  await beforeStep(slow, 'write-pointer');
  const fast = world.process();
  const { release } = await buildTables(fast, { songs: { 1999: 'c' } });
  await buildTables(world.process(), { users: { 2018: 'u' } });
  const error = await t.throwsAsync(runSteps(slow), { instanceOf: SparkifyError });
  t.is(error?.code, 'lake-moved');
  t.true(error?.message.includes(release!.release));
  t.true(error?.message.includes(`ann on here, process ${fast.environment.owner.pid}`));
  t.regex(error!.message, /"songs"/);
  t.deepEqual((await currentContent(world.process()))?.songs, { 1999: 'c' });
});

test('a table that was only read, and changed meanwhile, fails the build too', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const slow = buildSteps(world.process(), { copies: { 1999: 'a' } }, { reads: ['songs'] });
  await beforeStep(slow, 'write-pointer');
  await buildTables(world.process(), { songs: { 1999: 'b' } });
  t.is((await t.throwsAsync(runSteps(slow), { instanceOf: SparkifyError }))?.code, 'lake-moved');
});

test('a table that another build added under the same name is a conflict', async t => {
  const world = new LakeWorld();
  const slow = buildSteps(world.process(), { songs: { 1999: 'a' } });
  await beforeStep(slow, 'write-pointer');
  await buildTables(world.process(), { songs: { 1999: 'b' } });
  t.is((await t.throwsAsync(runSteps(slow), { instanceOf: SparkifyError }))?.code, 'lake-moved');
});

test('after rolling back and forward an old pointer write still fails', async t => {
  const world = new LakeWorld();
  const first = await buildTables(world.process(), { songs: { 1999: 'a' } });
  const slow = buildSteps(world.process(), { songs: { 1999: 'slow' } });
  await beforeStep(slow, 'write-pointer');
  const second = await buildTables(world.process(), { songs: { 1999: 'b' } });
  await runSteps(rollbackSteps(world.process(), first.release!.release));
  await runSteps(rollbackSteps(world.process(), second.release!.release));
  await runSteps(rollbackSteps(world.process(), first.release!.release));
  // The tables are those that the slow build read, so it may go on, but only on top of what came since.
  await runSteps(slow);
  const current = await readCurrentRelease(world.process());
  const parent = await findRelease(world.process(), current!.parent!);
  t.is(parent?.rolledBackTo, first.release?.release);
});

test('a rollback does not go to a release that was dropped while it ran', async t => {
  const world = new LakeWorld();
  const first = await buildTables(world.process(), { songs: { 1999: 'a' } });
  await buildTables(world.process(), { songs: { 1999: 'b' } });
  await buildTables(world.process(), { songs: { 1999: 'c' } });
  world.pass(30);
  const rollback = rollbackSteps(world.process(), first.release!.release);
  await beforeStep(rollback, 'write-pointer');
  // A new release with the same tables, which no longer keeps the first one.
  const pruned = await runSteps(pruneSteps(world.process(), []));
  t.deepEqual(pruned.collected, [first.release!.release]);
  const error = await t.throwsAsync(runSteps(rollback), { instanceOf: SparkifyError });
  t.is(error?.code, 'unknown-release');
  t.deepEqual(await currentContent(world.process()), { songs: { 1999: 'c' } });
});

test('collection spares a release that is written and not yet pointed at', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const slow = buildSteps(world.process(), { users: { 2018: 'u' } });
  await beforeStep(slow, 'write-pointer');
  await buildTables(world.process(), { songs: { 1999: 'b' } });
  await beforeStep(slow, 'write-pointer');
  await runSteps(pruneSteps(world.process(), []));
  await runSteps(slow);
  t.deepEqual(await currentContent(world.process()), { songs: { 1999: 'b' }, users: { 2018: 'u' } });
});

function candidates(world: LakeWorld): readonly string[] {
  return world.memory
    .keys()
    .filter(key => key.startsWith('_sparkify/candidates/'))
    .map(key => key.slice('_sparkify/candidates/'.length, -'.json'.length));
}
