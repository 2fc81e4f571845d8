/** What a store knows of an object without reading it. */
export interface ObjectInfo {
  /** Key relative to the store's root, with forward slashes. */
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** By the store's clock, milliseconds since the epoch. */
  readonly modified: number;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modified: number;
}

/** `condition-failed` is what S3 calls 412. */
export type PutResult =
  | { readonly ok: true; readonly etag: string }
  | { readonly ok: false; readonly reason: 'condition-failed' };

/**
 * The few operations that releases need of a place where a lake lies. Keys are relative. Every method may throw for
 * a network or disk fault; after such a throw the operation may or may not have happened.
 */
export interface Store {
  /** What a person would call it: a path or an s3:// address. */
  readonly label: string;
  /** Undefined when there is no such object. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Writes unless the key exists. Durable (fsynced) when it returns. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<PutResult>;
  /** Replaces the object only if its ETag still is `etag`. Durable when it returns. */
  putIfMatch(key: string, bytes: Uint8Array, etag: string): Promise<PutResult>;
  /** Every object whose key begins with `prefix`, in key order. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Deletes what exists of these keys; a missing key is no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** Brings a local file in under a key. It overwrites. The local file may be consumed (moved). */
  upload(localPath: string, key: string): Promise<ObjectInfo>;
  /** Copies inside the store (hard link or server-side copy); replaces what is at `to`. */
  copy(from: string, to: string): Promise<ObjectInfo>;
  /** Ends multipart uploads under a prefix that a dead process left. */
  abortUploads(prefix: string): Promise<void>;
  /** The store's own clock, milliseconds since the epoch. */
  now(): Promise<number>;
}
