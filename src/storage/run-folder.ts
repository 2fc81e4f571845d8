import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readlinkSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './is-running.ts';

/** How often a folder shows that its process lives. Milliseconds. */
const touchInterval = 5 * 60_000;

/** After so long without that, one of another host belongs to nobody. Milliseconds. */
const silence = 24 * 60 * 60_000;

/** Who has a folder. */
export interface Holder {
  /** Where its process id means something. Containers may share a folder, and the name of the host, but no ids. */
  readonly host: string;
  readonly pid: number;
}

/** Names of folders of this process: its id says nothing of the others, a dead process may have had the same. */
const ownNames = new Set<string>();

/**
 * A folder of one run, beside those of other runs that may go on at the same time, here or in another container that
 * shares the disk. What killed runs left goes when it is opened: of this host when the process has ended, else after a
 * day without a sign of life. Whatever else lies there is left alone.
 */
export class RunFolder {
  /** Absolute. There while it is open. */
  readonly path: string;
  readonly #parent: string;
  readonly #name: string;
  readonly #holder: Holder;
  #users = 0;
  #touching: NodeJS.Timeout | undefined;

  constructor(parent: string, holder: Holder = thisProcess()) {
    this.#parent = parent;
    this.#holder = holder;
    this.#name = `run-${holder.host}.${holder.pid}.${randomUUID()}`;
    this.path = join(parent, this.#name);
  }

  /** To be ended by `close`, each time. */
  open(): void {
    ownNames.add(this.#name);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    if (this.#users++ > 0) return;
    this.#sweepDead();
    this.#touching = setInterval(() => touch(this.path), touchInterval).unref();
  }

  /** The last one removes the folder, which should be nearly empty then: it does so at one go. */
  close(): void {
    if (--this.#users > 0) return;
    clearInterval(this.#touching);
    rmSync(this.path, { recursive: true, force: true });
    ownNames.delete(this.#name);
  }

  #sweepDead(): void {
    for (const name of readdirSync(this.#parent)) {
      if (!this.#isDead(name)) continue;
      // Another process may be sweeping it as well.
      rmSync(join(this.#parent, name), { recursive: true, force: true, maxRetries: 2 });
    }
  }

  #isDead(name: string): boolean {
    const [, host, pid] = runName.exec(name) ?? [];
    if (host === undefined || ownNames.has(name)) return false;
    if (host !== this.#holder.host) return this.#isSilent(name);
    return Number(pid) === this.#holder.pid || !isRunning(Number(pid));
  }

  #isSilent(name: string): boolean {
    const found = statSync(join(this.#parent, name), { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs > silence;
  }
}

const runName = /^run-(.+)\.(\d+)\.[0-9a-f-]{36}$/;

function thisProcess(): Holder {
  return { host: encodeURIComponent(`${hostname()}${pidNamespace()}`), pid: process.pid };
}

/** On Linux, what tells containers apart that have the name of their host. */
function pidNamespace(): string {
  try {
    return `-${readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')}`;
  } catch {
    return '';
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody has emptied the folder around it: nobody can take it for dead any more.
  }
}
