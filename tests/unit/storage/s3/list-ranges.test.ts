import test from 'ava';
import fc from 'fast-check';
import { compareKeys } from '../../../../src/storage/keys.ts';
import { listFolders, listRanges } from '../../../../src/storage/s3/list-ranges.ts';
import type { S3Client, S3Request } from '../../../../src/storage/s3/s3-client.ts';

/** Lists as S3 does, a few keys a page: of a thousand a page there would be too much to try. */
function storeOf(all: readonly string[], pageSize: number) {
  const keys = [...new Set(all)].sort(compareKeys);
  let requests = 0;
  const send = async ({ query = {} }: S3Request) => {
    requests++;
    const { prefix = '', delimiter, 'start-after': after = '', 'continuation-token': token } = query;
    const behind = token ?? after;
    const entries = new Map<string, 'key' | 'folder'>();
    for (const key of keys.filter(each => each.startsWith(prefix))) {
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const entry = end === -1 ? key : key.slice(0, end + 1);
      if (compareKeys(entry, behind) > 0) entries.set(entry, end === -1 ? 'key' : 'folder');
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

test('a listing by folders has every key below the prefix, in their order, once', async t => {
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
        t.deepEqual(await keysOf(listFolders(client, prefix)), expected);
      },
    ),
    { numRuns: 300 },
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

test('to ask folders where to cut costs one request more than there are pages', async t => {
  const paths = [...'abcdefgh'].flatMap(folder => ['1', '2', '3'].map(name => `raw/${folder}/${name}`));
  const { client, requests } = storeOf(paths, 7);
  await keysOf(listFolders(client, 'raw/'));
  // 24 keys are four pages of seven.
  t.is(requests(), 5);
});
