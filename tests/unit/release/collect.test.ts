import test from 'ava';
import { releaseKey } from '../../../src/release/layout.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { readRelease } from '../../../src/release/read-documents.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { tidySteps } from '../../../src/release/tidy.ts';
import { contentOf } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld, type Years } from '../../helpers/lake-world.ts';
import type { StoreOperation } from '../../helpers/memory-store.ts';

test('a reader who stays on a superseded release sees it for two releases and a day', async t => {
  const world = new LakeWorld();
  const reader = world.process();
  const pinned = await build(world, { 1999: 'pinned', 2000: 'same' });
  const content = { songs: { 1999: 'pinned', 2000: 'same' } };
  await build(world, { 1999: '1', 2000: 'same' });
  world.pass(100);
  await build(world, { 1999: '2', 2000: 'same' });
  t.deepEqual(await contentOf(reader, await readRelease(reader, pinned)), content);
  await build(world, { 1999: '3', 2000: 'same' });
  await t.throwsAsync(readRelease(reader, pinned));
});

test('many releases within a day stay readable, all of them', async t => {
  const world = new LakeWorld();
  const reader = world.process();
  const ids: string[] = [];
  for (let number = 0; number < 10; number++) ids.push(await build(world, { 1999: String(number) }));
  for (const [number, id] of ids.entries()) {
    t.deepEqual(await contentOf(reader, await readRelease(reader, id)), { songs: { 1999: String(number) } });
  }
});

test('of a dropped release only what no other names goes', async t => {
  const world = new LakeWorld();
  const dropped = await build(world, { 1999: 'gone', 2000: 'carried over' });
  for (const version of ['1', '2', '3']) {
    world.pass(30);
    await build(world, { 1999: version, 2000: 'carried over' });
  }
  t.deepEqual(
    world.memory.keys().filter(key => key.includes(dropped)),
    [`files/${dropped}/songs/year=2000/data_0.parquet`],
  );
});

test('what an unfinished build reads stays, however old it is', async t => {
  const world = new LakeWorld();
  const base = await build(world, { 1999: 'base' });
  const slow = buildSteps(world.process(), { users: { 2018: 'u' } });
  await beforeStep(slow, 'write-table');
  for (const version of ['1', '2', '3', '4']) {
    world.pass(30);
    await build(world, { 1999: version });
  }
  const reader = world.process();
  t.deepEqual(await contentOf(reader, await readRelease(reader, base)), { songs: { 1999: 'base' } });
  await runSteps(slow);
  await runSteps(tidySteps(reader));
  await t.throwsAsync(readRelease(reader, base));
});

test('what the plain copy shows stays while no refresh succeeds', async t => {
  const world = new LakeWorld();
  const shown = await build(world, { 1999: 'shown' });
  const onOperation = ({ name }: StoreOperation) => {
    if (name === 'copy') throw new Error('the disk is full');
  };
  for (const version of ['1', '2', '3', '4']) {
    world.pass(30);
    await buildTables(world.process({ onOperation }), { songs: { 1999: version } });
  }
  const reader = world.process();
  t.deepEqual(await contentOf(reader, await readRelease(reader, shown)), { songs: { 1999: 'shown' } });
});

test('a build that collects late, after others have published and collected, harms nothing', async t => {
  const world = new LakeWorld();
  const { store } = world.process();
  const dead = releaseKey(await build(world, { 1999: '1' }));
  for (const version of ['2', '3']) {
    world.pass(30);
    await build(world, { 1999: version });
  }
  world.pass(30);
  const { bytes } = (await store.get(dead))!;
  const slow = buildSteps(world.process(), { songs: { 1999: '4' } });
  await beforeStep(slow, 'read-shown');
  const own = (await readCurrentRelease(world.process()))!;
  for (const version of ['5', '6', '7', '8']) {
    world.pass(30);
    await build(world, { 1999: version });
  }
  await t.throwsAsync(readRelease(world.process(), own.release), undefined, 'its release is gone by now');
  // As one whose removal was cut short.
  await store.putIfAbsent(dead, bytes);
  t.deepEqual((await runSteps(slow)).problems, []);
  t.is(await store.get(dead), undefined);
  const current = await readCurrentRelease(world.process());
  t.deepEqual(await contentOf(world.process(), current!), { songs: { 1999: '8' } });
});

test('collecting twice removes nothing more', async t => {
  const world = new LakeWorld();
  for (const version of ['1', '2', '3', '4']) {
    world.pass(30);
    await build(world, { 1999: version });
  }
  const before = world.memory.keys();
  t.deepEqual((await runSteps(tidySteps(world.process()))).collected, []);
  t.deepEqual(world.memory.keys(), before);
});

async function build(world: LakeWorld, songs: Years): Promise<string> {
  return (await buildTables(world.process(), { songs })).release!.release;
}
