import type { Release } from './documents.ts';
import type { ReaderContext } from './lake-context.ts';
import { readCurrentRelease } from './read-current.ts';
import { findRelease } from './read-documents.ts';

export interface ListedRelease {
  readonly release: Release;
  /** `dropped`: no longer readable, not yet removed. */
  readonly state: 'current' | 'kept' | 'dropped';
  /** ISO 8601, by the store's clock; null for the current release and for dropped ones. */
  readonly supersededAt: string | null;
}

/** The releases whose documents still exist, from the current one along its parents. */
export async function listReleases(
  lake: Pick<ReaderContext, 'store' | 'project'>,
): Promise<readonly ListedRelease[]> {
  const current = await readCurrentRelease(lake);
  if (current === undefined) return [];
  const supersededAt = new Map(current.kept.map(kept => [kept.release, kept.supersededAt]));
  const listed: ListedRelease[] = [{ release: current, state: 'current', supersededAt: null }];
  for (let id = current.parent; id !== null; ) {
    const release = await findRelease(lake, id);
    if (release === undefined) break;
    const time = supersededAt.get(id) ?? null;
    listed.push({ release, state: time === null ? 'dropped' : 'kept', supersededAt: time });
    id = release.parent;
  }
  return listed;
}
