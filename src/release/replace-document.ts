import type { PutResult, Store } from '../storage/store.ts';

/** Writes a document if it is as it was read: with this ETag, or not there where there was none. */
export function replaceDocument(
  store: Store,
  key: string,
  bytes: Uint8Array,
  etag: string | undefined,
): Promise<PutResult> {
  return etag === undefined ? store.putIfAbsent(key, bytes) : store.putIfMatch(key, bytes, etag);
}
