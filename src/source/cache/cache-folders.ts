import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import type { SourceObject } from '../source-file.ts';

export interface CacheFolders {
  /** Of the whole cache. Absolute. */
  readonly root: string;
  /** Of the packs of one source. */
  readonly own: string;
}

/** Where the objects of a source are kept: by its location, and by the store that it is in. */
export async function cacheFolders(
  targetDir: string,
  location: string,
  { bucket, settings }: SourceObject,
): Promise<CacheFolders> {
  const { endpoint } = await s3ClientFor(settings, bucket).place();
  const hash = createHash('sha256').update(`${endpoint.host}\n${location}`).digest('hex').slice(0, 16);
  const root = join(targetDir, 'cache');
  return { root, own: join(root, `${bucket.replaceAll(/[^\w.-]/g, '_')}-${hash}`) };
}
