import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { beginSteps } from '../../../src/release/begin.ts';
import { writeFinished } from '../../../src/release/finished-tables.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { pruneSteps } from '../../../src/release/prune.ts';
import { publishSteps } from '../../../src/release/publish.ts';
import { findCandidate } from '../../../src/release/read-documents.ts';
import { recoverSteps } from '../../../src/release/recover.ts';
import { findKeptSteps, resumeSteps } from '../../../src/release/resume.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { endedBy } from '../../helpers/job-ender.ts';
import { failSteps } from '../../helpers/lake-actors.ts';
import { currentContent, unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildTables, LakeWorld, stateOf, writeTable } from '../../helpers/lake-world.ts';

/** A lake of songs and users, on which a build wrote new songs, failed and was kept. */
async function leave(world = new LakeWorld(), lake = world.process()): Promise<[LakeWorld, string]> {
  await buildTables(world.process(), { songs: { 2000: 'a' }, users: { 2000: 'u' } });
  const build = await runSteps(beginSteps(lake, 'build'));
  await runSteps(failSteps(lake, build, 'b'));
  return [world, build.id];
}

const find = (lake: LakeContext, id: string) => runSteps(findKeptSteps(lake, id));
const resume = async (lake: LakeContext, id: string) =>
  runSteps(resumeSteps(lake, await find(lake, id), new Set(['songs'])));

async function lost(
  t: ExecutionContext,
  work: Promise<unknown>,
  words: RegExp,
  code: SparkifyError['code'] = 'lost-candidate',
) {
  const error = await t.throwsAsync(work, { instanceOf: SparkifyError });
  t.is(error?.code, code);
  t.regex(error!.message, words);
}

test('a retry publishes what was finished, from the files where they lie', async t => {
  const [world, id] = await leave();
  const lake = world.process();
  const kept = await find(lake, id);
  t.deepEqual(
    kept.tables.map(({ change, recipe }) => [change.name, recipe]),
    [['songs', 'b']],
  );
  const build = await resume(lake, id);
  t.not(build.prefix, `files/${id}/`);
  t.is(build.id, id);
  const changes = kept.tables.map(({ change }) => change);
  const outcome = await runSteps(
    publishSteps(lake, build, changes, { tested: true, state: stateOf(changes) }),
  );
  t.is(outcome.status, 'published');
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'same', 2000: 'ab' }, users: { 2000: 'u' } });
  t.deepEqual(await unknownKeys(lake), []);
});

test('of two retries at once one takes the build, and the other is told', async t => {
  const [world, id] = await leave();
  const first = world.process();
  const second = world.process();
  const found = await find(second, id);
  await resume(first, id);
  await lost(t, runSteps(resumeSteps(second, found, new Set())), /was taken or cleared away/);
  await lost(t, find(second, id), /still being worked on, or may be, by ann on here, process \d+/);
});

test('a build that runs cannot be retried; one that was killed can, with what it finished', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', { 2000: 'a' });
  await writeFinished(lake, build.prefix, { change, recipe: 'r', reads: ['users'] });
  await writeTable(lake, build, 'users', { 2000: 'half' });
  await lost(t, find(world.process(), build.id), /still being worked on/);
  world.end(lake);
  const { tables } = await find(world.process(), build.id);
  t.deepEqual(
    tables.map(({ change: { name }, reads }) => [name, reads]),
    [['songs', ['users']]],
  );
});

test('whoever joins the work of a killed build goes on where that writes, from what was finished before it', async t => {
  const [world, id] = await leave();
  const ended: string[] = [];
  const jobEnder = endedBy('this', ended);
  const killed = { ...world.process(), jobEnder };
  const second = await runSteps(resumeSteps(killed, await find(killed, id), new Set(['songs'])));
  await second.rememberJob('some/job', 'prod');
  const change = await writeTable(killed, second, 'users', { 2000: 'x' });
  await writeFinished(killed, second.prefix, { change, recipe: 'r', reads: [] });
  world.end(killed);

  const lake = { ...world.process(), jobEnder };
  const left = await runSteps(findKeptSteps(lake, id, { leavesJob: true }));
  t.deepEqual(ended, []);
  t.deepEqual(
    left.tables.map(({ change: { name } }) => name),
    ['songs'],
  );
  const build = await runSteps(resumeSteps(lake, left, new Set(['songs', 'users']), { joins: true }));
  t.is(build.prefix, second.prefix);
  t.is(build.document.remoteJob, 'some/job');
  const changes = [...left.tables.map(each => each.change), change];
  t.is(
    (await runSteps(publishSteps(lake, build, changes, { tested: true, state: stateOf(changes) }))).status,
    'published',
  );
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'same', 2000: 'ab' }, users: { 2000: 'x' } });
  t.deepEqual(await unknownKeys(lake), []);
});

test('work of a killed build that nobody joins is ended before what it finished is read', async t => {
  const [world, id] = await leave();
  const ended: string[] = [];
  const killed = {
    ...world.process(),
    jobEnder: endedBy('this', ended),
  };
  const second = await runSteps(resumeSteps(killed, await find(killed, id), new Set(['songs'])));
  await second.rememberJob('some/job', 'prod');
  const change = await writeTable(killed, second, 'users', { 2000: 'x' });
  await writeFinished(killed, second.prefix, { change, recipe: 'r', reads: [] });
  world.end(killed);
  const lake = { ...world.process(), jobEnder: killed.jobEnder };
  t.is((await find(lake, id)).tables.length, 2);
  t.deepEqual(ended, ['some/job']);
});

test('a build on another host may be taken at once when its owner said that it ended', async t => {
  const world = new LakeWorld();
  const [, id] = await leave(world, world.process({ host: 'there' }));
  t.is((await find(world.process({ host: 'here' }), id)).tables.length, 1);
});

test('a retry is refused when another release changed what the build wrote, and nothing is taken', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 2000: 'a' } });
  const lake = world.process();
  const build = await runSteps(beginSteps(lake, 'build'));
  await buildTables(world.process(), { songs: { 2000: 'other' } });
  await runSteps(failSteps(lake, build, 'b'));
  await lost(t, resume(world.process(), build.id), /came first and changed "songs"/, 'lake-moved');
  t.true((await findCandidate(world.process(), build.id))?.value.kept);
});

test('a table whose files are not all there does not count as finished', async t => {
  const [world, id] = await leave();
  const lake = world.process();
  const [key] = world.memory.keys().filter(name => /^files\/.*year=2000/.test(name) && name.includes(id));
  await lake.store.delete([key!]);
  t.deepEqual((await find(lake, id)).tables, []);
});

test('the next build clears what was kept, so that one failed build is kept at most', async t => {
  const [world, id] = await leave();
  const next = world.process();
  await runSteps(failSteps(next, await runSteps(beginSteps(next, 'build')), 'c'));
  await lost(t, find(world.process(), id), /was taken or cleared away/);
  t.deepEqual(
    world.memory.keys().filter(key => key.includes(id)),
    [],
  );
  t.is(world.memory.keys().filter(key => key.startsWith('_sparkify/candidates/')).length, 1);
});

test('what only tidies spares what was kept, for as long as the settings say; recover clears it at once', async t => {
  const [world, id] = await leave();
  await runSteps(pruneSteps(world.process(), []));
  t.is((await find(world.process(), id)).tables.length, 1);
  const [recovery] = await runSteps(recoverSteps(world.process()));
  t.like(recovery, { release: id, outcome: 'not-committed' });
  const [late, lateId] = await leave();
  late.pass(25);
  await runSteps(pruneSteps(late.process(), []));
  await lost(t, find(late.process(), lateId), /was taken or cleared away/);
});

test('a build whose publishing was in doubt and had happened is finished, not published once more', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 2000: 'a' } });
  let isLost = false;
  const lake = world.process({
    onOperation({ name, key, phase }) {
      if (isLost && key === '_sparkify/current.json' && (name !== 'putIfMatch' || phase === 'after'))
        throw new Error('no answer');
    },
  });
  const build = await runSteps(beginSteps(lake, 'build'));
  const change = await writeTable(lake, build, 'songs', { 2000: 'b' });
  await writeFinished(lake, build.prefix, { change, recipe: 'r', reads: [] });
  const publishing = publishSteps(lake, build, [change], { tested: true, state: stateOf([change]) });
  await beforeStep(publishing, 'write-pointer');
  isLost = true;
  await lost(t, runSteps(publishing), /may or may not have been published/, 'undecided-publish');
  world.end(lake);
  const retry = world.process();
  const kept = await find(retry, build.id);
  await lost(t, runSteps(resumeSteps(retry, kept, new Set())), /was published after all/);
  t.deepEqual(await currentContent(retry), { songs: { 2000: 'b' } });
  t.deepEqual(await unknownKeys(retry), []);
});
