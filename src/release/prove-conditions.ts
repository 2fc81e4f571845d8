import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Store } from '../storage/store.ts';

/** The form of an MD5 hash, which is what S3 expects; no document has this one. */
const noEtag = '0'.repeat(32);

/**
 * Throws `no-conditional-writes` unless the store refuses both kinds of conditional write on an existing object. The
 * object keeps its bytes even where the store obeys neither.
 */
export async function proveConditions(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  const absent = await store.putIfAbsent(key, bytes);
  const match = await store.putIfMatch(key, bytes, noEtag);
  if (!absent.ok && !match.ok) return;
  const header = absent.ok ? 'If-None-Match' : 'If-Match';
  throw new SparkifyError('no-conditional-writes', `The store ${store.label} ignores ${header}.`, {
    hint: 'Two builds could overwrite each other unseen. Use a store that honors conditional writes, such as Amazon S3.',
  });
}
