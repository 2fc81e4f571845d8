import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryError } from '../../storage/disk-error.ts';

/**
 * Works in a folder of its own, which goes when the work is done.
 *
 * @throws SparkifyError `out-of-disk` or `target-not-writable` when there can be no such folder
 */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sparkify-')).catch((error: unknown) => {
    throw temporaryError(error, tmpdir());
  });
  try {
    return await work(folder).catch((error: unknown) => {
      throw temporaryError(error, folder);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
