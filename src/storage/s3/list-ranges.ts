import { inParallel } from '../in-parallel.ts';
import { compareKeys } from '../keys.ts';
import { type KeyRange, type ListedObject, listObjects } from './list-objects.ts';
import type { S3Client } from './s3-client.ts';

/** S3 gives a thousand objects at once: so many are expected of a page that some others have room. */
const expectedKeys = 900;

export const listingsAtOnce = 16;

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

/** All keys there are, cut after each of these. */
function rangesBetween(cuts: readonly string[]): readonly KeyRange[] {
  return [...cuts, undefined].map((until, index) => ({ after: cuts[index - 1], until }));
}
