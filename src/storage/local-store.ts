import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readError, writeError } from './disk-error.ts';
import { withFileLock } from './file-lock.ts';
import {
  assertDataKey,
  assertDocumentKey,
  assertKey,
  assertPrefix,
  documentPrefix,
  isDocument,
  ownPrefix,
} from './keys.ts';
import { createDurably, replaceDurably } from './local-documents.ts';
import { deleteFiles, linkFile, moveFile } from './local-files.ts';
import { makeFolder } from './local-folders.ts';
import { listFolder } from './local-listing.ts';
import { describeObject, documentEtag, isAbsence, readObject } from './local-object.ts';
import { missingObject } from './missing-object.ts';
import { ScratchFolder } from './scratch-folder.ts';
import type { CopyPair, CopyResult, ObjectInfo, PutResult, Store, StoredObject } from './store.ts';
import { isTurnOver, mapInTurns, nextTurn } from './turns.ts';

/** A store that is a folder, so that an engine can read and write data straight below it. */
export interface LocalStore extends Store {
  /** Absolute path of the object of a key. Nothing but `files/` may be written there by others. */
  localPath(key: string): string;
}

export interface LocalStoreOptions {
  /** Milliseconds to wait while another process holds the lock of the lake. */
  readonly lockTimeout?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * The store over a local folder, which is created by the first write.
 *
 * A document's ETag is a hash of its bytes, a data file's comes from its size and time: listing 14,000 files reads none.
 * A hard link keeps size and time, so a copy has the ETag of its source. Replacing and deleting documents is guarded by
 * an operating-system lock; everything else is one atomic call of the file system.
 *
 * @throws SparkifyError from its methods: `out-of-disk`, `lake-not-writable`, `lake-locked`, `lake-damaged`
 * @example const store = createLocalStore('target/lake');
 */
export function createLocalStore(root: string, options: LocalStoreOptions = {}): LocalStore {
  const { lockTimeout = 30_000, clock = Date.now } = options;
  return new FolderStore(resolve(root), { lockTimeout, clock });
}

class FolderStore implements LocalStore {
  readonly label: string;
  readonly #options: Required<LocalStoreOptions>;
  readonly #scratch: ScratchFolder;

  constructor(root: string, options: Required<LocalStoreOptions>) {
    this.label = root;
    this.#options = options;
    this.#scratch = new ScratchFolder(join(root, `${ownPrefix}tmp`), options.clock);
  }

  localPath(key: string): string {
    assertKey(key);
    return this.#path(key);
  }

  get(key: string): Promise<StoredObject | undefined> {
    const path = this.localPath(key);
    return this.#reading(() => readObject(path, key));
  }

  putIfAbsent(key: string, bytes: Uint8Array): Promise<PutResult> {
    const path = this.localPath(key);
    return this.#writing(async () => {
      const created = await createDurably(path, bytes, this.#scratch);
      if (!created) return conditionFailed;
      return { ok: true, etag: isDocument(key) ? documentEtag(bytes) : this.#describe(key).etag };
    });
  }

  putIfMatch(key: string, bytes: Uint8Array, etag: string): Promise<PutResult> {
    assertDocumentKey(key);
    const path = this.localPath(key);
    return this.#locked(async () => {
      const current = await readObject(path, key);
      if (current?.etag !== etag) return conditionFailed;
      await replaceDurably(path, bytes, this.#scratch);
      return { ok: true, etag: documentEtag(bytes) };
    });
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    assertPrefix(prefix);
    try {
      yield* listFolder(this.label, prefix);
    } catch (error) {
      throw readError(error, this.label);
    }
  }

  async look(keys: readonly string[]): Promise<readonly ObjectInfo[]> {
    keys.forEach(assertKey);
    try {
      const found = await mapInTurns(keys, key => describeObject(`${this.label}/${key}`, key));
      return found.filter(object => object !== undefined);
    } catch (error) {
      throw readError(error, this.label);
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey);
    if (!existsSync(this.label)) return;
    const [documents, data] = [keys.filter(isDocument), keys.filter(key => !isDocument(key))];
    await this.#writing(() => this.#deleteAll(data));
    // Else a document could go between the comparison and the rename of a putIfMatch, and come back by the rename.
    if (documents.length > 0) await this.#locked(() => this.#deleteAll(documents));
  }

  upload(localPath: string, key: string): Promise<ObjectInfo> {
    assertDataKey(key);
    return this.#writing(async () => {
      if (isTurnOver()) await nextTurn();
      moveFile(localPath, this.localPath(key), this.#scratch);
      return this.#describe(key);
    });
  }

  async copy(from: string, to: string): Promise<ObjectInfo> {
    await this.copyMany([{ from, to }]);
    return this.#describe(to);
  }

  copyMany(pairs: readonly CopyPair[]): Promise<readonly CopyResult[]> {
    for (const { from, to } of pairs) {
      assertKey(from);
      assertDataKey(to);
    }
    const made = new Set<string>();
    return this.#writing(() => mapInTurns(pairs, pair => this.#copyOne(pair, made)));
  }

  /** A local folder has no such uploads. */
  async abortUploads(prefix: string): Promise<void> {
    assertPrefix(prefix);
  }

  async now(): Promise<number> {
    return this.#options.clock();
  }

  #copyOne({ from, to, etag }: CopyPair, made: Set<string>): CopyResult {
    try {
      const linked = linkFile(this.#path(from), this.#path(to), made, this.#scratch);
      return linked && etag !== undefined ? { etag } : this.#describe(to);
    } catch (error) {
      if (isAbsence(error) && describeObject(this.#path(from), from) === undefined)
        throw missingObject(this.label, from);
      throw error;
    }
  }

  #deleteAll(keys: readonly string[]): Promise<void> {
    return deleteFiles(
      keys.map(key => this.localPath(key)),
      this.label,
    );
  }

  /** Of an object that was just written. */
  #describe(key: string): ObjectInfo {
    const info = describeObject(this.#path(key), key);
    if (info === undefined) throw missingObject(this.label, key);
    return info;
  }

  /** Of a key that was asserted. */
  #path(key: string): string {
    return `${this.label}/${key}`;
  }

  #locked<T>(action: () => Promise<T>): Promise<T> {
    return this.#writing(() => {
      const path = join(this.label, `${ownPrefix}lock`);
      makeFolder(join(this.label, documentPrefix));
      return withFileLock({ path, lake: this.label, timeout: this.#options.lockTimeout }, action);
    });
  }

  async #reading<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw readError(error, this.label);
    }
  }

  async #writing<T>(action: () => T | Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw writeError(error, this.label);
    }
  }
}

const conditionFailed: PutResult = { ok: false, reason: 'condition-failed' };
