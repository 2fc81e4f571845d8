import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { pruneSteps } from '../../../src/release/prune.ts';
import { readCurrentRelease } from '../../../src/release/read-current.ts';
import { runSteps } from '../../../src/release/steps.ts';
import { currentContent } from '../../helpers/lake-invariants.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a table that is pruned leaves the release and the plain copy, and stays readable in the old release', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  await buildTables(lake, { songs: { 1999: 'a' }, users: { 2018: 'u' } });
  const { status, collected } = await runSteps(pruneSteps(lake, ['users']));
  t.is(status, 'published');
  t.deepEqual(collected, []);
  t.deepEqual(await currentContent(lake), { songs: { 1999: 'a' } });
  t.false(world.memory.keys().some(key => key.startsWith('users/')));
  t.true(world.memory.keys().some(key => /^files\/.*\/users\//.test(key)));
});

test('pruning removes what only time has made superfluous', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  const ids: string[] = [];
  for (const version of ['1', '2', '3', '4']) {
    ids.push((await buildTables(lake, { songs: { 1999: version } })).release!.release);
  }
  world.pass(30);
  const { collected } = await runSteps(pruneSteps(lake, []));
  // The release that prune makes keeps two: those of versions 4 and 3.
  t.deepEqual(collected, ids.slice(0, 2));
  t.deepEqual(await currentContent(lake), { songs: { 1999: '4' } });
});

test('where everything is to be kept, pruning changes nothing', async t => {
  const world = new LakeWorld();
  const lake = world.process();
  for (const version of ['1', '2', '3']) await buildTables(lake, { songs: { 1999: version } });
  const before = world.memory.keys();
  const current = await readCurrentRelease(lake);
  t.is((await runSteps(pruneSteps(lake, []))).status, 'nothing-changed');
  t.deepEqual(await readCurrentRelease(lake), current);
  t.deepEqual(world.memory.keys(), before);
});

test('pruning keeps whether the release was tested', async t => {
  const lake = new LakeWorld().process();
  await buildTables(lake, { songs: { 1999: 'a' }, users: { 2018: 'u' } }, { tested: false });
  await runSteps(pruneSteps(lake, ['users']));
  t.false((await readCurrentRelease(lake))?.tested);
});

test('a table that the lake does not have is an error that names those it has', async t => {
  const lake = new LakeWorld().process();
  await buildTables(lake, { songs: { 1999: 'a' } });
  const error = await t.throwsAsync(runSteps(pruneSteps(lake, ['song'])), { instanceOf: SparkifyError });
  t.is(error?.code, 'bad-usage');
  t.regex(error!.hint!, /songs/);
});
