import test from 'ava';
import { catalogSteps } from '../../../src/release/catalog.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { readRelease } from '../../../src/release/read-documents.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { jsonCatalogCodec } from '../../helpers/json-catalog-codec.ts';
import { catalogContent, currentContent } from '../../helpers/lake-invariants.ts';
import { beforeStep } from '../../helpers/lake-steps.ts';
import { buildSteps, buildTables, LakeWorld } from '../../helpers/lake-world.ts';

const key = '_sparkify/catalog.duckdb';

async function shown(world: LakeWorld): Promise<unknown> {
  const { bytes } = (await world.memory.get(key))!;
  return (await jsonCatalogCodec.decode(bytes))!.release;
}

test('the catalog shows each release after it was published', async t => {
  const world = new LakeWorld();
  for (const title of ['a', 'b']) {
    const { release } = await buildTables(world.process(), { songs: { 1999: title, 2000: 'same' } });
    t.is(await shown(world), release!.release);
    t.deepEqual(await catalogContent(world.process()), { songs: { 1999: title, 2000: 'same' } });
  }
});

test('whoever is late neither takes the catalog back nor loses his turn for good', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  await world.memory.delete([key]);
  const late = catalogSteps(world.process());
  await beforeStep(late, 'write-catalog');
  const { release } = await buildTables(world.process(), { songs: { 1999: 'b' } });
  t.is(await runSteps(late), 'current');
  t.is(await shown(world), release!.release);
});

test('a catalog that was written just before another release came is written again', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  await world.memory.delete([key]);
  const early = catalogSteps(world.process());
  await beforeStep(early, 'write-catalog');
  await early.next();
  // The next build is killed when its release is current and the catalog is not.
  const next = world.process();
  await beforeStep(buildSteps(next, { songs: { 1999: 'b' } }), 'read-catalog');
  world.end(next);
  const release = await readCurrentRelease(world.process());
  t.is(await runSteps(early), 'current');
  t.is(await shown(world), release!.release);
});

test('whether the catalog is current, the pointer alone tells', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const read: string[] = [];
  const lake = world.process({
    onOperation: ({ phase, key: found }) => void (phase === 'before' && read.push(found)),
  });
  t.is(await runSteps(catalogSteps(lake)), 'current');
  t.deepEqual(read, [key, '_sparkify/current.json']);
});

test('one that is turned off goes, and an empty lake has none', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  await buildTables(world.process({ settings: { catalog: false } }), { songs: { 1999: 'b' } });
  t.false(world.memory.keys().includes(key));
  const done: string[] = [];
  const lake = world.process({
    settings: { catalog: false },
    onOperation: ({ name }) => void done.push(name),
  });
  t.is(await runSteps(catalogSteps(lake)), 'off');
  t.false(done.includes('delete'), 'a role that may not delete is not asked to');
});

test('as long as the catalog cannot be renewed, what it shows stays', async t => {
  const world = new LakeWorld();
  const settings = { keep: 0, keepHours: 0 };
  await buildTables(world.process({ settings }), { songs: { 1999: 'a' } });
  const first = (await readCurrentRelease(world.process()))!.release;
  const refusing = {
    settings,
    onOperation: ({ name, key: written }: { name: string; key: string }) => {
      if (name === 'putIfMatch' && written === key) throw new Error('refused');
    },
  };
  for (const title of ['b', 'c', 'd']) {
    const { problems } = await buildTables(world.process(refusing), { songs: { 1999: title } });
    t.deepEqual(
      problems.map(({ message }) => message),
      ['refused'],
    );
  }
  t.is(await shown(world), first);
  t.deepEqual(await catalogContent(world.process()), { songs: { 1999: 'a' } });
  await buildTables(world.process({ settings }), { songs: { 1999: 'e' } });
  t.deepEqual(await catalogContent(world.process()), await currentContent(world.process()));
  await t.throwsAsync(readRelease(world.process(), first), { code: 'lake-damaged' });
});
