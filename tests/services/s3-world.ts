import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import type { PutResult, Store } from '../../src/storage/store.ts';
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
  const world = new LakeWorld(Date.now());
  const times = new Map<string, number>();
  const storeAt = (endpoint: string) => {
    const env = { ...service.env, AWS_ENDPOINT_URL_S3: endpoint };
    return withClock(
      createS3Store(address, { settings: { ...plainSettings }, env }),
      times,
      () => world.time,
    );
  };
  world.store = storeAt(service.endpoint);
  return { world, storeAt };
}

/** A server tells the times of objects by the clock of the machine: what is written here bears the time of the world. */
function withClock(store: Store, times: Map<string, number>, clock: () => number): Store {
  const inTime = <T extends { readonly etag: string; readonly modified: number }>(
    key: string,
    object: T,
  ): T => ({
    ...object,
    modified: times.get(`${key} ${object.etag}`) ?? object.modified,
  });
  const noting = async <T extends { readonly etag: string }>(
    key: string,
    written: Promise<T>,
  ): Promise<T> => {
    const object = await written;
    times.set(`${key} ${object.etag}`, clock());
    return object;
  };
  const notingPut = async (key: string, written: Promise<PutResult>): Promise<PutResult> => {
    const result = await written;
    if (result.ok) times.set(`${key} ${result.etag}`, clock());
    return result;
  };
  return {
    label: store.label,
    async get(key) {
      const object = await store.get(key);
      return object && inTime(key, object);
    },
    putIfAbsent: (key, bytes) => notingPut(key, store.putIfAbsent(key, bytes)),
    putIfMatch: (key, bytes, etag) => notingPut(key, store.putIfMatch(key, bytes, etag)),
    async *list(prefix, expected) {
      for await (const object of store.list(prefix, expected)) yield inTime(object.key, object);
    },
    delete: keys => store.delete(keys),
    upload: (path, key) => noting(key, store.upload(path, key)),
    copy: (from, to) => noting(to, store.copy(from, to)),
    async copyMany(pairs) {
      const copied = await store.copyMany(pairs);
      for (const [index, { etag }] of copied.entries()) times.set(`${pairs[index]!.to} ${etag}`, clock());
      return copied;
    },
    abortUploads: prefix => store.abortUploads(prefix),
    now: async () => clock(),
  };
}
