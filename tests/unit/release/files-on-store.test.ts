import test from 'ava';
import type { DataFile } from '../../../src/release/documents.ts';
import { changedFiles } from '../../../src/release/files-on-store.ts';
import { createMemoryStore, type MemoryStore } from '../../helpers/memory-store.ts';

test('files that are missing, longer or other than recorded are found, whatever release they lie with', async t => {
  const store = createMemoryStore();
  const sound = await write(store, 'files/r1/songs/a.parquet');
  const missing = { ...sound, path: 'files/r1/songs/b.parquet' };
  const longer = { ...(await write(store, 'files/r2/songs/c.parquet')), bytes: 99 };
  const other = { ...(await write(store, 'files/r2/users/d.parquet')), etag: 'other' };
  t.deepEqual(await changedFiles(store, [sound, missing, longer, other]), [missing, longer, other]);
});

test('each table of a release is listed once', async t => {
  const lists: string[] = [];
  const store = createMemoryStore({
    onOperation({ name, key, phase }) {
      if (name === 'list' && phase === 'before') lists.push(key);
    },
  });
  const files = [];
  for (const name of ['a', 'b', 'c']) files.push(await write(store, `files/r1/songs/year=1/${name}.parquet`));
  t.deepEqual(await changedFiles(store, files), []);
  t.deepEqual(lists, ['files/r1/songs/']);
});

async function write(store: MemoryStore, path: string): Promise<DataFile> {
  const result = await store.putIfAbsent(path, Buffer.from(path));
  if (!result.ok) throw new Error(`${path} exists`);
  return { path, partition: [], rows: 1, bytes: path.length, etag: result.etag, fingerprint: '' };
}
