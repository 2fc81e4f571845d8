import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { LakeWorld } from '../helpers/lake-world.ts';
import { plainSettings, s3Service } from './s3-service.ts';

/** A lake on S3 whose store goes by the clock of the world, so that days can pass. */
export interface S3World {
  readonly world: LakeWorld;
  /** The same lake as it is seen through another endpoint. */
  storeAt(endpoint: string): Store;
}

let lakes = 0;

/** Many lakes share a bucket, each below a prefix of its own. */
export function s3World(bucket: string): S3World {
  const service = s3Service();
  const address = `s3://${bucket}/lake-${lakes++}`;
  // A server tells the times of objects by the clock of the machine.
  const world = new LakeWorld(Date.now());
  const storeAt = (endpoint: string) => {
    const env = { ...service.env, AWS_ENDPOINT_URL_S3: endpoint };
    return withClock(createS3Store(address, { settings: { ...plainSettings }, env }), () => world.time);
  };
  world.store = storeAt(service.endpoint);
  return { world, storeAt };
}

function withClock(store: Store, clock: () => number): Store {
  return {
    label: store.label,
    get: key => store.get(key),
    putIfAbsent: (key, bytes) => store.putIfAbsent(key, bytes),
    putIfMatch: (key, bytes, etag) => store.putIfMatch(key, bytes, etag),
    list: prefix => store.list(prefix),
    delete: keys => store.delete(keys),
    upload: (path, key) => store.upload(path, key),
    copy: (from, to) => store.copy(from, to),
    copyMany: pairs => store.copyMany(pairs),
    abortUploads: prefix => store.abortUploads(prefix),
    now: async () => clock(),
  };
}
