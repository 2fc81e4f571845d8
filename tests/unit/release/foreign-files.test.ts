import test from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { checkTables } from '../../../src/release/foreign-files.ts';
import type { Store } from '../../../src/storage/store.ts';
import { buildTables, LakeWorld } from '../../helpers/lake-world.ts';

test('a lake in which nothing but releases was written is well', async t => {
  const lake = new LakeWorld().process();
  await checkTables(lake, ['songs']);
  await buildTables(lake, { songs: { 1999: 'a' } });
  await t.notThrowsAsync(checkTables(lake, ['songs', 'users']));
});

for (const [what, key] of [
  ['a file of a name of its own', 'songs/mine.parquet'],
  ['a file in a partition that no release has', 'songs/year=1877/part-0.parquet'],
  ['a file in the folder of a new table', 'users/part-0.parquet'],
] as const) {
  test(`${what} is refused, named and left alone`, async t => {
    const world = new LakeWorld();
    const lake = world.process();
    await buildTables(lake, { songs: { 1999: 'a' } });
    await lake.store.putIfAbsent(key, Buffer.from('mine'));
    const error = await t.throwsAsync(checkTables(lake, ['songs', 'users']), { instanceOf: SparkifyError });
    t.is(error?.code, 'foreign-files');
    t.true(error?.message.includes(key));
    const { problems } = await buildTables(lake, { songs: { 1999: 'b' }, users: { 2018: 'u' } });
    t.is((problems[0] as SparkifyError).code, 'foreign-files');
    t.is(Buffer.from((await lake.store.get(key))!.bytes).toString(), 'mine');
  });
}

test('a folder of a similar name, hidden files and other tables are nobody else’s business', async t => {
  const lake = new LakeWorld().process();
  for (const key of ['songs2/x.parquet', 'songs/.DS_Store', 'songs/_SUCCESS', 'readme.md']) {
    await lake.store.putIfAbsent(key, Buffer.from('mine'));
  }
  await t.notThrowsAsync(checkTables(lake, ['songs']));
});

test('where no plain copy is made, its folders do not matter', async t => {
  const lake = new LakeWorld().process({ settings: { plainCopy: false } });
  await lake.store.putIfAbsent('songs/mine.parquet', Buffer.from('mine'));
  await t.notThrowsAsync(checkTables(lake, ['songs']));
});

test('a reserved name is refused', async t => {
  const error = await t.throwsAsync(checkTables(new LakeWorld().process(), ['files']), {
    instanceOf: SparkifyError,
  });
  t.is(error?.code, 'reserved-name');
});

test('what another build begins to show while the folders are looked into is no foreign file', async t => {
  const world = new LakeWorld();
  await buildTables(world.process(), { songs: { 1999: 'a' } });
  const lake = world.process();
  let builds = 0;
  const list: Store['list'] = async function* (prefix) {
    // Two builds come in between, one after each look at the view.
    if (prefix.startsWith('songs/') && builds < 2)
      await buildTables(world.process(), { songs: { [2000 + builds++]: 'b' } });
    yield* lake.store.list(prefix);
  };
  const store = new Proxy(lake.store, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name === 'list') return list;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await t.notThrowsAsync(checkTables({ ...lake, store }, ['songs']));
  t.is(builds, 2);
  await lake.store.putIfAbsent('songs/mine.parquet', Buffer.from('mine'));
  await t.throwsAsync(checkTables({ ...lake, store }, ['songs']), { code: 'foreign-files' });
});
