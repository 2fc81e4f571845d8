import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UploadWay } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { DataAccess, DataWriting, Expectation, FinishedFile, Pour } from '../data-access.ts';
import { hasCode } from '../disk-error.ts';
import { Gate } from './gate.ts';
import { pourThrough } from './pour.ts';
import type { StreamingStore } from './s3-store.ts';

/** So much may wait on the local disk before the engine has to wait, too. */
const mostFiles = 1000;
const mostBytes = 2 * 2 ** 30;

/** With less room than this files do not stop on the disk, unless they must. */
const leastRoom = 2 * mostBytes;

/** Each has up to five parts of 16 MiB in memory, and more of an object of more than 64 GB. */
const poursAtOnce = 4;

export interface S3DataOptions {
  readonly store: StreamingStore;
  readonly upload: UploadWay;
  /** Absolute folder for files on their way. */
  readonly scratch: string;
  /** Ends uploads a few seconds after the user has interrupted the run. */
  readonly interrupt: AbortSignal | undefined;
}

/** What is nearly in the lake then may still get there, and a retry need not do it again. Milliseconds. */
const grace = 3000;

/**
 * The engine writes files to the local disk, from where they are uploaded while it writes others: its own writing to S3
 * sends one request at a time, and cannot be interrupted meanwhile. Files for which the disk has no room go through a
 * pipe. It reads straight from S3.
 */
export function s3Data(options: S3DataOptions): DataAccess {
  const shared = {
    ...options,
    stop: afterGrace(options.interrupt),
    pours: new Gate(poursAtOnce, poursAtOnce),
  };
  return {
    address: key => `${options.store.label}/${key}`,
    writeBelow: (prefix, expectation) => new Uploads(shared, prefix, expectation),
  };
}

/** Aborts some time after another signal. Does not keep the process alive for that. */
function afterGrace(interrupt: AbortSignal | undefined): AbortSignal {
  const stop = new AbortController();
  const end = () => stop.abort(new SparkifyError('interrupted', 'The upload was interrupted.'));
  const wait = () => void setTimeout(end, grace).unref();
  if (interrupt?.aborted) wait();
  else interrupt?.addEventListener('abort', wait, { once: true });
  return stop.signal;
}

/** What all tables of a run share. */
interface SharedOptions extends S3DataOptions {
  readonly stop: AbortSignal;
  readonly pours: Gate;
}

class Uploads implements DataWriting {
  readonly folder: string;
  readonly pour: Pour | undefined;
  readonly warning: string | undefined;
  readonly #store: StreamingStore;
  readonly #stop: AbortSignal;
  readonly #pours: Gate;
  readonly #prefix: string;
  readonly #own: string;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    { store, upload, scratch, stop, pours }: SharedOptions,
    prefix: string,
    expectation?: Expectation,
  ) {
    this.#store = store;
    this.#stop = stop;
    this.#pours = pours;
    this.#prefix = prefix;
    this.#own = join(scratch, `${ownName}${process.pid}`);
    sweepDead(scratch);
    this.folder = join(this.#own, prefix);
    mkdirSync(this.folder, { recursive: true });
    this.warning = upload === 'auto' ? shortage(this.folder, expectation) : undefined;
    if (upload === 'stream' || this.warning !== undefined)
      this.pour = (path, write) => this.#pour(path, write);
  }

  async #pour<T>(path: string, write: () => Promise<T>): Promise<{ written: T; bytes: number }> {
    const { written, sent } = await this.#pours.through(() =>
      pourThrough(path, write, (chunks, whole) =>
        this.#store.uploadStream(chunks, { key: this.#keyOf(path), whole, signal: this.#stop }),
      ),
    );
    return { written, bytes: sent.size };
  }

  #keyOf(path: string): string {
    return `${this.#prefix}${path.slice(this.folder.length)}`;
  }

  readonly take = async ({ path, bytes }: FinishedFile): Promise<void> => {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#bytes += bytes;
    const upload: Promise<void> = this.#store
      .upload(path, this.#keyOf(path), this.#stop)
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

/** Says why files should not stop on the disk: in words, or not at all. */
function shortage(folder: string, expectation: Expectation | undefined): string | undefined {
  const { bavail, bsize } = statfsSync(folder);
  const [room, expected] = [bavail * bsize, expectation?.bytes ?? 0];
  if (room >= Math.max(leastRoom, 2 * expected)) return undefined;
  return `The disk of ${folder} has ${(room / 1e9).toFixed(1)} GB left: Parquet files go to the lake without a stop there.`;
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
