import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { markUsed, trimCache } from '../../../../src/source/cache/cache-room.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

/** Three sources of 100 bytes each; `a` was used first, `c` last. */
function cache(t: ExecutionContext): string {
  const root = temporaryFolder(t);
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    mkdirSync(join(root, name, 'pack'), { recursive: true });
    writeFileSync(join(root, name, 'pack/records.ndjson'), 'x'.repeat(100));
    utimesSync(join(root, name), index, index);
  }
  return root;
}

test('a cache within its limit stays as it is', async t => {
  const root = cache(t);
  await trimCache(root, new Map(), 300);
  t.deepEqual(readdirSync(root), ['a', 'b', 'c']);
});

test('sources that were not used for longest go first, those of the run never', async t => {
  const root = cache(t);
  await trimCache(root, new Map([[join(root, 'a'), 100]]), 299);
  t.deepEqual(readdirSync(root), ['a', 'c']);
  await trimCache(root, new Map([[join(root, 'a'), 100]]), 0);
  t.deepEqual(readdirSync(root), ['a']);
});

test('using a source makes it the last to go', async t => {
  const root = cache(t);
  await markUsed(join(root, 'a'), 3000);
  await trimCache(root, new Map(), 200);
  t.deepEqual(readdirSync(root), ['a', 'c']);
});

test('what another process cleared away is no obstacle', async t => {
  const root = join(cache(t), 'gone');
  await markUsed(root, 0);
  await trimCache(root, new Map(), 0);
  t.pass();
});
