import test from 'ava';
import { plainCopySteps } from '../../../src/release/plain-copy.ts';
import { findView } from '../../../src/release/read-documents.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { unknownKeys } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';
import type { StoreOperation } from '../../helpers/memory-store.ts';

const first = { songs: { 1999: 'a', 2000: 'b' }, users: { 2018: 'u' } };
const off = { plainCopy: false };

test('a plain copy that is turned off goes, and what is not of the lake stays', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  await world.memory.putIfAbsent('songs/notes.txt', Buffer.from('mine'));
  const { problems } = await buildTables(world.process({ settings: off }), { songs: { 2000: 'b' } });
  t.deepEqual(problems, []);
  t.deepEqual(plainKeys(world), ['songs/notes.txt']);
});

test('the release that it showed is kept no longer than others', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  const settings = { ...off, keep: 1, keepHours: 0 };
  for (const song of ['c', 'd', 'e'])
    await buildTables(world.process({ settings }), { songs: { 2000: song } });
  const lake = world.process({ settings });
  t.deepEqual(await unknownKeys(lake), []);
  t.deepEqual((await findView(lake))!.value.releases, []);
});

test('once it is gone, one look at its document is all that it takes', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  await buildTables(world.process({ settings: off }), first);
  const seen: string[] = [];
  const onOperation = ({ name, key, phase }: StoreOperation) => {
    if (phase === 'before') seen.push(`${name} ${key}`);
  };
  t.is(await runSteps(plainCopySteps(world.process({ settings: off, onOperation }))), 'off');
  t.deepEqual(seen, ['get _sparkify/view.json']);
});

test('one that another process refreshes just now is left alone', async t => {
  const world = new LakeWorld();
  const slow = buildSteps(world.process(), first);
  await beforeStep(slow, 'copy-files');
  t.is(await runSteps(plainCopySteps(world.process({ settings: off }))), 'held');
  await runSteps(slow);
  t.is(await runSteps(plainCopySteps(world.process({ settings: off }))), 'off');
  t.deepEqual(plainKeys(world), []);
});

test('what a refresh that lost its lease copies afterwards goes with a later build', async t => {
  const world = new LakeWorld();
  const slow = buildSteps(world.process(), first);
  await beforeStep(slow, 'copy-files');
  world.pass(0.1);
  t.is(await runSteps(plainCopySteps(world.process({ settings: off }))), 'off');
  await runSteps(slow);
  t.not(plainKeys(world).length, 0);
  t.is(await runSteps(plainCopySteps(world.process({ settings: off }))), 'off');
  t.deepEqual(plainKeys(world), []);
});

test('a removal that fails gives its lease back', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), first);
  const onOperation = ({ name }: StoreOperation) => {
    if (name === 'delete') throw new Error('not now');
  };
  const failing = plainCopySteps(world.process({ settings: off, onOperation }));
  await t.throwsAsync(runSteps(failing), { message: 'not now' });
  t.is((await findView(world.process()))!.value.lease, null);
  t.is(await runSteps(plainCopySteps(world.process({ settings: off }))), 'off');
  t.deepEqual(plainKeys(world), []);
});

function plainKeys(world: LakeWorld): readonly string[] {
  return world.memory.keys().filter(key => !/^(_sparkify|files)\//.test(key));
}
