import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import { discardSteps } from '../../../src/release/discard.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import type { OwnCandidate } from '../../../src/release/own-candidate.ts';
import { publishSteps } from '../../../src/release/publish.ts';
import { recoverSteps } from '../../../src/release/recover.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { straySteps } from '../../../src/release/strays.ts';
import { endedBy } from '../../helpers/job-ender.ts';
import { currentContent, unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld, stateOf, writeTable } from '../../helpers/lake-world.ts';

test('an unfinished build goes with its files, and is reported', async t => {
  const world = new LakeWorld();
  const { lake, build } = await unfinished(world);
  world.end(lake);
  const recoveries = await runSteps(recoverSteps(world.process()));
  const { release } = build;
  t.deepEqual(recoveries, [
    { release, owner: lake.environment.owner, command: 'build', outcome: 'not-committed', files: 2 },
  ]);
  t.deepEqual(world.memory.keys(), ['_sparkify/current.json']);
});

test('a build that was published before it was killed keeps what its release names', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const steps = buildSteps(lake, { songs: { 1999: 'a' } });
  await beforeStep(steps, 'abort-uploads');
  world.end(lake);
  const [recovery] = await runSteps(recoverSteps(world.process()));
  t.is(recovery?.outcome, 'committed');
  t.deepEqual(await currentContent(world.process()), { songs: { 1999: 'a' } });
});

test('a build whose work elsewhere only another target can end stays, and whoever finds it is told', async t => {
  const { world, leftBy } = await leftElsewhere();
  const elsewhere = { ...world.process(), jobEnder: endedBy('another') };
  const job = { id: 'emr/j-1//own', target: 'prod', isKnown: true };
  t.like((await runSteps(recoverSteps(elsewhere)))[0], { outcome: 'job-left', files: 0, job });
  const next = await runSteps(beginSteps(elsewhere, 'build'));
  t.deepEqual(
    next.leftBehind.map(left => [left.release, left.job]),
    [[leftBy, job]],
  );
  await runSteps(discardSteps(elsewhere, next));
  const ended = { ...world.process(), jobEnder: endedBy('this') };
  t.is((await runSteps(recoverSteps(ended)))[0]?.outcome, 'not-committed');
  t.deepEqual(world.memory.keys(), ['_sparkify/current.json']);
});

test('a build whose work elsewhere no target can end any more is cleared by whoever asks for it', async t => {
  const { world } = await leftElsewhere();
  const lake = { ...world.process(), jobEnder: endedBy('none') };
  const job = { id: 'emr/j-1//own', target: 'prod', isKnown: false };
  const next = await runSteps(beginSteps(lake, 'build'));
  t.deepEqual(
    next.leftBehind.map(left => left.job),
    [job],
  );
  await runSteps(discardSteps(lake, next));
  t.like((await runSteps(recoverSteps(lake)))[0], { outcome: 'not-committed', job });
  t.deepEqual(world.memory.keys(), ['_sparkify/current.json']);
});

test('work elsewhere that cannot be ended just now keeps no other build from its own', async t => {
  const { world } = await leftElsewhere();
  const silent = new SparkifyError('cluster-unreachable', 'AWS gave no answer.');
  const lake = { ...world.process(), jobEnder: { ...endedBy('this'), end: () => Promise.reject(silent) } };
  // Whoever asks for just that is told.
  t.is(await t.throwsAsync(runSteps(recoverSteps(lake))), silent);
  const next = await runSteps(beginSteps(lake, 'build'));
  t.is(next.leftBehind[0]?.job?.because, 'AWS gave no answer.');
});

/** A build that failed, and could not end its work elsewhere. */
async function leftElsewhere() {
  const world = new LakeWorld();
  const { lake, build } = await unfinished(world);
  await build.rememberJob('emr/j-1//own', 'prod');
  await build.keep();
  world.end(lake);
  return { world, leftBy: build.release };
}

test('what a published build wrote is spared although its release is long dropped', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const steps = buildSteps(lake, { songs: { 1999: 'carried over' }, users: { 2018: '0' } });
  await beforeStep(steps, 'abort-uploads');
  for (const version of ['1', '2', '3', '4']) {
    await buildTables(world.process(), { users: { 2018: version } });
    world.pass(30);
  }
  world.end(lake);
  await runSteps(recoverSteps(world.process()));
  t.deepEqual(await currentContent(world.process()), {
    songs: { 1999: 'carried over' },
    users: { 2018: '4' },
  });
});

test('a build whose process runs is left alone, however long it was silent', async t => {
  const world = new LakeWorld();
  const { lake, build, publish } = await unfinished(world);
  world.pass(100);
  const recoveries = await runSteps(recoverSteps(world.process()));
  t.is(recoveries[0]?.outcome, 'alive');
  t.is((await publish()).status, 'published');
  t.is((await currentContent(lake))?.songs?.[1999], 'a');
  build.stop();
});

test('later builds wait for a day before they take what a dead one left', async t => {
  const world = new LakeWorld();
  const { lake, build } = await unfinished(world);
  world.end(lake);
  world.pass(23);
  await buildTables(world.process(), { users: { 2018: 'u' } });
  t.true(hasFiles(world, build));
  world.pass(2);
  await buildTables(world.process(), { users: { 2018: 'v' } });
  t.false(hasFiles(world, build));
});

test('a touch begins the wait anew', async t => {
  const world = new LakeWorld();
  const { lake, build } = await unfinished(world);
  world.pass(23);
  await build.touch();
  world.end(lake);
  world.pass(23);
  await buildTables(world.process(), { users: { 2018: 'u' } });
  t.true(hasFiles(world, build));
});

test('a build that shows life just before it is taken is not taken', async t => {
  const world = new LakeWorld();
  const { build, publish } = await unfinished(world, 'there');
  world.pass(25);
  const recovery = recoverSteps(world.process());
  await beforeStep(recovery, 'take-candidate');
  await build.touch();
  t.is((await runSteps(recovery))[0]?.outcome, 'taken');
  t.is((await publish()).status, 'published');
});

test('of a build on another host only its silence is known: recover waits for three touches', async t => {
  const world = new LakeWorld();
  const { build } = await unfinished(world, 'there');
  world.pass(0.2);
  t.is((await runSteps(recoverSteps(world.process())))[0]?.outcome, 'alive');
  world.pass(0.1);
  t.is((await runSteps(recoverSteps(world.process())))[0]?.outcome, 'not-committed');
  t.false(hasFiles(world, build));
});

test('a build that was recovered from another host cannot publish, and sweeps what it still wrote', async t => {
  const world = new LakeWorld();
  const { lake, build, publish } = await unfinished(world, 'there');
  world.pass(25);
  await buildTables(world.process(), { users: { 2018: 'u' } });
  await writeTable(lake, build, 'late', { 1999: 'x' });
  t.is((await t.throwsAsync(publish(), { instanceOf: SparkifyError }))?.code, 'lost-candidate');
  t.deepEqual(await currentContent(world.process()), { users: { 2018: 'u' } });
  await runSteps(discardSteps(lake, build));
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('what such a build wrote is found even when it is killed before it sweeps', async t => {
  const world = new LakeWorld();
  const { lake, build } = await unfinished(world, 'there');
  world.pass(25);
  await buildTables(world.process(), { users: { 2018: 'u' } });
  await writeTable(lake, build, 'late', { 1999: 'x' });
  t.is(await runSteps(straySteps(world.process())), 1);
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('two recoveries at once do no harm', async t => {
  const world = new LakeWorld();
  const { lake } = await unfinished(world);
  world.end(lake);
  const slow = recoverSteps(world.process());
  await beforeStep(slow, 'take-candidate');
  await runSteps(recoverSteps(world.process()));
  t.deepEqual(
    (await runSteps(slow)).map(({ outcome }) => outcome),
    ['taken'],
  );
  t.deepEqual(world.memory.keys(), ['_sparkify/current.json']);
});

test('strays are not taken for such while a document is missing that may name them', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release } = await buildTables(lake, { songs: { 1999: 'a' } });
  await lake.store.delete([release!.tables[0]!.fileList]);
  const before = world.memory.keys();
  const error = await t.throwsAsync(runSteps(straySteps(world.process())), { instanceOf: SparkifyError });
  t.is(error?.code, 'lake-damaged');
  t.deepEqual(world.memory.keys(), before);
});

interface Unfinished {
  readonly lake: LakeContext;
  readonly build: OwnCandidate;
  readonly publish: () => Promise<{ readonly status: string }>;
}

async function unfinished(world: LakeWorld, host = 'here'): Promise<Unfinished> {
  const lake = world.process({ host });
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', { 1999: 'a', 2000: 'b' });
  return {
    lake,
    build,
    publish: () => runSteps(publishSteps(lake, build, [change], { tested: true, state: stateOf([change]) })),
  };
}

function hasFiles(world: LakeWorld, build: OwnCandidate): boolean {
  return world.memory.keys().some(key => key.startsWith(build.prefix));
}
