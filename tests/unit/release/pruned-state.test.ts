import test from 'ava';
import type { Release } from '../../../src/release/documents.ts';
import type { LakeContext } from '../../../src/release/lake-context.ts';
import { pruneSteps } from '../../../src/release/prune.ts';
import { readState } from '../../../src/release/released-state.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

const node = (table: string) => `model.music.${table}`;

/** Builds tables and tells of their nodes, and of a view. */
async function build(world: LakeWorld, tables: readonly string[], text = '1'): Promise<Release> {
  const ids = [...tables.map(node), node('view')];
  const now = Object.fromEntries(ids.map(id => [id, { entry: { text }, macros: {} }]));
  const contents = Object.fromEntries(tables.map(table => [table, { 2000: text }]));
  const state = { now, made: new Set(ids) };
  return (await buildTables(world.process(), contents, { state, sources: [] })).release!;
}

async function told(lake: LakeContext, { state }: Release): Promise<readonly string[]> {
  return Object.keys((await readState(lake, state!)).nodes).sort();
}

test('a release does not tell of nodes whose tables were dropped', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const first = await build(world, ['songs', 'users']);
  t.is(first.tables[0]!.node, node('songs'));
  const { release } = await runSteps(pruneSteps(lake, ['songs']));
  t.is(release!.state?.version, release!.release);
  t.deepEqual(await told(lake, release!), [node('users'), node('view')]);
  t.deepEqual(await told(lake, first), [node('songs'), node('users'), node('view')]);
  t.deepEqual(await unknownKeys(lake), []);
});

test('where it told nothing of them, it names the same', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, { songs: { 2000: 'x' } }, { state: undefined, sources: [] });
  const before = await build(world, ['users']);
  const { release } = await runSteps(pruneSteps(lake, ['songs']));
  t.deepEqual(release!.state, before.state);
});

test('where there was none, or it is lost, it tells nothing', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, { songs: { 2000: 'x' }, plays: { 2000: 'x' } }, { state: undefined, sources: [] });
  t.is((await runSteps(pruneSteps(lake, ['plays']))).release!.state, undefined);
  const { state } = await build(world, ['songs', 'users']);
  await lake.store.delete([state!.document]);
  const { release } = await runSteps(pruneSteps(lake, ['songs']));
  t.deepEqual(await told(lake, release!), []);
});

test('one that others came before is put on top of what they say', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await build(world, ['songs']);
  const slow = pruneSteps(lake, ['songs']);
  await beforeStep(slow, 'write-pointer');
  await build(world, ['users']);
  const { release } = await runSteps(slow);
  t.deepEqual(await told(lake, release!), [node('users'), node('view')]);
  t.deepEqual(await unknownKeys(lake), []);
});
