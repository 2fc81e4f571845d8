import test from 'ava';
import { listReleases } from '../../../src/release/history.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a lake without releases has an empty history', async t => {
  t.deepEqual(await listReleases(new LakeWorld().process()), []);
});

test('releases are listed from the current one back, whatever their clocks said', async t => {
  const world = new LakeWorld();
  const ids: string[] = [];
  for (const [version, hours] of [
    ['1', 5],
    ['2', -20],
    ['3', 1],
  ] as const) {
    ids.unshift((await buildTables(world.process(), { songs: { 1999: version } })).release!.release);
    world.pass(hours);
  }
  const listed = await listReleases(world.process());
  t.deepEqual(
    listed.map(({ release }) => release.release),
    ids,
  );
  t.deepEqual(
    listed.map(({ state }) => state),
    ['current', 'kept', 'kept'],
  );
  t.is(listed[0]?.supersededAt, null);
  t.false(Number.isNaN(Date.parse(listed[1]!.supersededAt!)));
});

test('a release that was dropped and is not yet removed says so', async t => {
  const world = new LakeWorld();
  for (const version of ['1', '2', '3']) {
    await buildTables(world.process(), { songs: { 1999: version } });
    world.pass(30);
  }
  const steps = buildSteps(world.process(), { songs: { 1999: '4' } });
  await beforeStep(steps, 'collect-files');
  const listed = await listReleases(world.process());
  t.deepEqual(
    listed.map(({ state }) => state),
    ['current', 'kept', 'kept', 'dropped'],
  );
});
