import { constants } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../storage/disk-error.ts';
import { RunFolder } from '../../storage/run-folder.ts';

/**
 * A folder of one run with links to the files of the cache that it reads: whatever another process clears away there
 * meanwhile, this run goes on reading.
 */
export class HeldFiles {
  readonly #own: RunFolder;
  #isOpen = false;

  /** @param parent absolute folder, of all runs */
  constructor(parent: string) {
    this.#own = new RunFolder(parent);
  }

  get folder(): string {
    return this.#own.path;
  }

  /** Again is no harm. */
  open(): void {
    if (!this.#isOpen) this.#own.open();
    this.#isOpen = true;
  }

  /** Gives the path to read a file by as long as the run lasts; where there are no links, its own. */
  async hold(path: string, name: string): Promise<string> {
    const held = join(this.folder, name);
    try {
      await link(path, held);
      return held;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return held;
      if (hasCode(error, 'ENOENT')) throw error;
      return path;
    }
  }

  /** Gives a file of the run to the cache as well. */
  async give(held: string, path: string): Promise<void> {
    await link(held, path).catch(() => copyFile(held, path, constants.COPYFILE_FICLONE));
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await rm(this.folder, { recursive: true, force: true });
    this.#own.close();
  }
}
