import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { AtClose, NearFile } from '../data-access.ts';
import { hasCode } from '../disk-error.ts';
import { hasRoom } from '../disk-room.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Store } from '../store.ts';
import { ByteBudget } from './byte-budget.ts';

/** Of larger files, on average, an engine gets what it needs by ranges, and several at once. */
const smallBytes = 64 * 2 ** 20;

/** Of all tables of a run. */
const mostBytes = 2 ** 30;

/** Bytes in memory at once. */
const heldBytes = 64 * 2 ** 20;

export interface NearFilesOptions {
  readonly store: Pick<Store, 'label' | 'get'>;
  /** Gets the copies. */
  readonly folder: RunFolder;
  /** How many bytes a run may bring at most. */
  readonly limit: number;
  readonly interrupt: AbortSignal | undefined;
  /** Undefined where nobody would take the copies away: then nothing is brought. */
  readonly atClose: AtClose | undefined;
}

/**
 * Copies of objects of a lake on this machine, for as long as an engine reads them. An engine that reads a file in place asks for its size,
 * its footer and its columns one after the other, in every query anew, and looks at as many files at once as it has threads: of
 * a table in many small files each query waits for minutes of latency. All of them are fetched at once instead.
 */
export class NearFiles {
  readonly #options: NearFilesOptions;
  readonly #budget = new ByteBudget(heldBytes);
  /** Where each object lies, by its key. */
  readonly #paths = new Map<string, Promise<string>>();
  #bytes = 0;
  #isOpen = false;

  constructor(options: NearFilesOptions) {
    this.#options = options;
  }

  /** Where to read them: where they are large, or there is no room for them, they stay where they are. */
  async bring(files: readonly NearFile[]): Promise<readonly string[]> {
    const missing = files.filter(({ path }) => !this.#paths.has(path));
    if (missing.length > 0 && !this.#takes(missing)) return files.map(({ path }) => this.#address(path));
    for (const file of missing) this.#paths.set(file.path, this.#fetch(file));
    return Promise.all(files.map(({ path }) => this.#paths.get(path)!));
  }

  #takes(files: readonly NearFile[]): boolean {
    const { limit, folder, atClose } = this.#options;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (
      atClose === undefined ||
      bytes > smallBytes * files.length ||
      this.#bytes + bytes > Math.min(limit, mostBytes)
    )
      return false;
    if (!this.#isOpen) {
      folder.open();
      atClose(() => folder.close());
      this.#isOpen = true;
    }
    if (!hasRoom(folder.path, bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  #fetch({ path, bytes }: NearFile): Promise<string> {
    const { store, folder, interrupt } = this.#options;
    return this.#budget.with(bytes, async () => {
      if (interrupt?.aborted) throw new SparkifyError('interrupted', 'Interrupted.');
      const object = await store.get(path);
      // The engine says what it misses.
      if (object === undefined) return this.#address(path);
      const copy = join(folder.path, path);
      try {
        await mkdir(dirname(copy), { recursive: true });
        await writeFile(copy, object.bytes, { mode: 0o600 });
        return copy;
      } catch (error) {
        if (!hasCode(error, 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG')) throw error;
        await rm(copy, { force: true });
        return this.#address(path);
      }
    });
  }

  #address(path: string): string {
    return `${this.#options.store.label}/${path}`;
  }
}
