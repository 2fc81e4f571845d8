import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './local-folders.ts';
import { isAbsence } from './local-object.ts';

/** After this long an unfinished file belongs to no living process. */
const maximumAge = 24 * 60 * 60 * 1000;

/**
 * Where the files of one lake lie until they are whole: one folder on the same file system, so that they reach their
 * names by a link or rename, and so that what a killed process left is found without walking the lake.
 */
export class ScratchFolder {
  readonly #folder: string;
  readonly #clock: () => number;
  #swept = false;

  constructor(folder: string, clock: () => number) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** A fresh path. The folder is made again each time, should someone have emptied the lake meanwhile. */
  newPath(): string {
    if (!existsSync(this.#folder)) makeFolder(this.#folder);
    if (!this.#swept) this.#sweep();
    return join(this.#folder, `.tmp-${randomUUID()}`);
  }

  /** The time of the inode counts: a hard link has the age of its source in the time of its bytes. */
  #sweep(): void {
    this.#swept = true;
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      try {
        if (this.#clock() - lstatSync(path).ctimeMs > maximumAge) rmSync(path, { force: true });
      } catch (error) {
        // Another process swept it.
        if (!isAbsence(error)) throw error;
      }
    }
  }
}
