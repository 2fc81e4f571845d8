import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldFiles } from './held-files.ts';
import type { Pack } from './pack.ts';
import { type PackedObject, recordsFile } from './pack-index.ts';

/** At once, in memory. */
const blank = Buffer.alloc(2 ** 16, '\n');

/**
 * Makes a copy of the records of a pack, for one source of this run, in which those of dead objects are empty lines: the
 * engine reads files whole. What lives stands where it stood. Gives the path of the copy, another one each time, for
 * sources of one location share a pack; undefined when nothing in it is dead.
 */
export async function blankDead(
  pack: Pack,
  living: readonly PackedObject[],
  held: HeldFiles,
): Promise<string | undefined> {
  const alive = new Set(living.map(({ key }) => key));
  const dead = pack.objects.filter(({ file, key }) => file === recordsFile && !alive.has(key));
  if (dead.length === 0) return undefined;
  const copy = join(held.folder, `${randomUUID()}-living.ndjson`);
  await copyFile(pack.recordsOf(dead[0]!).path, copy, constants.COPYFILE_FICLONE);
  const handle = await open(copy, 'r+');
  try {
    for (const { start, length } of dead) {
      for (let done = 0; done < length; done += blank.length) {
        await handle.write(blank, 0, Math.min(blank.length, length - done), start + done);
      }
    }
  } finally {
    await handle.close();
  }
  return copy;
}
