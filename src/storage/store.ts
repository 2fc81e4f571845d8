/** What a store knows of an object without reading it. */
export interface ObjectInfo {
  /** Key relative to the store's root, with forward slashes. */
  readonly key: string;
  readonly size: number;
  /**
   * Of a document (a key below `_sparkify/`): a hash of its bytes. Of data: something that changes when the file is
   * written anew. Every operation gives the same ETag for the same object.
   */
  readonly etag: string;
  /** When its bytes were written, by the store's clock, milliseconds since the epoch. A copy may keep its source's. */
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

export interface CopyPair {
  readonly from: string;
  readonly to: string;
  /** ETag of `from`, where it is known. A store whose copies keep it need not look at each of them. */
  readonly etag?: string;
  /** Size of `from`, where it is known. S3 copies large objects in another way. */
  readonly bytes?: number;
}

/** What a store tells of an object that it just took in. */
export type UploadResult = Omit<ObjectInfo, 'modified'>;

/** What became of a `CopyPair`: the ETag of `to`. */
export type CopyResult = Pick<ObjectInfo, 'etag'>;

/**
 * The few operations that releases need of a place where a lake lies. Keys are relative (`assertKey` says how they
 * look). Documents, the keys below `_sparkify/`, are written by conditional puts only; data by `upload` and `copy`, or
 * by an engine. Every method may throw for a network or disk fault; after such a throw the operation may or may not
 * have happened.
 */
export interface Store {
  /** What a person would call it: a path or an s3:// address. */
  readonly label: string;
  /** Undefined when there is no such object. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Writes unless the key exists. Durable (fsynced) when it returns. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<PutResult>;
  /** Replaces a document only if its ETag still is `etag`; a missing one has none. Durable when it returns. */
  putIfMatch(key: string, bytes: Uint8Array, etag: string): Promise<PutResult>;
  /**
   * Every object whose key begins with `prefix`, ordered by the UTF-8 bytes of the keys. `expected` are keys that are
   * likely there: with them a store may be faster, and finds the same.
   */
  list(prefix: string, expected?: readonly string[]): AsyncIterable<ObjectInfo>;
  /**
   * Those of these keys that are there, in any order. Only of a store where looking at each costs less than a listing of where
   * they lie.
   */
  look?(keys: readonly string[]): Promise<readonly ObjectInfo[]>;
  /** Deletes what exists of these keys, documents last; a missing key is no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** Brings a local file in under a key of data. It overwrites. The local file may be consumed (moved). */
  upload(localPath: string, key: string): Promise<UploadResult>;
  /** Copies inside the store (hard link or server-side copy) to a key of data; replaces what is at `to`. */
  copy(from: string, to: string): Promise<ObjectInfo>;
  /** The same for many, as fast as the store can. Answers in the order of `pairs`. A throw may come half way. */
  copyMany(pairs: readonly CopyPair[]): Promise<readonly CopyResult[]>;
  /** Ends multipart uploads under a prefix that a dead process left. */
  abortUploads(prefix: string): Promise<void>;
  /** The store's own clock, milliseconds since the epoch. */
  now(): Promise<number>;
}
