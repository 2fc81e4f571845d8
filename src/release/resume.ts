import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { encodeDocument } from './document-format.ts';
import type { Candidate, Release } from './documents.ts';
import { newToken } from './environment.ts';
import { listObjects } from './files-on-store.ts';
import { type FinishedTable, readFinished } from './finished-tables.ts';
import type { LakeContext } from './lake-context.ts';
import { candidateKey, candidatePrefixes, filesPrefix } from './layout.ts';
import { isDead, isOver } from './liveness.ts';
import { OwnCandidate } from './own-candidate.ts';
import {
  findCandidate,
  findRelease,
  readCandidates,
  readPointer,
  releaseAt,
  type Stored,
} from './read-documents.ts';
import { clearSteps, outdatePointer } from './recover.ts';
import { refuseConflicts, renderOwner } from './refuse-conflicts.ts';
import { newReleaseId } from './release-id.ts';
import { isoTime } from './retention.ts';
import { guarded, type Steps } from './steps.ts';

/** A failed or killed build that may be taken up again. */
export interface KeptBuild {
  readonly candidate: Stored<Candidate>;
  /** What it read and measured by; a retry reads the same. */
  readonly base: Release | undefined;
  /** What it finished; where work elsewhere may go on for its last attempt, what it finished before that. */
  readonly tables: readonly FinishedTable[];
}

/** What tasks add to is none of a retry. */
const patienceOfRetry = { silent: 0, kept: 0, open: Number.POSITIVE_INFINITY };

/**
 * Reads what a build left, and changes nothing in the lake. Throws `lost-candidate` when it is gone or still being worked on.
 *
 * @param leavesJob whether work elsewhere that it left goes on, for whoever may join it
 */
export async function* findKeptSteps(
  lake: LakeContext,
  release: string,
  { leavesJob = false } = {},
): Steps<KeptBuild> {
  yield 'read-candidate';
  const candidate = await findCandidate(lake, release);
  if (candidate === undefined || candidate.value.abandoned) throw goneCandidate(release);
  const now = await lake.store.now();
  const isFree = leavesJob
    ? isDead(lake.environment, candidate, now, patienceOfRetry)
    : await isOver(lake, candidate, now, patienceOfRetry);
  if (!isFree) throw busyCandidate(candidate.value);
  const { base } = candidate.value;
  const read = base.release === null ? undefined : await findRelease(lake, base.release);
  if (base.release !== null && read === undefined) throw goneCandidate(release);
  yield 'list-files';
  const { remoteJob, prefix } = candidate.value;
  const all = candidatePrefixes(candidate.value);
  const settled = leavesJob && remoteJob !== null ? all.filter(each => each !== prefix) : all;
  const present = await listObjects(lake.store, settled);
  return { candidate, base: read, tables: await readFinished(lake, settled, present) };
}

/**
 * Takes a kept build over, as recovery would: a new token, and then a pointer that whoever had it before can no longer
 * match. From then on it is a build of this process, which writes below a prefix of its own; or below that of the work
 * elsewhere that it joins.
 *
 * Throws `lake-moved` when a release that came since changed one of `touches`, and `lost-candidate`.
 */
export async function* resumeSteps(
  lake: LakeContext,
  { candidate: found, base }: KeptBuild,
  touches: ReadonlySet<string>,
  { joins = false } = {},
): Steps<OwnCandidate> {
  yield 'read-pointer';
  const current = await releaseAt(lake, (await readPointer(lake)).value);
  await refuseConflicts(lake, base, current, { touches });
  const document = takenOver(lake, found.value, joins);
  yield 'take-candidate';
  const key = candidateKey(document.release);
  const taken = await lake.store.putIfMatch(key, encodeDocument(lake.project, document), found.etag);
  if (!taken.ok) throw goneCandidate(document.release);
  const candidate = new OwnCandidate(lake, base, document, taken.etag);
  try {
    yield* refuseCommitted(lake, document);
    return candidate;
  } catch (error) {
    candidate.stop();
    throw error;
  }
}

function takenOver({ environment }: LakeContext, candidate: Candidate, joins: boolean): Candidate {
  const release = newReleaseId(environment);
  return {
    ...candidate,
    ...(!joins && { remoteJob: null, prefix: filesPrefix(release) }),
    token: newToken(environment),
    kept: false,
    owner: environment.owner,
    ids: [...candidate.ids, release],
    touchedAt: isoTime(environment.now()),
  };
}

/**
 * The id under which a candidate that was taken over has been published after all, since its store gave no clear answer:
 * then it is cleared away. Afterwards nobody else can publish it any more.
 */
export async function* findCommitted(lake: LakeContext, candidate: Candidate): Steps<string | undefined> {
  const pointer = yield* outdatePointer(lake);
  const current = await releaseAt(lake, pointer);
  const live = current === undefined ? [] : [current.release, ...current.kept.map(kept => kept.release)];
  const committed = live.find(id => candidate.ids.includes(id));
  if (committed === undefined) return undefined;
  const all = (await readCandidates(lake)).map(({ value }) => value);
  yield* guarded(clearSteps(lake, candidate, pointer, all), []);
  return committed;
}

async function* refuseCommitted(lake: LakeContext, candidate: Candidate): Steps<void> {
  const committed = yield* findCommitted(lake, candidate);
  if (committed === undefined) return;
  throw new SparkifyError(
    'lost-candidate',
    `The unfinished release ${candidate.release} was published after all, as ${committed}.`,
    { hint: 'There is nothing to retry: `sparkify releases list` shows it.' },
  );
}

function goneCandidate(release: string): SparkifyError {
  return new SparkifyError(
    'lost-candidate',
    `What the last run kept for a retry, the unfinished release ${release}, was taken or cleared away by another command.`,
    { hint: 'There is nothing left to go on from: run the command itself again, e.g. `sparkify build`.' },
  );
}

function busyCandidate({ release, owner }: Candidate): SparkifyError {
  return new SparkifyError(
    'lost-candidate',
    `The unfinished release ${release} is still being worked on, or may be, by ${renderOwner(owner)}.`,
    {
      hint: 'Wait until that process has ended. One on another host counts as running until it was silent for 15 minutes.',
    },
  );
}
