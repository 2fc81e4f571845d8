import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataAccess, DataWriting, FinishedFile } from '../data-access.ts';
import { hasCode } from '../disk-error.ts';
import type { Store } from '../store.ts';

/** So much may wait on the local disk before the engine has to wait, too. */
const mostFiles = 1000;
const mostBytes = 2 * 2 ** 30;

export interface S3DataOptions {
  readonly store: Store;
  /** Absolute folder for files on their way. */
  readonly scratch: string;
}

/**
 * The engine writes files to the local disk, from where they are uploaded while it writes others: its own writing to S3
 * sends one request at a time, and cannot be interrupted meanwhile. It reads straight from S3.
 */
export function s3Data({ store, scratch }: S3DataOptions): DataAccess {
  return {
    address: key => `${store.label}/${key}`,
    writeBelow: prefix => new Uploads(store, prefix, scratch),
  };
}

class Uploads implements DataWriting {
  readonly folder: string;
  readonly #store: Store;
  readonly #prefix: string;
  readonly #own: string;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(store: Store, prefix: string, scratch: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.#own = join(scratch, `${ownName}${process.pid}`);
    sweepDead(scratch);
    this.folder = join(this.#own, prefix);
    mkdirSync(this.folder, { recursive: true });
  }

  readonly take = async ({ path, bytes }: FinishedFile): Promise<void> => {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#bytes += bytes;
    const key = `${this.#prefix}${path.slice(this.folder.length)}`;
    const upload: Promise<void> = this.#store
      .upload(path, key)
      .then(
        () => undefined,
        error => {
          this.#failure ??= { error };
        },
      )
      .finally(() => {
        this.#running.delete(upload);
        this.#bytes -= bytes;
        for (const go of this.#waiting.splice(0)) go();
      });
    this.#running.add(upload);
    while (this.#running.size > mostFiles || (this.#bytes > mostBytes && this.#running.size > 1)) {
      await new Promise<void>(go => this.#waiting.push(go));
    }
  };

  async finish(): Promise<void> {
    await Promise.all(this.#running);
    // Thousands of folders: not to be removed at one go.
    await rm(this.folder, { recursive: true, force: true });
    removeEmptyFolders(this.#own, dirname(this.folder));
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Other tables may be under way below the same folders. */
function removeEmptyFolders(top: string, bottom: string): void {
  for (let folder = bottom; folder.startsWith(top); folder = dirname(folder)) {
    if (namesIn(folder).length > 0) return;
    rmSync(folder, { recursive: true, force: true });
  }
}

const ownName = 'upload-';

/** Removes what processes left that were killed. */
function sweepDead(scratch: string): void {
  for (const name of namesIn(scratch)) {
    if (!name.startsWith(ownName) || isRunning(Number(name.slice(ownName.length)))) continue;
    rmSync(join(scratch, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
