import test from 'ava';
import fc from 'fast-check';
import { compareKeys } from '../../../../src/storage/keys.ts';
import { listFolders } from '../../../../src/storage/s3/list-folders.ts';
import { listRanges } from '../../../../src/storage/s3/list-ranges.ts';
import type { S3Client, S3Request } from '../../../../src/storage/s3/s3-client.ts';

type Order = (a: string, b: string) => number;

/** As gateways over a file system do that walk through folders: a slash comes before anything else. */
const byFolders: Order = (a, b) => compareKeys(a.replaceAll('/', '\0'), b.replaceAll('/', '\0'));

/** Lists as S3 does, a few keys a page: of a thousand a page there would be too much to try. */
function storeOf(all: readonly string[], pageSize: number, order = compareKeys, startsAfter: Order = order) {
  const keys = [...new Set(all)].sort(order);
  let requests = 0;
  const send = async ({ query = {} }: S3Request) => {
    requests++;
    const { prefix = '', delimiter, 'start-after': after = '', 'continuation-token': token } = query;
    const isBehind = (entry: string) =>
      token === undefined ? startsAfter(entry, after) > 0 : order(entry, token) > 0;
    const entries = new Map<string, 'key' | 'folder'>();
    for (const key of keys.filter(each => each.startsWith(prefix))) {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const entry = end === -1 ? key : key.slice(0, end + 1);
      if (isBehind(entry)) entries.set(entry, end === -1 ? 'key' : 'folder');
    }
    const page = [...entries].slice(0, pageSize);
    const isTruncated = entries.size > pageSize;
    const xml = page.map(([entry, kind]) =>
      kind === 'key'
        ? `<Contents><Key>${entry}</Key><Size>1</Size></Contents>`
        : `<CommonPrefixes><Prefix>${entry}</Prefix></CommonPrefixes>`,
    );
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)![0]}</NextContinuationToken>` : '';
    const body = `<ListBucketResult>${xml.join('')}<IsTruncated>${isTruncated}</IsTruncated>${next}</ListBucketResult>`;
    return { body: Buffer.from(body) };
  };
  return { keys, client: { bucket: 'b', send } as unknown as S3Client, requests: () => requests };
}

async function keysOf(pages: AsyncIterable<readonly { readonly key: string }[]>): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of pages) keys.push(...page.map(({ key }) => key));
  return keys;
}

const part = fc.constantFrom('a', 'b', 'b-', 'c', 'é', '0');
const trees = fc.array(fc.array(part, { minLength: 1, maxLength: 5 }), { maxLength: 60 });

test('a listing by folders has every key below the prefix once', async t => {
  await fc.assert(
    fc.asyncProperty(
      trees,
      fc.constantFrom('', 'a/', 'b', 'a/b/'),
      fc.integer({ min: 2, max: 9 }),
      async (paths, prefix, pageSize) => {
        const { keys, client } = storeOf(
          paths.map(path => path.join('/')),
          pageSize,
        );
        const expected = keys.filter(key => key.startsWith(prefix));
        t.deepEqual((await keysOf(listFolders(client, prefix))).sort(compareKeys), expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('a store that lists in another order loses no key, whatever it takes for the beginning of a listing', async t => {
  await fc.assert(
    fc.asyncProperty(
      trees,
      fc.constantFrom('', 'a/', 'b'),
      fc.integer({ min: 2, max: 9 }),
      fc.constantFrom<Order>(byFolders, compareKeys, () => 1),
      async (paths, prefix, pageSize, startsAfter) => {
        const { keys, client } = storeOf(
          paths.map(path => path.join('/')),
          pageSize,
          byFolders,
          startsAfter,
        );
        const found = await keysOf(listFolders(client, prefix));
        t.deepEqual(found.sort(), keys.filter(key => key.startsWith(prefix)).sort());
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever keys are expected, a listing has those that are there', async t => {
  await fc.assert(
    fc.asyncProperty(trees, trees, async (paths, others) => {
      const { keys, client } = storeOf(
        paths.map(path => path.join('/')),
        5,
      );
      const expected = others.map(path => path.join('/'));
      t.deepEqual(await keysOf(listRanges(client, '', expected)), keys);
    }),
    { numRuns: 100 },
  );
});

test('what fits one page takes one request', async t => {
  const { keys, client, requests } = storeOf(['raw/a/1', 'raw/b/2'], 2);
  t.deepEqual(await keysOf(listFolders(client, 'raw/')), keys);
  t.is(requests(), 1);
});

test('folders that hold many keys are listed each by itself, and small ones page after page', async t => {
  const folders = (count: number, keys: number) =>
    Array.from(
      { length: count * keys },
      (_, index) => `raw/${String(index % count).padStart(2, '0')}/${index}`,
    );
  const large = storeOf(folders(4, 5), 6);
  await keysOf(listFolders(large.client, 'raw/'));
  // A page, the folders, and a page of each.
  t.is(large.requests(), 6);
  const small = storeOf(folders(9, 1), 6);
  await keysOf(listFolders(small.client, 'raw/'));
  // Two pages, and the folders between them.
  t.is(small.requests(), 3);
});
