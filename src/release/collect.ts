import type { Candidate, DataFile, Release, ReleasedTable } from './documents.ts';
import { findFiles } from './file-lists.ts';
import type { LakeContext } from './lake-context.ts';
import { candidatePrefixes, idOfKey, releaseKey, releasesPrefix } from './layout.ts';
import {
  documentsOf,
  filesOf,
  liveReleases,
  namedBesideTables,
  namedDocuments,
  presentReleases,
  shownReleases,
  sparedReleases,
} from './live-releases.ts';
import { type KnownReleases, readCandidates, readPointer, releaseAt } from './read-documents.ts';
import type { Steps } from './steps.ts';

/** What nothing kept, when it was looked for. */
export interface Unkept {
  /** The release that was current then: what began since may rest on it, or on one that it keeps. */
  readonly current: Release | undefined;
  readonly candidates: readonly Candidate[];
  /** Ids of releases that neither the pointer nor a candidate names. */
  readonly releases: readonly string[];
}

/**
 * Looks for releases that are no longer kept. It may be done before the current one is shown: what is not kept once never is again.
 *
 * The order of reading matters. A release that is listed first, and whose candidate is gone when the candidates are
 * listed second, was published or given up before the pointer is read last: so if the pointer does not name or keep
 * it, it never will.
 *
 * @param known see `releaseAt`
 */
export async function* findUnkept(lake: LakeContext, known: KnownReleases = []): Steps<Unkept> {
  yield 'list-releases';
  const listed = await releaseIds(lake);
  yield 'list-candidates';
  const candidates = (await readCandidates(lake)).map(candidate => candidate.value);
  yield 'read-pointer';
  const pointer = (await readPointer(lake)).value;
  const current = await releaseAt(lake, pointer, known);
  const named = new Set([
    ...(current ? [current.release, ...current.kept.map(kept => kept.release)] : []),
    ...candidates.flatMap(({ base, ids }) => [...ids, ...(base.release === null ? [] : [base.release])]),
  ]);
  return { current, candidates, releases: listed.filter(id => !named.has(id)) };
}

/**
 * Removes what was found to be unkept, unless it is still shown somewhere, with the table versions and files that only it names; what is
 * carried over by a living release stays. Returns the ids of the releases that went.
 */
export async function* collectSteps(
  lake: LakeContext,
  { current, candidates, releases }: Unkept,
): Steps<readonly string[]> {
  if (releases.length === 0) return [];
  yield 'read-shown';
  const shown = await shownReleases(lake);
  const dead = await presentReleases(
    lake,
    releases.filter(id => !shown.includes(id)),
  );
  if (dead.length === 0) return [];
  yield 'read-pointer';
  const live = await liveReleases(lake, (await readPointer(lake)).value);
  const before = current === undefined ? [] : [current, ...current.kept].map(({ release }) => release);
  const spared = await sparedReleases(lake, live, candidates, [...shown, ...before]);
  yield* removeReleases(lake, dead, spared, candidates);
  return dead.map(release => release.release);
}

async function releaseIds({ store }: LakeContext): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(releasesPrefix)) ids.push(idOfKey(key));
  return ids;
}

/** Files before the lists that name them, lists before the releases that name them: a kill leaves nothing unnamed. */
async function* removeReleases(
  lake: LakeContext,
  dead: readonly Release[],
  spared: readonly Release[],
  candidates: readonly Candidate[],
): Steps<void> {
  const lists = deadTables(dead, spared, candidates);
  const files = await deadFiles(lake, lists, spared, candidates);
  if (files.length > 0) {
    yield 'collect-files';
    await lake.store.delete(files);
  }
  const others = deadBesideTables(dead, spared, candidates);
  if (lists.length + others.length > 0) {
    yield 'collect-file-lists';
    await lake.store.delete([...lists.flatMap(documentsOf), ...others]);
    for (const table of lists) lake.fileLists.delete(table.fileList);
  }
  yield 'collect-releases';
  await lake.store.delete(dead.map(release => releaseKey(release.release)));
}

/** Table versions that only dead releases name. */
function deadTables(
  dead: readonly Release[],
  spared: readonly Release[],
  candidates: readonly Candidate[],
): readonly ReleasedTable[] {
  const living = new Set(spared.flatMap(release => release.tables.map(table => table.fileList)));
  const ids = new Set(candidates.flatMap(candidate => candidate.ids));
  const tables = dead.flatMap(release => release.tables);
  const gone = tables.filter(table => !living.has(table.fileList) && !ids.has(table.version));
  return [...new Map(gone.map(table => [table.fileList, table])).values()];
}

/** Ledgers and states that only dead releases name. */
function deadBesideTables(
  dead: readonly Release[],
  spared: readonly Release[],
  candidates: readonly Candidate[],
): readonly string[] {
  const living = new Set(spared.flatMap(namedDocuments));
  const ids = new Set(candidates.flatMap(candidate => candidate.ids));
  const gone = dead.flatMap(namedBesideTables).filter(key => !living.has(key) && !ids.has(idOfKey(key)));
  return [...new Set(gone)];
}

async function deadFiles(
  lake: LakeContext,
  lists: readonly ReleasedTable[],
  spared: readonly Release[],
  candidates: readonly Candidate[],
): Promise<readonly string[]> {
  const names = new Set(lists.map(table => table.name));
  const living = await filesOf(lake, spared, name => names.has(name));
  const prefixes = candidates.flatMap(candidatePrefixes);
  const isSpared = ({ path }: DataFile) =>
    living.has(path) || prefixes.some(prefix => path.startsWith(prefix));
  const paths = new Set<string>();
  for (const table of lists) {
    const files = (await findFiles(lake, table)) ?? [];
    for (const file of files) if (!isSpared(file)) paths.add(file.path);
  }
  return [...paths];
}
