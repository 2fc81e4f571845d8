import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Store } from '../storage/store.ts';
import { encodeDocument } from './document-format.ts';
import type { Candidate, Owner, Pointer } from './documents.ts';
import { newToken } from './environment.ts';
import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import { candidateKey, candidatePrefixes, pointerKey } from './layout.ts';
import { filesOf, liveReleases, shownReleases, sparedReleases } from './live-releases.ts';
import { isDead, type Patience } from './liveness.ts';
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
   * tasks may still add to it. `job-left`: its process has ended, and work elsewhere may go on for it.
   */
  readonly outcome: 'committed' | 'not-committed' | 'alive' | 'taken' | 'open' | 'job-left';
  /** How many files were removed. */
  readonly files: number;
  /** The work elsewhere that may go on. */
  readonly job?: LeftJob;
}

/** Work elsewhere that was not ended. */
export interface LeftJob {
  readonly id: string;
  /** Name of the target that started it. */
  readonly target: string | null;
  /** Whether the project has that target. */
  readonly isKnown: boolean;
  /** Why it could not be ended; undefined where that was not tried. */
  readonly because?: string;
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
  return recoverSteps(lake, { patience, except, isAside: true });
}

/** Nothing but silence tells of tasks, so a setting for builds whose process is seen to have ended may be too short. */
function openFor({ settings }: LakeContext): number {
  return Math.max(1, settings.recoverAfterHours) * hour;
}

interface RecoverOptions {
  readonly patience?: Patience;
  /** Name of a candidate that the command is about. */
  readonly except?: string | undefined;
  /** Whether the command is about something else, which nothing that is left elsewhere may keep from its work. */
  readonly isAside?: boolean;
}

/** Recovers every candidate whose process has ended and that nobody touched for as long as `patience` says. */
export async function* recoverSteps(
  lake: LakeContext,
  { patience = atOnce(lake), except, isAside = false }: RecoverOptions = {},
): Steps<readonly Recovery[]> {
  yield 'list-candidates';
  const candidates = await readCandidates(lake);
  const others = candidates.filter(({ value }) => value.release !== except);
  if (others.length === 0) return [];
  const now = await lake.store.now();
  const all = candidates.map(candidate => candidate.value);
  const recoveries: Recovery[] = [];
  for (const candidate of others) {
    const { value } = candidate;
    const job = await leftJob(lake, candidate, { now, patience, isAside });
    if (job !== undefined && (isAside || job.isKnown)) recoveries.push({ ...report(value, 'job-left'), job });
    else if (isDead(lake.environment, candidate, now, patience))
      recoveries.push({ ...(yield* recoverCandidate(lake, candidate, all)), ...(job && { job }) });
    else recoveries.push(report(value, value.tasks === 'open' && !value.abandoned ? 'open' : 'alive'));
  }
  return recoveries;
}

function atOnce(lake: LakeContext): Patience {
  return { silent: 0, kept: 0, open: openFor(lake) };
}

/** The work elsewhere of a process that has ended. It is ended where that process has been silent for long enough. */
async function leftJob(
  lake: LakeContext,
  candidate: Stored<Candidate>,
  {
    now,
    patience,
    isAside,
  }: { readonly now: number; readonly patience: Patience; readonly isAside: boolean },
): Promise<LeftJob | undefined> {
  const { remoteJob: id, remoteTarget: target } = candidate.value;
  if (id === null || !isDead(lake.environment, candidate, now, atOnce(lake))) return undefined;
  const owner = lake.jobEnder?.ownerOf(id, target) ?? 'another';
  const left = { id, target, isKnown: owner !== 'none' };
  if (owner !== 'this' || !isDead(lake.environment, candidate, now, patience)) return left;
  try {
    await lake.jobEnder!.end(id);
    return undefined;
  } catch (error) {
    if (!isAside || !(error instanceof SparkifyError)) throw error;
    return { ...left, because: error.message };
  }
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
