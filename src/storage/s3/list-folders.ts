import { compareKeys } from '../keys.ts';
import { listAtOnce } from './list-at-once.ts';
import { type ListedObject, type ListedPage, listObjects, listPage } from './list-objects.ts';
import type { S3Client } from './s3-client.ts';

/** Each is a listing of its own. */
const mostFolders = 100;

/** Of so many in a page each is so small that to list them one by one takes more requests than it spares. */
const mostOfPage = 4;

/** So many folders within each other, with nothing beside them, are gone down. */
const mostLevels = 8;

/**
 * Every object below a prefix, where nothing is known of the keys. What fits one page takes one request; where there are more, and
 * they lie in folders, these are listed at once, for one page tells where the next begins. In whatever order a store lists.
 */
export async function* listFolders(
  client: S3Client,
  prefix: string,
): AsyncGenerator<readonly ListedObject[], void, void> {
  const first = await listPage(client, { prefix });
  const level = first.next === undefined ? undefined : await findLevel(client, prefix, first);
  yield (level ?? first).objects;
  if (level !== undefined) {
    const listings = level.folders.map(folder => ({ prefix: folder }));
    yield* listAtOnce(client, listings);
  } else if (first.next !== undefined) {
    yield* listObjects(client, prefix, { token: first.next });
  }
}

type Level = Pick<ListedPage, 'objects' | 'folders'>;

/** Folders, and what lies beside them, that are worth a listing each. */
async function findLevel(client: S3Client, prefix: string, first: ListedPage): Promise<Level | undefined> {
  const last = first.objects.at(-1)?.key ?? '';
  for (let [depth, within] = [0, prefix]; depth < mostLevels; depth++) {
    const { objects, folders, next } = await listPage(client, { prefix: within, delimiter: '/' });
    if (next !== undefined || folders.length === 0) return undefined;
    if (folders.length > 1 || objects.length > 0) {
      const ofPage = folders.filter(folder => compareKeys(folder, last) <= 0);
      const isWorthwhile = folders.length <= mostFolders && ofPage.length <= mostOfPage;
      return isWorthwhile ? { objects, folders } : undefined;
    }
    within = folders[0]!;
  }
  return undefined;
}
