import { encodeDocument } from '../document-format.ts';
import type { Candidate, Release } from '../documents.ts';
import { newToken } from '../environment.ts';
import type { LakeContext } from '../lake-context.ts';
import { candidateKey, filesPrefix } from '../layout.ts';
import { isOver, mayStillRun, noPatience } from '../liveness.ts';
import { OwnCandidate } from '../own-candidate.ts';
import { type PublishOutcome, publishSteps } from '../publish.ts';
import { findCandidate, findRelease, type Stored } from '../read-documents.ts';
import { recoverDead } from '../recover.ts';
import { newReleaseId } from '../release-id.ts';
import type { StateChange } from '../released-state.ts';
import { findCommitted } from '../resume.ts';
import { isoTime } from '../retention.ts';
import { guarded, type Steps } from '../steps.ts';
import { type Tidied, tidySteps } from '../tidy.ts';
import { type Joined, joinTasks } from './join-tasks.ts';
import { publishedFrom, requireCandidate, requireOpen } from './refuse-tasks.ts';
import { readAttempts } from './task-documents.ts';

export interface CandidateToPublish {
  readonly name: string;
  /** Names of the tables that have to be there. */
  readonly tables: readonly string[];
  /** By unique id of a table's node: the unique ids of the data tests that are about it. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  /** What is known of the nodes, by what tasks have added. */
  readonly stateOf?: (added: Pick<Joined, 'changes' | 'passed'>) => StateChange;
  /** Called with the candidate as soon as it is one's own. */
  readonly onTaken?: (candidate: OwnCandidate) => void;
}

/** There is nothing left to do. */
export interface PublishedBefore extends Tidied {
  readonly status: 'published-before';
  readonly release: string;
}

export type CandidateOutcome = PublishOutcome | PublishedBefore;

/**
 * Publishes what tasks added to a candidate. It is looked at first, and left as it is when something is missing. Then it is
 * taken, as a retry takes a build: from then on no task can add to it, and only who has its token can publish it. What was
 * added in between is seen by a second look.
 *
 * Throws `candidate-unready`, `candidate-closed`, `unknown-candidate`, `lake-moved`, and what `publishSteps` throws.
 */
export async function* publishCandidateSteps(
  lake: LakeContext,
  asked: CandidateToPublish,
): Steps<CandidateOutcome> {
  yield* recoverDead(lake, false, asked.name);
  for (;;) {
    yield 'read-candidate';
    const before = await publishedBefore(lake, asked.name);
    if (before !== undefined) return yield* tidyAfter(lake, before);
    const found = await requireCandidate(lake, asked.name);
    const isLeft = found.value.tasks === 'closed' && (await isLeftBehind(lake, found));
    // What was being published may be published, and its tasks removed: that is seen once it is one's own.
    if (!isLeft) {
      requireOpen(found.value);
      yield 'read-tasks';
      await join(lake, found.value, asked);
    }
    const taken = yield* take(lake, found);
    // A task may just have shown that it is there.
    if (taken !== undefined) return yield* publishTaken(lake, taken, asked, isLeft);
  }
}

/** The id of the release; undefined while there is a candidate. */
async function publishedBefore(lake: LakeContext, name: string): Promise<string | undefined> {
  return (await findCandidate(lake, name)) === undefined ? publishedFrom(lake, name) : undefined;
}

/** Whoever published it may not have come to the end of what follows a release. */
async function* tidyAfter(lake: LakeContext, release: string): Steps<PublishedBefore> {
  const tidied = yield* tidySteps(lake);
  return { status: 'published-before', release, ...tidied };
}

/** @param isLeft whether somebody who was killed may have published it */
async function* publishTaken(
  lake: LakeContext,
  taken: OwnCandidate,
  asked: CandidateToPublish,
  isLeft: boolean,
): Steps<CandidateOutcome> {
  asked.onTaken?.(taken);
  try {
    const committed = isLeft ? yield* findCommitted(lake, taken.document) : undefined;
    if (committed !== undefined) return yield* tidyAfter(lake, committed);
    return yield* publishTasks(lake, taken, asked);
  } catch (error) {
    if (!taken.undecided) yield* guarded(openSteps(taken), []);
    throw error;
  } finally {
    taken.stop();
  }
}

async function* publishTasks(
  lake: LakeContext,
  candidate: OwnCandidate,
  asked: CandidateToPublish,
): Steps<PublishOutcome> {
  yield 'read-tasks';
  const joined = await join(lake, candidate.document, asked);
  const { changes, reads, sources, passed } = joined;
  const tests = changes.flatMap(({ node }) => asked.tests[node] ?? []);
  const tested = tests.every(test => passed.has(test));
  return yield* publishSteps(lake, candidate, changes, {
    tested,
    reads,
    sources,
    state: asked.stateOf?.(joined),
  });
}

async function* openSteps(candidate: OwnCandidate): Steps<void> {
  yield 'open-candidate';
  await candidate.reopen();
}

/** Of one that was closed, whether the process that publishes it has ended. */
function isLeftBehind(lake: LakeContext, found: Stored<Candidate>): Promise<boolean> {
  return lake.store.now().then(now => isOver(lake, found, now, noPatience));
}

async function join(
  lake: LakeContext,
  candidate: Candidate,
  { tables }: Pick<CandidateToPublish, 'tables'>,
): Promise<Joined> {
  const { environment } = lake;
  return joinTasks(await readAttempts(lake, candidate), {
    candidate: candidate.release,
    tables,
    isDead: owner => !mayStillRun(environment, owner, ''),
  });
}

/** Undefined when it changed since it was found. */
async function* take(lake: LakeContext, { value, etag }: Stored<Candidate>): Steps<OwnCandidate | undefined> {
  const { environment, store, project } = lake;
  const base = await baseOf(lake, value);
  const release = newReleaseId(environment);
  const document: Candidate = {
    ...value,
    ...{ tasks: 'closed', token: newToken(environment), owner: environment.owner, command: 'publish' },
    ...{ ids: [...value.ids, release], prefix: filesPrefix(release) },
    touchedAt: isoTime(environment.now()),
  };
  yield 'take-candidate';
  const taken = await store.putIfMatch(candidateKey(value.release), encodeDocument(project, document), etag);
  return taken.ok ? new OwnCandidate(lake, base, document, taken.etag) : undefined;
}

async function baseOf(lake: LakeContext, { base }: Candidate): Promise<Release | undefined> {
  return base.release === null ? undefined : findRelease(lake, base.release);
}
