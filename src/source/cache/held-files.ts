import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../../storage/disk-error.ts';

/** After this long what a killed run held belongs to nobody. */
const maximumAge = 24 * 60 * 60 * 1000;

/**
 * A folder of one run with links to the files of the cache that it reads: whatever another process clears away there
 * meanwhile, this run goes on reading.
 */
export class HeldFiles {
  /** Absolute. Beside it lie those of other runs. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const [parent, own] = [dirname(this.folder), basename(this.folder)];
    for (const name of await readdir(parent)) {
      const { mtimeMs } = (await stat(join(parent, name)).catch(() => undefined)) ?? { mtimeMs: Date.now() };
      if (name === own || Date.now() - mtimeMs < maximumAge) continue;
      await rm(join(parent, name), { recursive: true, force: true });
    }
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
    await rm(this.folder, { recursive: true, force: true });
  }
}
