import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Store } from '../storage/store.ts';
import type { Release } from './documents.ts';
import type { ReaderContext } from './lake-context.ts';
import { findPointer, type KnownReleases, readRelease, releaseAt } from './read-documents.ts';

/** `absent`: nothing was ever written here; `empty`: builds began, none was published. */
export type LakeState = 'absent' | 'empty' | 'released';

export async function lakeState(lake: Pick<ReaderContext, 'store' | 'project'>): Promise<LakeState> {
  const pointer = await findPointer(lake);
  if (pointer === undefined) return 'absent';
  return pointer.value.release === null ? 'empty' : 'released';
}

/**
 * The release that the pointer names; undefined when nothing was published yet.
 *
 * @param known see `releaseAt`
 */
export async function readCurrentRelease(
  lake: Pick<ReaderContext, 'store' | 'project'>,
  known?: KnownReleases,
): Promise<Release | undefined> {
  const pointer = await findPointer(lake);
  return pointer && releaseAt(lake, pointer.value, known);
}

/** The current release or one that it keeps. Throws `nothing-published` and `unknown-release`. */
export async function readKeptRelease(
  lake: Pick<ReaderContext, 'store' | 'project'>,
  id: string,
): Promise<Release> {
  const current = await readCurrentRelease(lake);
  if (current === undefined) throw unpublished(lake.store.label);
  if (current.release === id) return current;
  if (current.kept.some(kept => kept.release === id)) return readRelease(lake, id);
  throw unknownRelease(lake.store, id);
}

/** @param lake what messages call it */
export function unpublished(lake: string): SparkifyError {
  return new SparkifyError('nothing-published', `The lake ${lake} has no release yet.`, {
    hint: 'Run `sparkify build` first.',
  });
}

export function unknownRelease({ label }: Store, id: string): SparkifyError {
  return new SparkifyError('unknown-release', `The lake ${label} keeps no release "${id}".`, {
    hint: '`sparkify releases list` names those that can still be read.',
  });
}
