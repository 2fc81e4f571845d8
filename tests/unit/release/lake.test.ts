import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { hiveSegment } from '../../../src/columns/hive-path.ts';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { type Build, type Lake, type LakeOptions, openLake } from '../../../src/release/lake.ts';
import { openLakeForReading } from '../../../src/release/lake-reader.ts';
import { dataFileKey } from '../../../src/release/layout.ts';
import type { TableChange } from '../../../src/release/table-change.ts';
import { createLocalStore, type LocalStore } from '../../../src/storage/local-store.ts';
import { endedBy } from '../../helpers/job-ender.ts';
import { jsonFileListCodec } from '../../helpers/json-file-list-codec.ts';
import { defaultSettings } from '../../helpers/lake-world.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface LocalLake {
  readonly lake: Lake;
  readonly store: LocalStore;
}

test('a build on a local folder is published, with a plain copy of hard links', async t => {
  const { lake, store } = localLake(t);
  t.is(await lake.state(), 'absent');
  const outcome = await build({ lake, store }, { 1999: 'a', 2000: 'b' });
  t.is(outcome.status, 'published');
  t.deepEqual(outcome.problems, []);
  t.is(await lake.state(), 'released');
  const current = (await lake.current())!;
  const [file] = await lake.files(current.tables[0]!);
  const plain = store.localPath('songs/year=1999/part-0.parquet');
  t.is(await readFile(plain, 'utf8'), 'a');
  t.is((await stat(plain)).ino, (await stat(store.localPath(file!.path))).ino);
  t.deepEqual(await lake.changedFiles(await lake.files(current.tables[0]!)), []);
});

test('a partition that changes is linked anew, the others keep their link', async t => {
  const local = localLake(t);
  await build(local, { 1999: 'a', 2000: 'b' });
  const before = await stat(local.store.localPath('songs/year=2000/part-0.parquet'));
  await build(local, { 1999: 'A', 2000: 'b' });
  t.is(await readFile(local.store.localPath('songs/year=1999/part-0.parquet'), 'utf8'), 'A');
  const after = await stat(local.store.localPath('songs/year=2000/part-0.parquet'));
  t.is(after.ino, before.ino);
});

test('a build that changes nothing leaves the pointer as it is', async t => {
  const local = localLake(t);
  await build(local, { 1999: 'a' });
  const pointer = await readFile(local.store.localPath('_sparkify/current.json'));
  t.is((await build(local, { 1999: 'a' })).status, 'nothing-changed');
  t.deepEqual(await readFile(local.store.localPath('_sparkify/current.json')), pointer);
  t.is((await lakeFolders(local)).length, 1);
});

test('an abandoned build leaves nothing, one that is kept for a retry leaves its files', async t => {
  const local = localLake(t);
  const dropped = await local.lake.begin({ command: 'build' });
  await writeSongs(local, dropped, { 1999: 'a' });
  await local.lake.abandon(dropped, { keepForRetry: false });
  t.deepEqual(await lakeFolders(local), []);
  const kept = await local.lake.begin({ command: 'build' });
  await writeSongs(local, kept, { 1999: 'a' });
  await local.lake.abandon(kept, { keepForRetry: true });
  t.deepEqual(await lakeFolders(local), [kept.release]);
});

test('recover removes what an abandoned build kept', async t => {
  const local = localLake(t);
  const kept = await local.lake.begin({ command: 'build' });
  await writeSongs(local, kept, { 1999: 'a' });
  t.is((await local.lake.recover()).recoveries[0]?.outcome, 'alive');
  await local.lake.abandon(kept, { keepForRetry: true });
  t.is((await local.lake.recover()).recoveries[0]?.outcome, 'not-committed');
  t.deepEqual(await lakeFolders(local), []);
});

test('an abandoned build of which work elsewhere may go on stays for whoever can end it', async t => {
  const ended: string[] = [];
  const local = localLake(t, {
    jobEnder: endedBy('this', ended),
  });
  const left = await local.lake.begin({ command: 'build' });
  await writeSongs(local, left, { 1999: 'a' });
  await local.lake.rememberJob(left, 'emr/j-1//own', 'prod');
  local.lake.leaveJob(left);
  await local.lake.abandon(left, { keepForRetry: false });
  t.deepEqual(await lakeFolders(local), [left.release]);
  t.deepEqual(ended, []);
  const next = await local.lake.begin({ command: 'build' });
  t.deepEqual(ended, ['emr/j-1//own']);
  await local.lake.abandon(next, { keepForRetry: false });
  t.deepEqual(await lakeFolders(local), []);
});

test('recovering a lake that is not there does nothing', async t => {
  const { lake, store } = localLake(t);
  t.deepEqual(await lake.recover(), {
    recoveries: [],
    problems: [],
    registration: 'off',
    collected: [],
  });
  t.false(existsSync(store.label));
});

test('a reader needs no project, and cannot write', async t => {
  const local = localLake(t);
  await build(local, { 1999: 'a' });
  const reader = openLakeForReading({ store: local.store, codec: jsonFileListCodec });
  const current = (await reader.current())!;
  t.deepEqual(
    (await reader.files(current.tables[0]!)).map(({ partition }) => partition),
    [['1999']],
  );
  t.false('begin' in reader);
});

test('a doctor finds that a local folder honors conditions and refuses nothing', async t => {
  const { lake } = localLake(t);
  t.deepEqual(await lake.probe(), { missing: [], left: undefined });
});

test('the history of a local lake can be listed, compared, rolled back and pruned', async t => {
  const local = localLake(t);
  const { lake } = local;
  const first = (await build(local, { 1999: 'a', 2000: 'b' })).release!;
  const second = (await build(local, { 1999: 'a', 2001: 'c' })).release!;
  t.deepEqual(
    (await lake.list()).map(({ release }) => release.release),
    [second.release, first.release],
  );
  const [songs] = await lake.diff(first.release, second.release);
  t.deepEqual(
    songs?.partitions.map(({ partition, change }) => [...partition, change]),
    [
      ['2000', 'removed'],
      ['2001', 'added'],
    ],
  );
  await lake.rollback(first.release);
  t.false(existsSync(local.store.localPath('songs/year=2001')));
  t.true(existsSync(local.store.localPath('songs/year=2000/part-0.parquet')));
  t.is((await lake.prune({ tables: ['songs'] })).status, 'published');
  t.false(existsSync(local.store.localPath('songs')));
  t.is((await lake.release(second.release)).release, second.release);
  t.is((await t.throwsAsync(lake.release('none'), { instanceOf: SparkifyError }))?.code, 'unknown-release');
});

test('builds at the same time on a local folder are all published when they touch different tables', async t => {
  const local = localLake(t);
  const names = ['a', 'b', 'c', 'd'];
  const outcomes = await Promise.all(names.map(name => build(local, { 1999: name }, name)));
  t.deepEqual(
    outcomes.map(({ status }) => status),
    names.map(() => 'published'),
  );
  t.deepEqual(
    (await local.lake.current())?.tables.map(({ name }) => name),
    names,
  );
  for (const name of names) {
    t.is(await readFile(local.store.localPath(`${name}/year=1999/part-0.parquet`), 'utf8'), name);
  }
});

test('of builds of one table at the same time one is published, and the others say that the lake moved', async t => {
  const local = localLake(t);
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(content => build(local, { 1999: content })));
  const failures = outcomes.filter(outcome => outcome.status === 'rejected');
  t.is(failures.length, 2);
  for (const { reason } of failures) t.is(reason.code, 'lake-moved');
});

function localLake(t: ExecutionContext, more: Pick<LakeOptions, 'jobEnder'> = {}): LocalLake {
  const store = createLocalStore(join(temporaryFolder(t), 'lake'));
  const own = { store, project: 'music', settings: defaultSettings, codec: jsonFileListCodec };
  const lake = openLake({ ...own, ...more });
  return { lake, store };
}

async function build(local: LocalLake, years: Readonly<Record<string, string>>, name = 'songs') {
  const candidate = await local.lake.begin({ command: 'build' });
  const change = await writeSongs(local, candidate, years, name);
  try {
    return await local.lake.publish(candidate, [change], { tested: true });
  } catch (error) {
    await local.lake.abandon(candidate, { keepForRetry: false });
    throw error;
  }
}

/** Writes as an engine does: straight into the folder. Partitions of the base release with the same content stay. */
async function writeSongs(
  { lake, store }: LocalLake,
  { prefix, base }: Build,
  years: Readonly<Record<string, string>>,
  name = 'songs',
): Promise<TableChange> {
  const table = base?.tables.find(present => present.name === name);
  const before = table ? await lake.files(table) : [];
  const same = before.filter(file => years[String(file.partition[0])] === file.fingerprint);
  const kept = new Set(same.map(file => file.partition[0]));
  for (const [year, content] of Object.entries(years)) {
    if (kept.has(year)) continue;
    const path = store.localPath(dataFileKey(prefix, name, [hiveSegment('year', year)], 'data_0.parquet'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const written = [];
  for await (const { key, size, etag } of store.list(`${prefix}${name}/`)) {
    const year = /year=(\d+)/.exec(key)![1]!;
    written.push({ path: key, partition: [year], rows: 1, bytes: size, etag, fingerprint: years[year]! });
  }
  return {
    name,
    node: `model.music.${name}`,
    format: 'parquet',
    columns: [{ name: 'year', type: 'INTEGER' }],
    partitionColumns: ['year'],
    mode: 'replace',
    files: [...same, ...written],
  };
}

/** Ids of the builds that have files in the lake. */
async function lakeFolders({ store }: LocalLake): Promise<readonly string[]> {
  const ids = new Set<string>();
  for await (const { key } of store.list('files/')) ids.add(key.split('/')[1]!);
  return [...ids];
}
