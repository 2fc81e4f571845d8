import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ObjectInfo } from '../storage/store.ts';
import type { Release, View } from './documents.ts';
import { readFiles } from './file-lists.ts';
import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import { plainPrefix } from './layout.ts';
import { presentReleases } from './live-releases.ts';
import { plainFiles } from './plain-files.ts';
import { readCurrentRelease } from './read-current.ts';
import { findView, type KnownReleases } from './read-documents.ts';
import { refuseReservedName } from './table-names.ts';

type Listing = ReadonlyMap<string, ObjectInfo>;

/**
 * Throws `reserved-name` when a table may not bear its name, `lake-damaged` when the list of its files is gone, and
 * `foreign-files` when its folder in the lake, where the plain copy goes, holds files that no release wrote: they are
 * never deleted or overwritten.
 *
 * @param base the release that the build will rest on; without it the current one is read where it is needed
 */
export async function checkTables(
  lake: LakeContext,
  names: readonly string[],
  base?: Release,
): Promise<void> {
  for (const name of names) refuseReservedName(name);
  if (!lake.settings.plainCopy) return;
  const asked = new Set(names);
  const isAsked = (table: string) => asked.has(table);
  for (let view = await findView(lake); ; ) {
    const keys = await knownKeys(lake, view?.value, { isAsked, known: [base] });
    const listed = await listTables(lake, names, keys);
    if (listed.size === 0) return;
    const foreign = foreignKeys(listed, keys);
    // Another build names what it shows before it shows it.
    const now = foreign.length === 0 ? view : await findView(lake);
    if (now?.etag === view?.etag) {
      await readFileLists(lake, base ?? (await readCurrentRelease(lake)), names);
      if (foreign.length > 0) throw foreignFiles(lake, foreign);
      return;
    }
    view = now;
  }
}

/** Without its list, what a table holds would be taken for foreign. Throws `lake-damaged`. */
async function readFileLists(
  lake: LakeContext,
  current: Release | undefined,
  names: readonly string[],
): Promise<void> {
  for (const table of current?.tables ?? []) if (names.includes(table.name)) await readFiles(lake, table);
}

/** What lies in the folders of these tables, where these keys are likely to be. */
export function listTables(
  { store }: LakeContext,
  names: Iterable<string>,
  expected: Iterable<string>,
): Promise<Listing> {
  return listObjects(store, [...new Set(names)].map(plainPrefix), [...expected]);
}

interface KeysOf {
  /** Which tables it is about; all of them unless given. */
  readonly isAsked?: (table: string) => boolean;
  /** Releases that the caller has at hand. */
  readonly known?: KnownReleases | undefined;
}

/** Every key at which the plain copy of tables may hold a file, by its document. */
export async function knownKeys(
  lake: LakeContext,
  view: View | undefined,
  { isAsked, known }: KeysOf = {},
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const release of await presentReleases(lake, view?.releases ?? [], known)) {
    for (const key of (await plainFiles(lake, release, isAsked)).keys()) keys.add(key);
  }
  return keys;
}

/**
 * The listed keys that are the lake's own. Throws `foreign-files` when there are others; hidden files, which nobody
 * who globs reads, are left alone.
 */
export function ownKeys(lake: LakeContext, listed: Listing, known: ReadonlySet<string>): ReadonlySet<string> {
  const foreign = foreignKeys(listed, known);
  if (foreign.length > 0) throw foreignFiles(lake, foreign);
  return new Set([...listed.keys()].filter(key => known.has(key)));
}

function foreignKeys(listed: Listing, known: ReadonlySet<string>): readonly string[] {
  return [...listed.keys()].filter(key => !known.has(key) && !isHidden(key));
}

function foreignFiles({ store }: LakeContext, foreign: readonly string[]): SparkifyError {
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  return new SparkifyError(
    'foreign-files',
    `The lake ${store.label} holds files that no release wrote: ${foreign[0]}${more}.`,
    { hint: 'Move them out of the lake, or set `releases: { plainCopy: false }` in sparkify.config.ts.' },
  );
}

function isHidden(key: string): boolean {
  return key.split('/').some(segment => segment.startsWith('.') || segment.startsWith('_'));
}
