import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

interface Watched {
  readonly watcher: FSWatcher;
  /** A folder that was deleted and made again is another one, which the old watcher knows nothing of. */
  readonly inode: number;
}

/** How long it must be quiet after the last change: editors write in several steps, and Git many files. */
const quietMilliseconds = 20;

/**
 * Tells of changes in folders, whatever an editor does to save: each folder is watched by itself, and all of them are looked
 * for again after every change, since folders come and go.
 */
export class FolderWatch {
  readonly #watched = new Map<string, Watched>();
  #own: ReadonlySet<string> = new Set();
  #isChanged = false;
  #lastChange = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;

  /**
   * Watches a folder itself, and these of its folders with all below them; what is watched besides is let go.
   *
   * @param own files that the watcher writes itself, of which nothing is told
   */
  follow(root: string, folders: readonly string[], own: readonly string[]): void {
    this.#own = new Set(own);
    const wanted = new Set([root, ...folders.flatMap(folder => foldersBelow(join(root, folder)))]);
    for (const [folder, { watcher, inode }] of this.#watched) {
      if (wanted.has(folder) && inodeOf(folder) === inode) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    for (const folder of wanted) this.#watch(folder);
  }

  /** Waits for a change since `follow`, and until nothing more changes. False when there will be none: it was closed. */
  async changed(): Promise<boolean> {
    if (!(this.#isChanged || this.#isClosed)) await new Promise<void>(wake => (this.#wake = wake));
    const quietIn = () => this.#lastChange + quietMilliseconds - performance.now();
    for (let wait = quietIn(); wait > 0 && !this.#isClosed; wait = quietIn()) {
      await new Promise(done => setTimeout(done, wait));
    }
    this.#isChanged = false;
    return !this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
    this.#wake();
  }

  #watch(folder: string): void {
    const inode = inodeOf(folder);
    if (this.#isClosed || this.#watched.has(folder) || inode === undefined) return;
    const tell = () => {
      this.#isChanged = true;
      this.#lastChange = performance.now();
      this.#wake();
    };
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || !this.#own.has(join(folder, name))) tell();
      });
      // A folder that vanishes while it is watched is a change, not a failure.
      watcher.on('error', tell);
      this.#watched.set(folder, { watcher, inode });
    } catch {
      // It vanished just now, which its parent tells.
    }
  }
}

/** A folder and all below it; none when it is not there. */
function foldersBelow(folder: string): readonly string[] {
  const found: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    try {
      const entries = readdirSync(next, { withFileTypes: true });
      found.push(next);
      for (const entry of entries) {
        if (entry.isDirectory() && entry.name !== 'node_modules') open.push(join(next, entry.name));
      }
    } catch {
      // Not there, or no folder.
    }
  }
  return found;
}

function inodeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}
