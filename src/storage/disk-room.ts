import { statfsSync } from 'node:fs';

/** Left for the engine, which spills to the same disk. */
const reserve = 256 * 2 ** 20;

/** Whether the disk of a folder has room for so much more. */
export function hasRoom(folder: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= bytes * 1.1 + reserve;
}
