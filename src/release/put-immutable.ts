import type { Store } from '../storage/store.ts';

/**
 * Writes a document that never changes. When the key is taken, that is well if the bytes are one's own: an earlier
 * request arrived although its answer did not.
 */
export async function putImmutable(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  const result = await store.putIfAbsent(key, bytes);
  if (result.ok) return;
  const present = await store.get(key);
  if (present !== undefined && Buffer.compare(present.bytes, bytes) === 0) return;
  throw new Error(`${key} exists in ${store.label} with other content`);
}
