import { rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file in place of the one that is there. Some file systems, ext4 among them, put the data of a file that is
 * emptied and written again on the disk at once: 2 ms a file, against 0.1 ms of a new one.
 */
export function writeAnew(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text);
}
