import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import {
  assertDataKey,
  assertDocumentKey,
  assertKey,
  assertPrefix,
  compareKeys,
  isDocument,
} from '../../src/storage/keys.ts';
import { missingObject } from '../../src/storage/missing-object.ts';
import type {
  CopyPair,
  CopyResult,
  ObjectInfo,
  PutResult,
  Store,
  StoredObject,
} from '../../src/storage/store.ts';

/** One effect on one object. `delete` and `copyMany` make one operation per key, so that they can be cut in half. */
export interface StoreOperation {
  readonly name:
    | 'get'
    | 'putIfAbsent'
    | 'putIfMatch'
    | 'list'
    | 'delete'
    | 'upload'
    | 'copy'
    | 'abortUploads'
    | 'now';
  /** The key or prefix; for a copy the key written; empty for `now`. */
  readonly key: string;
  readonly phase: 'before' | 'after';
}

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /**
   * Called around every effect. Throwing `before` models a request that never arrived, throwing `after` an answer that
   * was lost although the store acted. A promise delays the operation, so that a test can interleave writers.
   */
  readonly onOperation?: (operation: StoreOperation) => void | Promise<void>;
}

/**
 * The model of a store: what a local folder and S3 are both held to by the store suite. Several writers may share one
 * store; `withOperations` gives each its own hook over the same objects.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new MemoryStore(new Map(), options);
}

export class MemoryStore implements Store {
  readonly label = 'memory';
  readonly #objects: Map<string, StoredObject>;
  readonly #clock: () => number;
  readonly #onOperation: NonNullable<MemoryStoreOptions['onOperation']>;

  constructor(objects: Map<string, StoredObject>, options: MemoryStoreOptions) {
    this.#objects = objects;
    this.#clock = options.clock ?? Date.now;
    this.#onOperation = options.onOperation ?? (() => undefined);
  }

  /** The same objects and clock seen by another process. */
  withOperations(onOperation: NonNullable<MemoryStoreOptions['onOperation']>): MemoryStore {
    return new MemoryStore(this.#objects, { clock: this.#clock, onOperation });
  }

  /** What lies in the store, for assertions: no operation, no hook. */
  keys(): readonly string[] {
    return [...this.#objects.keys()].sort(compareKeys);
  }

  get(key: string): Promise<StoredObject | undefined> {
    assertKey(key);
    return this.#operate('get', key, () => {
      const object = this.#objects.get(key);
      return object && { ...object, bytes: object.bytes.slice() };
    });
  }

  putIfAbsent(key: string, bytes: Uint8Array): Promise<PutResult> {
    assertKey(key);
    return this.#operate('putIfAbsent', key, () =>
      this.#objects.has(key) ? conditionFailed : { ok: true, etag: this.#write(key, bytes).etag },
    );
  }

  putIfMatch(key: string, bytes: Uint8Array, etag: string): Promise<PutResult> {
    assertDocumentKey(key);
    return this.#operate('putIfMatch', key, () =>
      this.#objects.get(key)?.etag === etag
        ? { ok: true, etag: this.#write(key, bytes).etag }
        : conditionFailed,
    );
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    assertPrefix(prefix);
    yield* await this.#operate('list', prefix, () =>
      this.keys()
        .filter(key => key.startsWith(prefix))
        .map(key => this.#info(key)),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey);
    const documentsLast = keys.toSorted(
      (left, right) => Number(isDocument(left)) - Number(isDocument(right)),
    );
    for (const key of documentsLast) await this.#operate('delete', key, () => this.#objects.delete(key));
  }

  async upload(localPath: string, key: string): Promise<ObjectInfo> {
    assertDataKey(key);
    const bytes = await readFile(localPath);
    const info = await this.#operate('upload', key, () => this.#write(key, bytes));
    await rm(localPath);
    return info;
  }

  async copy(from: string, to: string): Promise<ObjectInfo> {
    assertKey(from);
    assertDataKey(to);
    return this.#operate('copy', to, () => {
      const object = this.#objects.get(from);
      if (object === undefined) throw missingObject(this.label, from);
      return this.#write(to, object.bytes);
    });
  }

  async copyMany(pairs: readonly CopyPair[]): Promise<readonly CopyResult[]> {
    const infos: CopyResult[] = [];
    for (const { from, to } of pairs) infos.push(await this.copy(from, to));
    return infos;
  }

  async abortUploads(prefix: string): Promise<void> {
    assertPrefix(prefix);
    await this.#operate('abortUploads', prefix, () => undefined);
  }

  now(): Promise<number> {
    return this.#operate('now', '', this.#clock);
  }

  /** The effect itself is synchronous, so nothing can come between a condition and its write. */
  async #operate<T>(name: StoreOperation['name'], key: string, effect: () => T): Promise<T> {
    await this.#onOperation({ name, key, phase: 'before' });
    const result = effect();
    await this.#onOperation({ name, key, phase: 'after' });
    return result;
  }

  #write(key: string, bytes: Uint8Array): ObjectInfo {
    const etag = createHash('md5').update(bytes).digest('hex');
    this.#objects.set(key, { bytes: bytes.slice(), etag, modified: this.#clock() });
    return this.#info(key);
  }

  #info(key: string): ObjectInfo {
    const { bytes, etag, modified } = this.#objects.get(key)!;
    return { key, size: bytes.length, etag, modified };
  }
}

const conditionFailed: PutResult = { ok: false, reason: 'condition-failed' };
