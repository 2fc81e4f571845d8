import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { AtClose, NearFile } from '../data-access.ts';
import { hasCode } from '../disk-error.ts';
import { hasRoom } from '../disk-room.ts';
import { allEnded } from '../in-parallel.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Store } from '../store.ts';
import { sum } from '../sum.ts';
import { ByteBudget } from './byte-budget.ts';

/** Of a larger file an engine gets what it needs by ranges, and several at once. */
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
  /** How many were begun. */
  #begun = 0;
  #isOpen = false;
  /** When the engine is closed, nothing more is fetched. */
  #isClosed = false;

  constructor(options: NearFilesOptions) {
    this.#options = options;
  }

  /** Where to read them: those that are large, or all of them where there is no room, stay where they are. */
  async bring(files: readonly NearFile[]): Promise<readonly string[]> {
    const missing = files.filter(({ path, bytes }) => !this.#paths.has(path) && bytes <= smallBytes);
    if (missing.length > 0 && this.#takes(missing)) {
      const together: Together = { failure: undefined };
      for (const file of missing) this.#paths.set(file.path, this.#fetch(file, together));
    }
    return allEnded(files.map(({ path }) => this.#paths.get(path) ?? this.#address(path)));
  }

  #takes(files: readonly NearFile[]): boolean {
    const { limit, folder, atClose } = this.#options;
    const bytes = sum(files.map(file => file.bytes));
    const isTooMuch = this.#bytes + bytes > Math.min(limit, mostBytes);
    if (atClose === undefined || isTooMuch || looksPartitioned(folder.path)) return false;
    if (!this.#isOpen) {
      folder.open();
      atClose(() => this.#close());
      this.#isOpen = true;
    }
    if (!hasRoom(folder.path, bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  #close(): void {
    this.#isClosed = true;
    try {
      this.#options.folder.close();
    } catch {
      // The next run that opens one beside it takes it away.
    }
  }

  /** Of what is fetched together nothing more is, once one has failed; whoever asks for it again has it tried again. */
  #fetch({ path, bytes }: NearFile, together: Together): Promise<string> {
    const number = this.#begun++;
    return this.#budget.with(bytes, async () => {
      try {
        return await this.#fetchNow(path, number, together);
      } catch (error) {
        together.failure ??= { error };
        this.#paths.delete(path);
        this.#bytes -= bytes;
        throw together.failure.error;
      }
    });
  }

  async #fetchNow(path: string, number: number, together: Together): Promise<string> {
    const { store, folder, interrupt } = this.#options;
    const mayGoOn = () => !this.#isClosed && together.failure === undefined && interrupt?.aborted !== true;
    const object = mayGoOn() ? await store.get(path) : undefined;
    if (!mayGoOn()) throw new SparkifyError('interrupted', 'Interrupted.');
    // The engine says what it misses.
    if (object === undefined) return this.#address(path);
    // Some disks take two keys for one name.
    const copy = join(folder.path, String(number), path);
    try {
      await mkdir(dirname(copy), { recursive: true });
      await writeFile(copy, object.bytes, { mode: 0o600 });
      // The folder was taken away while this one was written.
      if (this.#isClosed) await rm(folder.path, { recursive: true, force: true });
      return copy;
    } catch (error) {
      if (!hasCode(error, 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG')) throw error;
      await rm(copy, { force: true });
      return this.#address(path);
    }
  }

  #address(path: string): string {
    return `${this.#options.store.label}/${path}`;
  }
}

/** Files that are asked for at once. */
interface Together {
  failure: { readonly error: unknown } | undefined;
}

/** Whether a part of a path would be taken for a partition of what lies below it. */
function looksPartitioned(folder: string): boolean {
  return folder.split(sep).some(part => part.includes('='));
}
