import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Owner, Release } from './documents.ts';
import { conflicts, type Draft } from './draft.ts';
import type { ReaderContext } from './lake-context.ts';
import { findRelease } from './read-documents.ts';

/**
 * Throws `lake-moved` when `current` differs from `base` in a table that the draft reads or writes. The message names
 * the first release that did it, and who published it.
 */
export async function refuseConflicts(
  lake: Pick<ReaderContext, 'store' | 'project'>,
  base: Release | undefined,
  current: Release | undefined,
  draft: Pick<Draft, 'touches'>,
): Promise<void> {
  const names = conflicts(base, current, draft);
  if (names.length === 0) return;
  if (current === undefined) throw new Error('a pointer that named a release names none');
  const culprit = await firstToChange(lake, base, current, draft);
  const tables = names.map(name => `"${name}"`).join(', ');
  throw new SparkifyError(
    'lake-moved',
    `Release ${culprit.release} (\`${culprit.command}\` by ${renderOwner(culprit.owner)}) came first and changed ${tables}.`,
    { hint: 'Nothing was published. Run the command again to build on that release.' },
  );
}

/** `ann on build-7, process 4711` */
export function renderOwner(owner: Owner): string {
  return `${owner.user} on ${owner.host}, process ${owner.pid}`;
}

/** Walks from `current` toward `base` as far as the documents still exist. */
async function firstToChange(
  lake: Pick<ReaderContext, 'store' | 'project'>,
  base: Release | undefined,
  current: Release,
  draft: Pick<Draft, 'touches'>,
): Promise<Release> {
  let culprit = current;
  while (culprit.parent !== null && culprit.parent !== base?.release) {
    const parent = await findRelease(lake, culprit.parent);
    if (parent === undefined || conflicts(base, parent, draft).length === 0) break;
    culprit = parent;
  }
  return culprit;
}
