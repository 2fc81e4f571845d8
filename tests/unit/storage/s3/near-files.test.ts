import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { RunFolder } from '../../../../src/storage/run-folder.ts';
import { NearFiles } from '../../../../src/storage/s3/near-files.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const megabyte = 2 ** 20;

/** Files whose bytes are their keys, and what was asked for. */
function nearFiles(
  t: ExecutionContext,
  { limit = 2 ** 30, name = 'tmp', refuses = (_key: string): boolean => false } = {},
) {
  const parent = join(temporaryFolder(t), name);
  const asked: string[] = [];
  const closing: (() => void)[] = [];
  const near = new NearFiles({
    store: {
      label: 's3://lake',
      async get(key) {
        asked.push(key);
        if (refuses(key)) throw new Error('refused');
        return key === 'gone' ? undefined : { bytes: Buffer.from(key), etag: key, modified: 0 };
      },
    },
    folder: new RunFolder(parent),
    limit,
    interrupt: undefined,
    atClose: work => closing.push(work),
  });
  const close = () => {
    for (const work of closing) work();
  };
  const bring = (...files: readonly (readonly [path: string, bytes: number])[]) =>
    near.bring(files.map(([path, bytes]) => ({ path, bytes })));
  return { parent, asked, bring, close };
}

test('files are fetched once each, and go when the engine is closed', async t => {
  const { parent, asked, bring, close } = nearFiles(t);
  const [first, second] = await bring(['a/p=1/x', 1], ['a/p=2/x', 1]);
  t.is(readFileSync(first!, 'utf8'), 'a/p=1/x');
  t.true(first!.endsWith('/a/p=1/x'), 'partitions are read from paths');
  t.deepEqual(await bring(['a/p=2/x', 1], ['a/p=1/x', 1]), [second, first]);
  t.deepEqual(asked, ['a/p=1/x', 'a/p=2/x']);
  close();
  t.deepEqual(readdirSync(parent), []);
});

test('keys that a disk may take for one name lie apart', async t => {
  const { bring } = nearFiles(t);
  const [upper, lower] = await bring(['genre=Rock/x', 1], ['genre=rock/x', 1]);
  t.not(upper!.toLowerCase(), lower!.toLowerCase());
});

test('what is large stays where it is, and so does all that is too much together', async t => {
  const { bring, asked } = nearFiles(t, { limit: 100 * megabyte });
  const [small, large] = await bring(['small', 1], ['large', 65 * megabyte]);
  t.true(small!.endsWith('/small'));
  t.is(large, 's3://lake/large');
  t.deepEqual(await bring(['b', 60 * megabyte], ['c', 60 * megabyte]), ['s3://lake/b', 's3://lake/c']);
  t.deepEqual(asked, ['small']);
});

test('what is not there is left to the engine, which says so', async t => {
  const { bring } = nearFiles(t);
  t.deepEqual(await bring(['gone', 1]), ['s3://lake/gone']);
});

test('below a folder that looks like a partition nothing is brought', async t => {
  const { bring, asked } = nearFiles(t, { name: 'env=prod' });
  t.deepEqual(await bring(['a', 1]), ['s3://lake/a']);
  t.deepEqual(asked, []);
});

test('what fails of one table is no failure of another, and is tried again when it is asked for', async t => {
  let isRefused = true;
  const { bring, asked } = nearFiles(t, { refuses: key => key === 'b' && isRefused });
  const [failed, other] = await Promise.allSettled([
    bring(['a', 60 * megabyte], ['b', 60 * megabyte], ['c', 60 * megabyte]),
    bring(['d', 1]),
  ]);
  t.is(failed.status === 'rejected' && failed.reason.message, 'refused');
  t.is(other.status === 'fulfilled' && readFileSync(other.value[0]!, 'utf8'), 'd');
  t.false(asked.includes('c'));
  isRefused = false;
  const files = await bring(['c', 1], ['b', 1]);
  t.deepEqual(
    files.map(file => readFileSync(file, 'utf8')),
    ['c', 'b'],
  );
});

test('what was being written when the engine is closed does not stay', async t => {
  const { bring, close, parent } = nearFiles(t);
  const bringing = bring(...Array.from({ length: 30 }, (_, index) => [`a${index}`, 1] as const));
  // In whatever moment of theirs.
  setImmediate(close);
  await bringing.catch(() => undefined);
  t.deepEqual(readdirSync(parent), []);
});

test('after a failure nothing more is fetched, and nothing stays', async t => {
  const { bring, asked, close, parent } = nearFiles(t, { refuses: key => key === 'b' });
  const files = ['a', 'b', 'c'].map(path => [path, 60 * megabyte] as const);
  await t.throwsAsync(bring(...files), { message: 'refused' });
  // Of such files one comes after the other.
  t.deepEqual(asked, ['a', 'b']);
  close();
  t.deepEqual(readdirSync(parent), []);
});
