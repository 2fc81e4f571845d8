import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { SparkifyError } from '../../../src/diagnostics/sparkify-error.ts';
import { createLocalStore } from '../../../src/storage/local-store.ts';
import { bytes, listed, text } from '../../helpers/store-contents.ts';
import { storeSuite } from '../../helpers/store-suite.ts';

storeSuite('local store', async t => createLocalStore(join(await temporaryFolder(t), 'new', 'lake')));

test('reading and deleting create nothing', async t => {
  const root = join(await temporaryFolder(t), 'lake');
  const store = createLocalStore(root);
  await store.get('_sparkify/current.json');
  await listed(store, '');
  await store.delete(['_sparkify/current.json', 'files/a']);
  t.false(existsSync(root));
});

test('what the store keeps for itself is not listed, and no unfinished file is left', async t => {
  const { store, root } = await lakeWithPointer(t);
  await store.putIfAbsent('_sparkify/current.json', bytes('again'));
  await store.putIfMatch(
    '_sparkify/current.json',
    bytes('two'),
    (await store.get('_sparkify/current.json'))!.etag,
  );
  await store.putIfAbsent('files/a', bytes('a'));
  await store.putIfAbsent('files/b', bytes('b'));
  await store.copy('files/a', 'songs/a');
  await store.copy('files/b', 'songs/a');
  await store.copy('files/b', 'songs/a');
  const keys = (await listed(store, '')).map(info => info.key);
  t.deepEqual(keys, ['_sparkify/current.json', 'files/a', 'files/b', 'songs/a']);
  t.deepEqual(readdirSync(join(root, '_sparkify')).toSorted(), [
    '.lock',
    '.lock-holder',
    '.tmp',
    'current.json',
  ]);
  t.deepEqual(readdirSync(join(root, '_sparkify/.tmp')), []);
});

test('a copy is a hard link with the ETag of its source', async t => {
  const store = createLocalStore(await temporaryFolder(t));
  await store.putIfAbsent('files/a', bytes('a'));
  const { etag } = await store.copy('files/a', 'songs/a');
  t.is(etag, (await store.get('files/a'))!.etag);
  t.is(statSync(store.localPath('songs/a')).ino, statSync(store.localPath('files/a')).ino);
});

test('a data file written anew has another ETag, though its size is the same', async t => {
  const store = createLocalStore(await temporaryFolder(t));
  await store.putIfAbsent('files/a', bytes('a'));
  const before = (await store.get('files/a'))!.etag;
  writeFileSync(store.localPath('files/a'), 'b');
  utimesSync(store.localPath('files/a'), new Date(), new Date(Date.now() + 5));
  t.not((await store.get('files/a'))!.etag, before);
});

test('deleting removes the folders that it empties, but no other and never the root', async t => {
  const root = await temporaryFolder(t);
  const store = createLocalStore(root);
  for (const key of ['t/k=1/l=1/a', 't/k=1/l=2/a', 't/k=2/l=1/a', 'top'])
    await store.putIfAbsent(key, bytes('a'));
  await store.delete(['t/k=1/l=1/a', 't/k=1/l=2/a', 'top']);
  t.deepEqual(readdirSync(join(root, 't')), ['k=2']);
  await store.delete(['t/k=2/l=1/a']);
  t.deepEqual(readdirSync(root), ['_sparkify']);
});

test('unfinished files are swept by the first write once they are a day old', async t => {
  const { root } = await lakeWithPointer(t);
  const left = join(root, '_sparkify/.tmp/.tmp-left');
  writeFileSync(left, 'half');
  // A hard link has the time of its source, however old: it must not count.
  utimesSync(left, new Date(0), new Date(0));
  await createLocalStore(root).putIfAbsent('_sparkify/a', bytes('a'));
  t.true(existsSync(left));
  const tomorrow = createLocalStore(root, { clock: () => Date.now() + 25 * 60 * 60 * 1000 });
  await tomorrow.putIfAbsent('_sparkify/b', bytes('b'));
  t.false(existsSync(left));
});

test('three processes that compare and swap lose no update', async t => {
  t.timeout(60_000);
  const { root, store } = await lakeWithPointer(t);
  await store.putIfAbsent('_sparkify/counter', bytes('0'));
  const ends = [1, 2, 3].map(() => once(startProcess(t, 'increment', root, '20'), 'exit'));
  t.deepEqual(await Promise.all(ends), [
    [0, null],
    [0, null],
    [0, null],
  ]);
  t.is(text(await store.get('_sparkify/counter')), '60');
});

test('whoever waits in vain for the lock is told which process holds it, and kill -9 frees it', async t => {
  t.timeout(60_000);
  const { root, store } = await lakeWithPointer(t);
  const { etag } = (await store.get('_sparkify/current.json'))!;
  const holder = startProcess(t, 'hold', root);
  await once(holder.stdout!, 'data');
  const impatient = createLocalStore(root, { lockTimeout: 50 });
  const error = await t.throwsAsync(impatient.putIfMatch('_sparkify/current.json', bytes('two'), etag), {
    instanceOf: SparkifyError,
    code: 'lake-locked',
  });
  t.true(error?.message.includes(`process ${holder.pid} on`), error?.message);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  t.true((await impatient.putIfMatch('_sparkify/current.json', bytes('two'), etag)).ok);
});

test('a lake below a regular file cannot be written, and reads as empty', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const store = createLocalStore(join(folder, 'file/lake'));
  t.is(await store.get('_sparkify/current.json'), undefined);
  t.deepEqual(await listed(store, ''), []);
  await isNotWritable(t, store.putIfAbsent('_sparkify/current.json', bytes('one')));
  await isNotWritable(t, store.putIfMatch('_sparkify/current.json', bytes('one'), 'etag'));
  writeFileSync(join(folder, 'upload'), '');
  await isNotWritable(t, store.upload(join(folder, 'upload'), 'files/a'));
});

const linuxTest = process.platform === 'linux' ? test : test.skip;

linuxTest('a lake where the system makes no folders cannot be written', async t => {
  await isNotWritable(t, createLocalStore('/proc/self/lake').putIfAbsent('_sparkify/a', bytes('a')));
});

linuxTest(
  'across file systems files are copied into the lake, and folders of it that lie elsewhere refused',
  async t => {
    const root = await temporaryFolder(t);
    const other = await mkdtemp('/dev/shm/sparkify-store-');
    t.teardown(() => rm(other, { recursive: true, force: true }));
    t.not(statSync(other).dev, statSync(root).dev, 'this test needs the temporary folder to lie on a disk');
    symlinkSync(other, join(root, 'elsewhere'));
    const store = createLocalStore(root);
    writeFileSync(join(other, 'upload'), 'from afar');
    await store.upload(join(other, 'upload'), 'files/a');
    t.is(text(await store.get('files/a')), 'from afar');
    writeFileSync(join(other, 'b'), 'from afar, too');
    await store.copy('elsewhere/b', 'songs/b');
    t.is(text(await store.get('songs/b')), 'from afar, too');
    await store.copy('elsewhere/b', 'files/a');
    t.is(text(await store.get('files/a')), 'from afar, too');
    await isNotWritable(t, store.copy('files/a', 'elsewhere/c'));
    t.deepEqual(readdirSync(join(root, '_sparkify/.tmp')), []);
  },
);

test('a full disk is told as such and leaves the document as it was', async t => {
  const root = mountTinyDisk(t, await temporaryFolder(t));
  if (root === undefined) return t.pass('skipped: only root can mount a small disk');
  const store = createLocalStore(root);
  await store.putIfAbsent('_sparkify/current.json', bytes('one'));
  const { etag } = (await store.get('_sparkify/current.json'))!;
  const tooMuch = new Uint8Array(2 ** 20);
  const full = { instanceOf: SparkifyError, code: 'out-of-disk' };
  await t.throwsAsync(store.putIfMatch('_sparkify/current.json', tooMuch, etag), full);
  await t.throwsAsync(store.putIfAbsent('files/a', tooMuch), full);
  t.is(text(await store.get('_sparkify/current.json')), 'one');
  t.deepEqual(readdirSync(join(root, '_sparkify/.tmp')), []);
  t.true((await store.putIfMatch('_sparkify/current.json', bytes('two'), etag)).ok);
});

async function lakeWithPointer(t: ExecutionContext) {
  const root = join(await temporaryFolder(t), 'lake');
  const store = createLocalStore(root);
  await store.putIfAbsent('_sparkify/current.json', bytes('one'));
  return { root, store };
}

async function isNotWritable(t: ExecutionContext, operation: Promise<unknown>): Promise<void> {
  const error = await t.throwsAsync(operation, { instanceOf: SparkifyError, code: 'lake-not-writable' });
  t.true(error?.cause instanceof Error);
  t.true((error as SparkifyError).hint !== undefined);
}

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkify-store-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function startProcess(t: ExecutionContext, ...args: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, '../../helpers/store-process.ts');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

function mountTinyDisk(t: ExecutionContext, folder: string): string | undefined {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) return undefined;
  t.teardown(() => spawnSync('umount', [disk]));
  return disk;
}
