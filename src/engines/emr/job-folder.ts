import { randomUUID } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inParallel } from '../../storage/in-parallel.ts';
import type { Store } from '../../storage/store.ts';
import type { JobEvent } from '../job.ts';

/** How many files are sent at once. */
const sendsAtOnce = 8;

export interface JobFolderOptions {
  /** That of the lake. */
  readonly store: Store;
  /** Of all that belongs to the job, with a slash at its end. */
  readonly prefix: string;
  /** Absolute folder of this machine for files on their way. */
  readonly scratch: string;
}

/** What a job and whoever waits for it tell one another, as objects in the lake, and the files that are handed to it. */
export class JobFolder {
  readonly #options: JobFolderOptions;
  #heard = 0;

  constructor(options: JobFolderOptions) {
    this.#options = options;
  }

  address(name: string): string {
    const { store, prefix } = this.#options;
    return `${store.label}/${prefix}${name}`;
  }

  async put(name: string, text: string): Promise<void> {
    const { store, prefix } = this.#options;
    await store.putIfAbsent(`${prefix}${name}`, Buffer.from(text));
  }

  /** Undefined while it is not there. */
  async read(name: string): Promise<string | undefined> {
    const { store, prefix } = this.#options;
    const found = await store.get(`${prefix}${name}`);
    return found && Buffer.from(found.bytes).toString('utf8');
  }

  /** Sends files of this machine, which stay. Gives their addresses, which no other process gives. */
  async send(paths: readonly string[]): Promise<readonly string[]> {
    const { store, prefix, scratch } = this.#options;
    await mkdir(scratch, { recursive: true });
    const addresses: string[] = [];
    await inParallel(paths.entries(), sendsAtOnce, async ([index, path]) => {
      const name = `${randomUUID()}-${basename(path)}`;
      const passing = join(scratch, name);
      // A store takes what it is given away.
      await copyFile(path, passing);
      await store.upload(passing, `${prefix}files/${name}`);
      addresses[index] = this.address(`files/${name}`);
    });
    return addresses;
  }

  /** What the job has told since it was asked last. */
  async events(): Promise<readonly JobEvent[]> {
    const events: JobEvent[] = [];
    for (;;) {
      const text = await this.read(`events-${this.#heard + 1}.ndjson`);
      if (text === undefined) return events;
      this.#heard++;
      const lines = text.split('\n').filter(Boolean);
      events.push(...lines.map(line => JSON.parse(line) as JobEvent));
    }
  }

  async remove(): Promise<void> {
    const { store, prefix } = this.#options;
    const keys: string[] = [];
    for await (const { key } of store.list(prefix)) keys.push(key);
    await store.delete(keys);
  }
}
