import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import type { Release, ReleasedNodes } from '../../../src/release/documents.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { pruneSteps } from '../../../src/release/prune.ts';
import { mergeNodes, planState, readState, type StateChange } from '../../../src/release/released-state.ts';
import { rollbackSteps } from '../../../src/release/rollback.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';
import type { StoreOperation } from '../../helpers/memory-store.ts';

/** Nodes by a letter for each, as it is written: `a1 b2`. */
function nodes(text: string): ReleasedNodes {
  const words = text.split(' ').filter(Boolean);
  return Object.fromEntries(
    words.map(word => [word[0]!, { entry: { text: word }, macros: { m: word.slice(1) } }]),
  );
}

function change(now: string, made = now): StateChange {
  return { now: nodes(now), made: new Set(Object.keys(nodes(made))) };
}

async function told(lake: LakeContext, { state }: Pick<Release, 'state'>): Promise<string> {
  const { nodes } = await readState(lake, state!);
  return Object.values(nodes)
    .map(({ entry }) => entry.text)
    .sort()
    .join(' ');
}

/** Builds a table of its own, so that nothing else hinders it. */
async function build(world: LakeWorld, state: StateChange | undefined, table = 'songs', content = 'same') {
  const outcome = await buildTables(world.process(), { [table]: { 2000: content } }, { state, sources: [] });
  return { ...outcome, release: outcome.release! };
}

test('what was made is as it is now, what was not as it was, what is new and was not made is left out, what is gone goes', t => {
  const merge = (now: string, made: string, before: string) => mergeNodes(change(now, made), nodes(before));
  t.deepEqual(merge('a2 b2', 'a b', 'a1 b1'), nodes('a2 b2'));
  t.deepEqual(merge('a2 b2', 'a', 'a1 b1'), nodes('a2 b1'));
  t.deepEqual(merge('a2 b2', '', 'a1'), nodes('a1'));
  t.deepEqual(merge('a2', 'a', 'a1 b1'), nodes('a2'));
});

test('a release names what it was made of, and one that says the same names the same', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release: first } = await build(world, change('a1 b1'));
  t.is(first.state?.document, `_sparkify/state/${first.release}.json.gz`);
  t.is(await told(lake, first), 'a1 b1');
  const { release: second } = await build(world, change('b1 a1'), 'users');
  t.not(second.release, first.release);
  t.deepEqual(second.state, first.state);
  const { release: third } = await build(world, undefined, 'plays');
  t.deepEqual(third.state, first.state, 'nobody told of it');
});

test('other code is worth a release of its own, the same code is not', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await build(world, change('a1'));
  t.is((await build(world, change('a1'))).status, 'nothing-changed');
  const { status, release } = await build(world, change('a2'));
  t.is(status, 'published');
  t.is(await told(lake, release), 'a2');
  t.is((await build(world, change('a2'))).status, 'nothing-changed');
  t.is((await build(world, change('a3', ''))).status, 'nothing-changed', 'none of it was made');
});

test('a release of before there were states gets one with the next build', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release: old } = await build(world, undefined);
  t.is(old.state, undefined);
  const { status, release } = await build(world, change('a1 b1', 'a'));
  t.is(status, 'published');
  t.is(await told(lake, release), 'a1');
});

test('a build of a part reads what the release before says, one of everything does not, and neither does one of the same code', async t => {
  const world = new LakeWorld();
  const { release } = await build(world, change('a1 b1'));
  const read = new Set<string>();
  const lake = world.process({ onOperation: ({ name, key }) => void (name === 'get' && read.add(key)) });
  const reads = async (state: StateChange) => {
    read.clear();
    await planState(lake, state, release);
    return read.size;
  };
  t.is(await reads(change('a2 b2')), 0);
  t.is(await reads(change('a1 b1', 'a')), 0);
  t.is(await reads(change('a2 b2', 'a')), 1);
});

test('the same code costs no request, other code the one that writes it', async t => {
  const operations = async (state: StateChange | undefined) => {
    const world = new LakeWorld();
    await build(world, change('a1 b1'));
    const seen: string[] = [];
    const onOperation = ({ name, key }: StoreOperation) =>
      void seen.push(`${name} ${key.replace(/[0-9a-f-]{36}/g, 'ID')}`);
    const tables = { songs: { 2000: 'other' } };
    await buildTables(world.process({ onOperation }), tables, { state, sources: [] });
    return seen.sort();
  };
  const untold = await operations(undefined);
  t.deepEqual(await operations(change('a1 b1', 'a')), untold);
  const [more, ...rest] = untold.filter(each => each.startsWith('putIfAbsent _sparkify/releases/'));
  const written = more!.replace('releases/ID.json', 'state/ID.json.gz');
  t.deepEqual(await operations(change('a2 b2')), [...untold, written, ...rest.map(() => written)].sort());
});

test('a build that others came before is put on top of what they say', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await build(world, change('a1 b1'));
  const slow = buildSteps(lake, { songs: { 2000: 'x' } }, { state: change('a2 b2', 'a'), sources: [] });
  await beforeStep(slow, 'list-files');
  await build(world, change('a3 b3', 'b'), 'users');
  const { release } = (await runSteps(slow)) as { release: Release };
  t.is(await told(lake, release), 'a2 b3');
  t.deepEqual(await unknownKeys(lake), []);
});

test('one that had written its release already says it anew, and leaves nothing of before', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await build(world, change('a1 b1'));
  const slow = buildSteps(lake, { songs: { 2000: 'x' } }, { state: change('a2 b2', 'a'), sources: [] });
  await beforeStep(slow, 'write-pointer');
  await build(world, change('a3 b3', 'b'), 'users');
  const { release } = (await runSteps(slow)) as { release: Release };
  t.is(await told(lake, release), 'a2 b3');
  t.is(release.state?.version, release.release);
  t.deepEqual(await unknownKeys(lake), []);
});

test('a rollback brings back what the release says, a prune keeps it, and what no release names goes', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release: first } = await build(world, change('a1'));
  const { release: second } = await build(world, change('a2'));
  const back = await runSteps(rollbackSteps(lake, first.release));
  t.deepEqual(back.release?.state, first.state);
  const pruned = await runSteps(pruneSteps(lake, ['songs']));
  t.deepEqual(pruned.release?.state, first.state);
  for (const table of ['users', 'plays', 'artists']) {
    world.pass(30);
    await build(world, change('a1'), table);
  }
  t.true(world.memory.keys().includes(first.state!.document));
  t.false(world.memory.keys().includes(second.state!.document));
  t.deepEqual(await unknownKeys(lake), []);
});

test('a rollback to a release that says nothing says nothing', async t => {
  const world = new LakeWorld();
  const { release: old } = await build(world, undefined);
  await build(world, change('a1'));
  const back = await runSteps(rollbackSteps(world.process(), old.release));
  t.is(back.release?.state, undefined);
});

/** Missing, no gzip, cut, and no such document. */
const unreadable: readonly (Uint8Array | undefined)[] = [
  undefined,
  Buffer.from('{}'),
  gzipSync('{"formatVersion":1}').subarray(0, 20),
  gzipSync('{}'),
];

async function replaceState(lake: LakeContext, { state }: Release, bytes: Uint8Array | undefined) {
  await lake.store.delete([state!.document]);
  if (bytes !== undefined) await lake.store.putIfAbsent(state!.document, bytes);
}

async function refused(
  t: ExecutionContext,
  lake: LakeContext,
  { state }: Release,
  code: SparkifyError['code'],
) {
  const error = await t.throwsAsync(readState(lake, state!), { instanceOf: SparkifyError });
  t.is(error?.code, code);
  return error!;
}

test('a document that is missing, broken, or of another project is refused in a sentence', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release } = await build(world, change('a1'));
  await refused(t, world.process({ project: 'other' }), release, 'lake-foreign');
  for (const bytes of unreadable) {
    await replaceState(lake, release, bytes);
    const { message, hint } = await refused(t, lake, release, 'lake-damaged');
    t.regex(message, /state\/.* is missing or damaged/);
    t.regex(hint!, /^A build of changed code .* --state\.$/);
  }
});

test('a build of a part that cannot read it tells of what it makes, and writes it anew', async t => {
  for (const bytes of unreadable) {
    const world = new LakeWorld();
    const lake = world.process();
    const { release: first } = await build(world, change('a1 b1'));
    await replaceState(lake, first, bytes);
    const { release } = await build(world, change('a2 b2', 'a'), 'users');
    t.is(release.state?.document, `_sparkify/state/${release.release}.json.gz`);
    t.is(await told(lake, release), 'a2');
    t.is((await build(world, change('a2 b2', 'a'), 'users')).status, 'nothing-changed');
  }
});

test('what would be said in the same words is written anew where that is lost', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const { release: first } = await build(world, change('a1'));
  await replaceState(lake, first, undefined);
  const { status, release } = await build(world, change('a1 b1', 'a'));
  t.is(status, 'published');
  t.is(await told(lake, release), 'a1');
});

test('what a newer sparkify or another project wrote is not passed over', async t => {
  for (const [head, code] of [
    [{ formatVersion: 99, project: 'music' }, 'lake-too-new'],
    [{ formatVersion: 1, project: 'other' }, 'lake-foreign'],
  ] as const) {
    const world = new LakeWorld();
    const { release } = await build(world, change('a1 b1'));
    const lake = world.process({ project: 'music' });
    await replaceState(lake, release, gzipSync(JSON.stringify({ ...head, nodes: {} })));
    const planning = planState(lake, change('a2 b2', 'a'), release);
    t.is((await t.throwsAsync(planning, { instanceOf: SparkifyError }))?.code, code);
  }
});
