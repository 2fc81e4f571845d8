import { inParallel } from '../in-parallel.ts';
import { compareKeys } from '../keys.ts';
import { type KeyRange, type ListedObject, listObjects, listPage } from './list-objects.ts';
import type { S3Client } from './s3-client.ts';

/** S3 gives a thousand objects at once: so many are expected of a page that some others have room. */
const expectedKeys = 900;

const listingsAtOnce = 16;

/**
 * Every object below a prefix, as `listObjects` gives them. One page tells where the next begins, so that many pages take
 * many times the latency of the store; where it is known which keys are likely there, all are asked for at once. Whatever
 * else is there, and whatever of it is not, the listing is whole.
 */
export async function* listRanges(
  client: S3Client,
  prefix: string,
  expected: readonly string[],
): AsyncGenerator<readonly ListedObject[], void, void> {
  const likely = expected.filter(key => key.startsWith(prefix)).sort(compareKeys);
  yield* listAll(
    client,
    prefix,
    rangesBetween(likely.filter((_, index) => (index + 1) % expectedKeys === 0)),
  );
}

/**
 * The same where nothing is known of the keys: folders tell where the pages may begin. What fits one page takes one request, and
 * what lies in no folders is listed page after page.
 */
export async function* listFolders(
  client: S3Client,
  prefix: string,
): AsyncGenerator<readonly ListedObject[], void, void> {
  const { objects, next } = await listPage(client, { prefix });
  yield objects;
  if (next === undefined) return;
  const last = objects.at(-1)!.key;
  yield* listAll(client, prefix, rangesBetween(await findCuts(client, prefix, last), last));
}

/** So many folders within each other, with nothing beside them, are gone down. */
const mostFolders = 8;

/**
 * Folders behind which ranges of about a page end.
 *
 * @param last key of the first page
 */
async function findCuts(client: S3Client, prefix: string, last: string): Promise<readonly string[]> {
  for (let [depth, within] = [0, prefix]; depth < mostFolders; depth++) {
    const { objects, folders, next } = await listPage(client, { prefix: within, delimiter: '/' });
    const isOnly = folders.length === 1 && objects.length === 0 && next === undefined;
    if (!isOnly) {
      // The first page has all of these but the last one.
      const perPage = Math.max(1, folders.filter(folder => compareKeys(folder, last) <= 0).length - 1);
      return folders.filter((folder, index) => index % perPage === 0 && compareKeys(folder, last) > 0);
    }
    within = folders[0]!;
  }
  return [];
}

async function* listAll(
  client: S3Client,
  prefix: string,
  ranges: readonly KeyRange[],
): AsyncGenerator<readonly ListedObject[], void, void> {
  if (ranges.length === 1) return yield* listObjects(client, prefix, ranges[0]);
  const found: (readonly ListedObject[])[][] = ranges.map(() => []);
  await inParallel(ranges.entries(), listingsAtOnce, async ([index, range]) => {
    for await (const page of listObjects(client, prefix, range)) found[index]!.push(page);
  });
  yield* found.flat();
}

/** All keys there are behind one, or from the first on, cut after each of these. */
function rangesBetween(cuts: readonly string[], first?: string): readonly KeyRange[] {
  return [...cuts, undefined].map((until, index) => ({ after: cuts[index - 1] ?? first, until }));
}
