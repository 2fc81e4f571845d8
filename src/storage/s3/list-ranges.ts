import { compareKeys } from '../keys.ts';
import { listAtOnce } from './list-at-once.ts';
import { type ListedObject, listObjects } from './list-objects.ts';
import type { S3Client } from './s3-client.ts';

/** S3 gives a thousand objects at once: so many are expected of a page that some others have room. */
const expectedKeys = 900;

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
  const cuts = likely.filter((_, index) => (index + 1) % expectedKeys === 0);
  // All keys there are, cut after each of these.
  const ranges = [...cuts, undefined].map((until, index) => ({ prefix, after: cuts[index - 1], until }));
  if (ranges.length === 1) yield* listObjects(client, prefix);
  else yield* listAtOnce(client, ranges);
}
