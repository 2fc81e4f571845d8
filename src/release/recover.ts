import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Store } from '../storage/store.ts';
import { encodeDocument } from './document-format.ts';
import type { Candidate, Owner, Pointer } from './documents.ts';
import { newToken } from './environment.ts';
import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import { candidateKey, candidatePrefixes, pointerKey } from './layout.ts';
import { filesOf, liveReleases, shownReleases, sparedReleases } from './live-releases.ts';
import { isOver, type Patience } from './liveness.ts';
import { readCandidates, readPointer, type Stored } from './read-documents.ts';
import { isoTime } from './retention.ts';
import type { Steps } from './steps.ts';
import { leftDocuments, sweepSteps } from './sweep.ts';

const hour = 3_600_000;
const attempts = 5;

/** What became of an unfinished release. */
export interface Recovery {
  readonly release: string;
  readonly owner: Owner;
  readonly command: string;
  /**
   * `alive`: its process runs, or may still run on another host. `taken`: another process recovers it just now. `open`:
   * tasks may still add to it.
   */
  readonly outcome: 'committed' | 'not-committed' | 'alive' | 'taken' | 'open';
  /** How many files were removed. */
  readonly files: number;
}

/**
 * Recovers what nobody has touched for as long as the settings say. Part of every command that writes. One that computes
 * anew also clears what an earlier one kept for a retry, so that builds that fail every night keep one at most.
 *
 * @param except name of a candidate that the command is about
 */
export function recoverDead(
  lake: LakeContext,
  clearsKept: boolean,
  except?: string,
): Steps<readonly Recovery[]> {
  const silent = lake.settings.recoverAfterHours * hour;
  const patience = { silent, kept: clearsKept ? 0 : silent, open: openFor(lake) };
  return recoverSteps(lake, patience, except);
}

/** Nothing but silence tells of tasks, so a setting for builds whose process is seen to have ended may be too short. */
function openFor({ settings }: LakeContext): number {
  return Math.max(1, settings.recoverAfterHours) * hour;
}

/** Recovers every candidate whose process has ended and that nobody touched for as long as `patience` says. */
export async function* recoverSteps(
  lake: LakeContext,
  patience: Patience = { silent: 0, kept: 0, open: openFor(lake) },
  except?: string,
): Steps<readonly Recovery[]> {
  yield 'list-candidates';
  const candidates = await readCandidates(lake);
  const others = candidates.filter(({ value }) => value.release !== except);
  if (others.length === 0) return [];
  const now = await lake.store.now();
  const all = candidates.map(candidate => candidate.value);
  const recoveries: Recovery[] = [];
  for (const candidate of others) {
    const isReady = await isOver(lake, candidate, now, patience);
    const { tasks, abandoned } = candidate.value;
    const outcome = tasks === 'open' && !abandoned ? 'open' : 'alive';
    recoveries.push(
      isReady ? yield* recoverCandidate(lake, candidate, all) : report(candidate.value, outcome),
    );
  }
  return recoveries;
}

/**
 * Takes a candidate, makes sure that its former owner cannot publish it any more, and removes what no release names.
 * Only then is it known whether the build was published.
 */
export async function* recoverCandidate(
  lake: LakeContext,
  found: Stored<Candidate>,
  all: readonly Candidate[],
): Steps<Recovery> {
  const candidate = takenBy(lake, found.value);
  yield 'take-candidate';
  const key = candidateKey(candidate.release);
  const taken = await lake.store.putIfMatch(key, encodeDocument(lake.project, candidate), found.etag);
  if (!taken.ok) return report(candidate, 'taken');
  const pointer = yield* outdatePointer(lake);
  const { isCommitted, files } = yield* clearSteps(lake, candidate, pointer, all);
  return report(found.value, isCommitted ? 'committed' : 'not-committed', files);
}

/**
 * Removes a candidate that this process has taken, and of its doings what no release names. The pointer was read after
 * nobody else could publish the candidate any more.
 */
export async function* clearSteps(
  lake: LakeContext,
  candidate: Candidate,
  pointer: Pointer,
  all: readonly Candidate[],
): Steps<{ readonly isCommitted: boolean; readonly files: number }> {
  const live = await liveReleases(lake, pointer);
  const spared = await sparedReleases(lake, live, all, await shownReleases(lake));
  const named = await filesOf(lake, spared);
  yield 'list-files';
  const present = await listObjects(lake.store, candidatePrefixes(candidate));
  const files = [...present.keys()].filter(path => !named.has(path));
  yield* sweepSteps(lake, candidate, { files, documents: await leftDocuments(lake, candidate, spared) });
  return {
    isCommitted: spared.some(release => candidate.ids.includes(release.release)),
    files: files.length,
  };
}

function takenBy({ environment }: LakeContext, candidate: Candidate): Candidate {
  return {
    ...candidate,
    token: newToken(environment),
    abandoned: true,
    kept: false,
    remoteJob: null,
    owner: environment.owner,
    touchedAt: isoTime(environment.now()),
  };
}

/**
 * Changes the pointer's bytes and nothing else, so that whatever ETag the former owner has read no longer matches. A
 * pointer that changed by itself meanwhile serves as well.
 */
export async function* outdatePointer(lake: LakeContext): Steps<Pointer> {
  yield 'read-pointer';
  const before = await readPointer(lake);
  const bytes = encodeDocument(lake.project, { ...before.value, nonce: newToken(lake.environment) });
  let cause: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    yield 'write-pointer';
    try {
      const result = await lake.store.putIfMatch(pointerKey, bytes, before.etag);
      if (result.ok) return before.value;
    } catch (error) {
      cause = error;
    }
    yield 'read-pointer';
    const after = await readPointer(lake);
    if (after.etag !== before.etag) return after.value;
    await lake.environment.sleep(100 * 2 ** attempt);
  }
  throw noAnswer(lake.store, cause);
}

function noAnswer(store: Store, cause: unknown): SparkifyError {
  return new SparkifyError(
    'undecided-publish',
    `The store ${store.label} gave no clear answer about its pointer.`,
    {
      hint: 'Nothing was removed. Run `sparkify recover` when the store answers again.',
      cause,
    },
  );
}

function report({ release, owner, command }: Candidate, outcome: Recovery['outcome'], files = 0): Recovery {
  return { release, owner, command, outcome, files };
}
