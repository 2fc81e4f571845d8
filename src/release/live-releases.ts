import type { Candidate, DataFile, Pointer, Release, ReleasedTable } from './documents.ts';
import { findFiles } from './file-lists.ts';
import type { ReaderContext } from './lake-context.ts';
import { findRelease, findView, type KnownReleases, readRegistrations, releaseAt } from './read-documents.ts';

/**
 * The release that the pointer names and those that it keeps. A kept one that is gone was dropped and collected by a
 * writer that came in between, so nothing of it needs to be spared.
 */
export async function liveReleases(lake: ReaderContext, pointer: Pointer): Promise<readonly Release[]> {
  const current = await releaseAt(lake, pointer);
  if (current === undefined) return [];
  return [
    current,
    ...(await presentReleases(
      lake,
      current.kept.map(kept => kept.release),
    )),
  ];
}

/**
 * What must be spared beside the live releases: what an unfinished build reads, and what the plain copy or a catalog
 * shows. All of them may have been dropped since.
 */
export async function sparedReleases(
  lake: ReaderContext,
  live: readonly Release[],
  candidates: readonly Candidate[],
  shown: readonly string[],
): Promise<readonly Release[]> {
  const known = new Set(live.map(release => release.release));
  const bases = candidates.flatMap(({ base }) => base.release ?? []);
  const others = [...bases, ...shown].filter(id => !known.has(id));
  return [...live, ...(await presentReleases(lake, others))];
}

/** Ids of the releases that the plain copy or a catalog outside of the lake may show. */
export async function shownReleases(lake: ReaderContext): Promise<readonly string[]> {
  const view = await findView(lake);
  return [...(view?.value.releases ?? []), ...(await registeredReleases(lake))];
}

/** Ids of the releases whose files a catalog outside of the lake may lead to. */
async function registeredReleases(lake: ReaderContext): Promise<readonly string[]> {
  return (await readRegistrations(lake)).flatMap(({ releases }) => releases);
}

/** The documents that exist of these releases; of those that are `known` nobody asks whether they still do. */
export async function presentReleases(
  lake: ReaderContext,
  ids: Iterable<string>,
  known: KnownReleases = [],
): Promise<readonly Release[]> {
  const found: Release[] = [];
  for (const id of new Set(ids)) {
    const release = known.find(each => each?.release === id) ?? (await findRelease(lake, id));
    if (release !== undefined) found.push(release);
  }
  return found;
}

/** The paths of all files that these releases name, in the tables that `isWanted` accepts. */
export async function filesOf(
  lake: ReaderContext,
  releases: readonly Release[],
  isWanted: (table: string) => boolean = () => true,
): Promise<ReadonlySet<string>> {
  const tables = releases.flatMap(release => release.tables).filter(table => isWanted(table.name));
  const lists = new Map(tables.map(table => [table.fileList, table]));
  const paths = new Set<string>();
  for (const table of lists.values()) {
    const files: readonly DataFile[] = (await findFiles(lake, table)) ?? [];
    for (const file of files) paths.add(file.path);
  }
  return paths;
}

/**
 * The keys of what a release names beside its tables: the ledgers of its sources, as they were read last and as its tables read them,
 * and its state.
 */
export function namedBesideTables({ tables, sources, state }: Release): readonly string[] {
  const ofTables = tables.flatMap(({ readFiles = [] }) => readFiles.map(({ ledger }) => ledger));
  const ledgers = new Set([...sources.map(({ ledger }) => ledger), ...ofTables]);
  return state === undefined ? [...ledgers] : [...ledgers, state.document];
}

/** The keys of the documents that belong to one version of a table. */
export function documentsOf({ fileList, compact }: ReleasedTable): readonly string[] {
  return compact === undefined ? [fileList] : [fileList, compact];
}

/** The keys of the file lists, compact copies, ledgers and the state that a release names. */
export function namedDocuments(release: Release): readonly string[] {
  return [...release.tables.flatMap(documentsOf), ...namedBesideTables(release)];
}
