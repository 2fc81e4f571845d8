import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ObjectInfo } from '../storage/store.ts';
import type { View } from './documents.ts';
import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import { plainPrefix } from './layout.ts';
import { presentReleases } from './live-releases.ts';
import { plainFiles } from './plain-files.ts';
import { findView } from './read-documents.ts';
import { refuseReservedName } from './table-names.ts';

/**
 * Throws `reserved-name` when a table may not bear its name, and `foreign-files` when its folder in the lake, where
 * the plain copy goes, holds files that no release wrote: they are never deleted or overwritten.
 */
export async function checkTables(lake: LakeContext, names: readonly string[]): Promise<void> {
  for (const name of names) refuseReservedName(name);
  if (!lake.settings.plainCopy) return;
  const listed = await listTables(lake, names);
  if (listed.size === 0) return;
  const view = await findView(lake);
  refuseForeignFiles(lake, listed.keys(), await knownKeys(lake, view?.value));
}

/** What lies in the folders of these tables. */
export async function listTables(
  { store }: LakeContext,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, ObjectInfo>> {
  const listed = new Map<string, ObjectInfo>();
  for (const name of new Set(names)) {
    for (const [key, object] of await listObjects(store, plainPrefix(name))) listed.set(key, object);
  }
  return listed;
}

/** Every key that sparkify may have written in the plain copy. */
export async function knownKeys(lake: LakeContext, view: View | undefined): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const release of await presentReleases(lake, view?.releases ?? [])) {
    for (const key of (await plainFiles(lake, release)).keys()) keys.add(key);
  }
  return keys;
}

/** Throws `foreign-files`. Hidden files, which nobody who globs reads, are left alone. */
export function refuseForeignFiles(
  lake: LakeContext,
  listed: Iterable<string>,
  known: ReadonlySet<string>,
): void {
  const foreign = [...listed].filter(key => !known.has(key) && !isHidden(key));
  if (foreign.length === 0) return;
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  throw new SparkifyError(
    'foreign-files',
    `The lake ${lake.store.label} holds files that no release wrote: ${foreign[0]}${more}.`,
    { hint: 'Move them out of the lake, or set `releases: { plainCopy: false }` in sparkify.config.ts.' },
  );
}

function isHidden(key: string): boolean {
  return key.split('/').some(segment => segment.startsWith('.') || segment.startsWith('_'));
}
