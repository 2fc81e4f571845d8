import type { Candidate, Release } from './documents.ts';
import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import {
  candidateKey,
  candidatePrefixes,
  idOfKey,
  namedPrefixes,
  releaseKey,
  tasksPrefix,
} from './layout.ts';
import { filesOf, namedDocuments } from './live-releases.ts';
import type { OwnCandidate } from './own-candidate.ts';
import type { Steps } from './steps.ts';

/** What of a candidate's doings no release names. */
export interface Leftovers {
  readonly files: readonly string[];
  readonly documents: readonly string[];
}

/** Removes a candidate with its leftovers: files before their documents, the candidate last. */
export async function* sweepSteps(
  { store }: LakeContext,
  candidate: Candidate,
  leftovers: Leftovers,
): Steps<void> {
  yield 'abort-uploads';
  for (const prefix of candidatePrefixes(candidate)) await store.abortUploads(prefix);
  if (leftovers.files.length > 0) {
    yield 'sweep-files';
    await store.delete(leftovers.files);
  }
  if (leftovers.documents.length > 0) {
    yield 'sweep-documents';
    await store.delete(leftovers.documents);
  }
  if (candidate.tasks !== 'none') {
    yield 'sweep-tasks';
    await store.delete([...(await listObjects(store, [tasksPrefix(candidate.release)])).keys()]);
  }
  yield 'remove-candidate';
  await store.delete([candidateKey(candidate.release)]);
}

/**
 * Removes the candidate of a build that has just been published. `strays` are files that its tables do not name; of one
 * that was taken over, they are looked for again, since whoever had it before may have written until it noticed.
 */
export async function* finishSteps(
  lake: LakeContext,
  candidate: OwnCandidate,
  release: Release,
  strays: readonly string[],
): Steps<void> {
  const { document } = candidate;
  // Under its only id a build writes nothing but what its release names.
  const isOnly = document.ids.length === 1;
  const files = isOnly ? strays : await leftFiles(lake, document, release);
  const documents = isOnly ? [] : await leftDocuments(lake, document, [release]);
  yield* sweepSteps(lake, document, { files, documents });
}

async function leftFiles(
  lake: LakeContext,
  candidate: Candidate,
  release: Release,
): Promise<readonly string[]> {
  const named = await filesOf(lake, [release]);
  const present = await listObjects(lake.store, candidatePrefixes(candidate));
  return [...present.keys()].filter(path => !named.has(path));
}

/** File lists, ledgers, compact copies, states and release documents that bear an id of the candidate and that none of these releases names. */
export async function leftDocuments(
  { store }: LakeContext,
  candidate: Candidate,
  live: readonly Release[],
): Promise<readonly string[]> {
  const named = new Set(live.flatMap(namedDocuments));
  const releases = new Set(live.map(release => release.release));
  const left: string[] = [];
  for (const prefix of namedPrefixes) {
    for await (const { key } of store.list(prefix)) {
      if (candidate.ids.includes(idOfKey(key)) && !named.has(key)) left.push(key);
    }
  }
  return [...left, ...candidate.ids.filter(id => !releases.has(id)).map(releaseKey)];
}
