import type { Candidate, Pointer, Release } from './documents.ts';
import { readFiles } from './file-lists.ts';
import { keysBelow } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import {
  allFilesPrefix,
  candidatePrefixes,
  candidatesPrefix,
  idOfKey,
  isTaskKey,
  namedPrefixes,
  tasksPrefix,
} from './layout.ts';
import { namedDocuments, shownReleases, sparedReleases } from './live-releases.ts';
import { readCandidates, readPointer, readRelease, releaseAt } from './read-documents.ts';
import type { Steps } from './steps.ts';

/**
 * Removes data files, file lists, ledgers, compact copies, states and what tasks put down that no release and no candidate names. A
 * build leaves such things only when it was silent for a day, was recovered from another host, woke up and was killed before it
 * noticed. Returns how many objects went.
 *
 * What is listed first and has no candidate when the candidates are listed second was published or given up before
 * the pointer is read last.
 */
export async function* straySteps(lake: LakeContext): Steps<number> {
  yield 'list-files';
  const files = await keysBelow(lake.store, allFilesPrefix);
  const lists: string[] = [];
  for (const prefix of namedPrefixes) lists.push(...(await keysBelow(lake.store, prefix)));
  // Of a task that did not notice that its candidate is gone.
  const ofTasks = (await keysBelow(lake.store, candidatesPrefix)).filter(isTaskKey);
  yield 'list-candidates';
  const candidates = (await readCandidates(lake)).map(candidate => candidate.value);
  yield 'read-shown';
  const shown = await shownReleases(lake);
  yield 'read-pointer';
  const live = await keptWhole(lake, (await readPointer(lake)).value);
  const spared = await sparedReleases(lake, live, candidates, shown);
  const known = await knownNames(lake, spared, candidates);
  const strayFiles = files.filter(key => !known.isFile(key));
  const strayLists = [...lists, ...ofTasks].filter(key => !known.isList(key));
  yield 'collect-files';
  await lake.store.delete(strayFiles);
  yield 'collect-file-lists';
  await lake.store.delete(strayLists);
  return strayFiles.length + strayLists.length;
}

async function knownNames(lake: LakeContext, releases: readonly Release[], candidates: readonly Candidate[]) {
  const files = await namedFiles(lake, releases);
  const lists = new Set(releases.flatMap(namedDocuments));
  const ids = new Set(candidates.flatMap(candidate => candidate.ids));
  const prefixes = candidates.flatMap(candidatePrefixes);
  const tasks = candidates.map(({ release }) => tasksPrefix(release));
  return {
    isFile: (key: string) => files.has(key) || prefixes.some(prefix => key.startsWith(prefix)),
    isList: (key: string) =>
      lists.has(key) || ids.has(idOfKey(key)) || tasks.some(prefix => key.startsWith(prefix)),
  };
}

/** Here a missing document must stop everything: what only it names would be taken for a stray. */
async function keptWhole(lake: LakeContext, pointer: Pointer): Promise<readonly Release[]> {
  const current = await releaseAt(lake, pointer);
  if (current === undefined) return [];
  const kept = await Promise.all(current.kept.map(({ release }) => readRelease(lake, release)));
  return [current, ...kept];
}

async function namedFiles(lake: LakeContext, releases: readonly Release[]): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const table of releases.flatMap(release => release.tables)) {
    for (const file of await readFiles(lake, table)) named.add(file.path);
  }
  return named;
}
