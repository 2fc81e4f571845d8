import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../../src/release/begin.ts';
import type { LakeContext } from '../../../../src/release/lake-context.ts';
import { readCurrentRelease } from '../../../../src/release/read-current.ts';
import { findCandidate } from '../../../../src/release/read-documents.ts';
import { recoverSteps } from '../../../../src/release/recover.ts';
import { runSteps } from '../../../../src/release/steps.ts';
import { straySteps } from '../../../../src/release/strays.ts';
import { discardCandidateSteps } from '../../../../src/release/tasks/discard-candidate.ts';
import { listCandidates } from '../../../../src/release/tasks/list-candidates.ts';
import { tidySteps } from '../../../../src/release/tidy.ts';
import { currentContent, plainCopy, unknownKeys } from '../../../helpers/lake-invariants.ts';
import { beforeStep } from '../../../helpers/lake-steps.ts';
import {
  beginTask,
  endTask,
  failTask,
  publishJoint,
  publishJointSteps,
  runTask,
} from '../../../helpers/lake-tasks.ts';
import { buildTables, LakeWorld } from '../../../helpers/lake-world.ts';

async function refused(
  t: ExecutionContext,
  work: Promise<unknown>,
  code: SparkifyError['code'],
  words: RegExp,
): Promise<void> {
  const error = await t.throwsAsync(work, { instanceOf: SparkifyError });
  t.is(error?.code, code, error?.stack);
  t.regex(error!.message, words);
}

/** A lake of songs and users. */
async function lakeOfSongs(): Promise<LakeWorld> {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 2000: 'a' }, users: { 2000: 'u' } });
  return world;
}

const newSongs = (lake: LakeContext) => runTask(lake, 'songs', { 2000: 'b' });

test('what tasks added is published as one release, and nothing of them stays', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  await runTask(world.process(), 'plays', { 2001: 'p' }, ['songs']);
  const before = await currentContent(world.process());
  t.deepEqual(before, { songs: { 2000: 'a' }, users: { 2000: 'u' } });
  const outcome = await publishJoint(world.process(), ['songs', 'plays']);
  t.is(outcome.status, 'published');
  const lake = world.process();
  t.deepEqual(await currentContent(lake), {
    songs: { 2000: 'b' },
    users: { 2000: 'u' },
    plays: { 2001: 'p' },
  });
  t.is((await readCurrentRelease(lake))?.candidate, 'nightly');
  t.deepEqual(await unknownKeys(lake), []);
  const { shown, wanted } = await plainCopy(lake);
  t.deepEqual(shown, wanted);
  t.true('songs/year=2000/part-0.parquet' in shown);
});

test('of tasks that begin a candidate at once one makes it, and all go on', async t => {
  const world = new LakeWorld();
  const [one, two] = [world.process(), world.process()];
  const attempts = await Promise.all([beginTask(one, 'songs'), beginTask(two, 'users')]);
  t.is(attempts[0]!.birth, attempts[1]!.birth);
  t.not(attempts[0]!.prefix, attempts[1]!.prefix);
  await Promise.all([endTask(one, attempts[0]!, { 2000: 'a' }), endTask(two, attempts[1]!, { 2000: 'u' })]);
  await publishJoint(world.process(), ['songs', 'users']);
  t.deepEqual(await currentContent(world.process()), { songs: { 2000: 'a' }, users: { 2000: 'u' } });
});

test('a candidate is not published while a task runs, was killed, or failed; the last attempt at a task counts', async t => {
  const world = await lakeOfSongs();
  const lake = world.process();
  await newSongs(lake);
  const publish = () => publishJoint(world.process(), ['songs']);

  const attempt = await beginTask(lake, 'songs');
  await refused(
    t,
    publish(),
    'candidate-unready',
    /`run --select songs` of the candidate nightly has not ended/,
  );
  world.end(lake);
  await refused(
    t,
    publish(),
    'candidate-unready',
    /`run --select songs` of the candidate nightly was killed/,
  );
  const other = world.process();
  await failTask(other, await beginTask(other, 'songs'));
  await refused(t, publish(), 'candidate-unready', /`run --select songs` of the candidate nightly failed/);
  await runTask(other, 'songs', { 2000: 'c' });
  // One that was taken for dead, and ends after the attempt that replaced it.
  await endTask(other, attempt, { 2000: 'late' });
  await publish();
  t.deepEqual(await currentContent(world.process()), { songs: { 2000: 'c' }, users: { 2000: 'u' } });
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('a candidate is not published when a table is missing, or was written by two tasks', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  await refused(
    t,
    publishJoint(world.process(), ['songs', 'plays', 'users']),
    'candidate-unready',
    /lacks the tables plays, users/,
  );
  const lake = world.process();
  await endTask(lake, await beginTask(lake, 'songs', 'run'), { 2000: 'z' });
  await refused(
    t,
    publishJoint(world.process(), ['songs']),
    'candidate-unready',
    /Two tasks of the candidate nightly wrote the table songs: `run --select songs` and `run`/,
  );
});

test('a candidate is not published when a task read what another one has written since', async t => {
  const world = await lakeOfSongs();
  // From the base.
  await runTask(world.process(), 'plays', { 2000: 'p' }, ['songs']);
  await newSongs(world.process());
  const publish = () => publishJoint(world.process(), ['songs', 'plays']);
  const stale =
    /`run --select plays` of the candidate nightly read the table songs before `run --select songs` wrote it/;
  await refused(t, publish(), 'candidate-unready', stale);
  await runTask(world.process(), 'plays', { 2000: 'q' }, ['songs']);
  await newSongs(world.process());
  await refused(t, publish(), 'candidate-unready', stale);
  await runTask(world.process(), 'plays', { 2000: 'r' }, ['songs']);
  t.is((await publish()).status, 'published');
});

test('a refusal leaves the candidate open', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  await t.throwsAsync(publishJoint(world.process(), ['songs', 'plays']));
  await runTask(world.process(), 'plays', { 2000: 'p' });
  t.is((await publishJoint(world.process(), ['songs', 'plays'])).status, 'published');
});

test('of two who publish at once one does, and the other is told; afterwards there is nothing to do', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  const first = publishJointSteps(world.process(), ['songs']);
  await beforeStep(first, 'write-pointer');
  await refused(
    t,
    publishJoint(world.process(), ['songs']),
    'candidate-closed',
    /The candidate nightly is being published by ann on here/,
  );
  const { status } = await runSteps(first as ReturnType<typeof publishJointSteps>);
  t.is(status, 'published');
  const again = await publishJoint(world.process(), ['songs']);
  t.is(again.status, 'published-before');
});

test('a task is refused while its candidate is being published, and after that', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  const publishing = publishJointSteps(world.process(), ['songs']);
  await beforeStep(publishing, 'write-release');
  const late = world.process();
  await refused(t, beginTask(late, 'users'), 'candidate-closed', /is being published/);
  await runSteps(publishing as ReturnType<typeof publishJointSteps>);
  await refused(
    t,
    beginTask(late, 'users'),
    'candidate-closed',
    /The candidate nightly was published already, as release [0-9a-f-]{36}, and takes no more/,
  );
  t.deepEqual(await unknownKeys(late), []);
});

test('a task that slept while its candidate was published is told, and leaves nothing that recover does not find', async t => {
  const world = await lakeOfSongs();
  const sleeper = world.process();
  const attempt = await beginTask(sleeper, 'songs');
  await newSongs(world.process());
  await publishJoint(world.process(), ['songs']);
  await refused(t, endTask(sleeper, attempt, { 2000: 'late' }), 'candidate-closed', /was published already/);
  await runSteps(straySteps(world.process()));
  t.deepEqual(await unknownKeys(world.process()), []);
  t.deepEqual(await currentContent(world.process()), { songs: { 2000: 'b' }, users: { 2000: 'u' } });
});

test('a publisher that was killed is followed by another, whether it came to the pointer or not', async t => {
  for (const step of ['read-tasks', 'write-release', 'write-pointer', 'sweep-files', 'remove-candidate']) {
    const world = await lakeOfSongs();
    await newSongs(world.process());
    // An attempt that no release will name.
    await newSongs(world.process());
    const killed = world.process();
    const publishing = publishJointSteps(killed, ['songs']);
    await beforeStep(publishing, 'take-candidate');
    await beforeStep(publishing, step);
    world.end(killed);
    const { status } = await publishJoint(world.process(), ['songs']);
    t.true(['published', 'published-before'].includes(status), step);
    t.deepEqual(await currentContent(world.process()), { songs: { 2000: 'b' }, users: { 2000: 'u' } }, step);
    t.deepEqual(await unknownKeys(world.process()), [], step);
  }
});

test('another release in between is no hindrance unless it changed what tasks read or wrote', async t => {
  const world = await lakeOfSongs();
  await runTask(world.process(), 'plays', { 2000: 'p' }, ['songs']);
  await buildTables(world.process(), { users: { 2000: 'v' } });
  await publishJoint(world.process(), ['plays']);
  t.deepEqual(await currentContent(world.process()), {
    ...{ songs: { 2000: 'a' }, users: { 2000: 'v' }, plays: { 2000: 'p' } },
  });
  await runTask(world.process(), 'plays', { 2000: 'q' }, ['songs'], 'second');
  await buildTables(world.process(), { songs: { 2000: 'x' } });
  await refused(t, publishJoint(world.process(), ['plays'], 'second'), 'lake-moved', /changed "songs"/);
});

test('an open candidate is spared by builds, recovery and collection, until nobody added to it for a day', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  for (const letter of ['c', 'd', 'e', 'f']) {
    world.pass(20 / 4);
    await buildTables(world.process(), { users: { 2000: letter } });
  }
  const [recovery] = await runSteps(recoverSteps(world.process()));
  t.is(recovery?.outcome, 'open');
  await runSteps(tidySteps(world.process()));
  await runSteps(straySteps(world.process()));
  t.is((await listCandidates(world.process()))[0]?.tasks[0]?.state, 'complete');
  // A task that joins shows that it is still wanted.
  await runTask(world.process(), 'plays', { 2000: 'p' });
  world.pass(20);
  await buildTables(world.process(), { users: { 2000: 'g' } });
  t.not(await findCandidate(world.process(), 'nightly'), undefined);
  world.pass(25);
  await buildTables(world.process(), { users: { 2000: 'h' } });
  t.is(await findCandidate(world.process(), 'nightly'), undefined);
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('a candidate that is discarded goes with all that tasks wrote, and a task that still ran is told', async t => {
  const world = await lakeOfSongs();
  await newSongs(world.process());
  const lake = world.process();
  const attempt = await beginTask(lake, 'users');
  const { outcome } = await runSteps(discardCandidateSteps(world.process(), 'nightly'));
  t.is(outcome, 'not-committed');
  t.deepEqual(await unknownKeys(world.process()), []);
  await refused(t, endTask(lake, attempt, { 2000: 'v' }), 'candidate-closed', /was given up/);
  // A new one of the name knows nothing of the old one.
  await runTask(world.process(), 'plays', { 2000: 'p' });
  await publishJoint(world.process(), ['plays']);
  await runSteps(straySteps(world.process()));
  t.deepEqual(await unknownKeys(world.process()), []);
});

test('the unfinished release of a build is none for tasks, and a name that nobody used is no candidate', async t => {
  const world = await lakeOfSongs();
  const lake = world.process();
  const build = await runSteps(beginSteps(lake, 'build'));
  await refused(
    t,
    beginTask(world.process(), 'songs', undefined, build.id),
    'candidate-closed',
    /is the unfinished release of a build/,
  );
  await refused(t, publishJoint(world.process(), [], 'unheard'), 'unknown-candidate', /no candidate unheard/);
});
