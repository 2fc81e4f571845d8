import { mkdirSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadWay } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { AtClose, DataAccess, DataWriting, Expectation, FinishedFile, Pour } from '../data-access.ts';
import { RunFolder } from '../run-folder.ts';
import { Gate } from './gate.ts';
import { NearFiles } from './near-files.ts';
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
  /** How much a run may bring near at most. */
  readonly nearBytes: number;
  /** Takes what is to be done when the engine reads no more. Without it nothing is brought near. */
  readonly atClose: AtClose | undefined;
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
    own: new RunFolder(join(options.scratch, 'uploads')),
  };
  const { store, scratch, nearBytes, interrupt, atClose } = options;
  const folder = new RunFolder(join(scratch, 'near'));
  const near = new NearFiles({ store, folder, limit: nearBytes, interrupt, atClose });
  return {
    address: key => `${store.label}/${key}`,
    near: files => near.bring(files),
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
  readonly own: RunFolder;
}

class Uploads implements DataWriting {
  readonly folder: string;
  readonly pour: Pour | undefined;
  readonly warning: string | undefined;
  readonly #store: StreamingStore;
  readonly #stop: AbortSignal;
  readonly #pours: Gate;
  readonly #prefix: string;
  readonly #own: RunFolder;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor({ store, upload, stop, pours, own }: SharedOptions, prefix: string, expectation?: Expectation) {
    this.#store = store;
    this.#stop = stop;
    this.#pours = pours;
    this.#prefix = prefix;
    this.#own = own;
    own.open();
    this.folder = join(own.path, prefix);
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
    this.#own.close();
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
