import { inParallel } from '../in-parallel.ts';
import { type KeyRange, type ListedObject, listObjects } from './list-objects.ts';
import type { S3Client } from './s3-client.ts';

const listingsAtOnce = 16;

/** A listing of its own. */
export interface Listing extends KeyRange {
  readonly prefix: string;
}

/** The pages of many listings, which run side by side, in the order of the listings. */
export async function* listAtOnce(
  client: S3Client,
  listings: readonly Listing[],
): AsyncGenerator<readonly ListedObject[], void, void> {
  const found: (readonly ListedObject[])[][] = listings.map(() => []);
  await inParallel(listings.entries(), listingsAtOnce, async ([index, { prefix, ...range }]) => {
    for await (const page of listObjects(client, prefix, range)) found[index]!.push(page);
  });
  yield* found.flat();
}
