import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { documentOf, makePointer, newCandidate, proveOnCandidate } from '../begin.ts';
import { encodeDocument } from '../document-format.ts';
import type { Candidate, Release } from '../documents.ts';
import type { LakeContext } from '../lake-context.ts';
import { candidateKey, taskBegunKey } from '../layout.ts';
import { readCurrentRelease } from '../read-current.ts';
import { findCandidate, readPointer, releaseAt } from '../read-documents.ts';
import { recoverDead } from '../recover.ts';
import { newReleaseId } from '../release-id.ts';
import { isoTime } from '../retention.ts';
import type { Steps } from '../steps.ts';
import type { TableChange } from '../table-change.ts';
import { refusePublished, requireOpen } from './refuse-tasks.ts';
import { TaskAttempt } from './task-attempt.ts';
import { lastAttempts, readAttempts, type TaskBegun } from './task-documents.ts';

/** What a task finds of those that came before it. */
export interface JointCandidate {
  /** What all tasks of the candidate read where no task has written it. */
  readonly base: Release | undefined;
  /** Tables that tasks have written, each with its attempt. */
  readonly tables: readonly { readonly attempt: string; readonly change: TableChange }[];
}

/** Reads what tasks have added, and changes nothing. Before the first task it is what that one would find. */
export async function* findJointSteps(lake: LakeContext, name: string): Steps<JointCandidate> {
  yield 'read-candidate';
  const candidate = (await findCandidate(lake, name))?.value;
  if (candidate === undefined) {
    await refusePublished(lake, name);
    return { base: await readCurrentRelease(lake), tables: [] };
  }
  requireOpen(candidate);
  yield 'read-tasks';
  const attempts = lastAttempts(await readAttempts(lake, candidate));
  const tables = attempts.flatMap(({ attempt, ended }) =>
    (ended?.outcome === 'complete' ? ended.changes : []).map(change => ({ attempt, change })),
  );
  return { base: await releaseAt(lake, candidate.base), tables };
}

export interface TaskToBegin {
  /** Name of the candidate. */
  readonly candidate: string;
  /** See `TaskBegun`. */
  readonly task: string;
  /** The command of the process. */
  readonly command: string;
  /** By which it was planned. */
  readonly base: Release | undefined;
}

/**
 * Begins an attempt at a task, and the candidate before it where this is the first: of several first ones one makes it, and
 * all go on. Throws `candidate-closed`, and `lake-moved` when the candidate rests on another release than the plan.
 */
export async function* joinSteps(lake: LakeContext, asked: TaskToBegin): Steps<TaskAttempt> {
  yield* makePointer(lake);
  yield* recoverDead(lake, false, asked.candidate);
  const candidate = yield* findOrMake(lake, asked);
  if (candidate.base.release !== (asked.base?.release ?? null)) throw otherBase(asked.candidate, candidate);
  const attempt = new TaskAttempt(lake, newReleaseId(lake.environment), candidate, asked.base);
  yield 'begin-task';
  const begun: TaskBegun = {
    ...{ attempt: attempt.id, task: asked.task, birth: attempt.birth, owner: lake.environment.owner },
    begunAt: isoTime(lake.environment.now()),
  };
  const key = taskBegunKey(asked.candidate, attempt.id);
  await lake.store.putIfAbsent(key, encodeDocument(lake.project, begun));
  yield 'read-candidate';
  const found = await attempt.find();
  if (found?.value.tasks === 'open') return attempt;
  // Whoever closed it may have looked before this attempt began: so it has not begun.
  await lake.store.delete([key]);
  if (found !== undefined) requireOpen(found.value);
  await refusePublished(lake, asked.candidate);
  throw givenUp(asked.candidate);
}

async function* findOrMake(lake: LakeContext, { candidate: name, command }: TaskToBegin): Steps<Candidate> {
  for (;;) {
    yield 'read-candidate';
    const found = await findCandidate(lake, name);
    if (found !== undefined) {
      requireOpen(found.value);
      return found.value;
    }
    yield 'read-pointer';
    const pointer = await readPointer(lake);
    const base = { release: pointer.value.release, pointerEtag: pointer.etag };
    const document: Candidate = { ...newCandidate(lake, command, base), release: name, tasks: 'open' };
    yield 'write-candidate';
    if (!(await lake.store.putIfAbsent(...documentOf(lake, document))).ok) continue;
    // One of this name may have been published since it was looked for.
    await refusePublished(lake, name).catch(async error => {
      await lake.store.delete([candidateKey(name)]);
      throw error;
    });
    if (base.release === null) yield* proveOnCandidate(lake, document);
    return document;
  }
}

function otherBase(name: string, { base }: Candidate): SparkifyError {
  return new SparkifyError(
    'lake-moved',
    `The candidate ${name} began on ${base.release === null ? 'an empty lake' : `release ${base.release}`}, and another release came while this task was planned.`,
    { hint: 'Nothing was added. Run the command again: it then reads what the candidate reads.' },
  );
}

export function givenUp(name: string): SparkifyError {
  return new SparkifyError('candidate-closed', `The candidate ${name} was given up while this task ran.`, {
    hint: 'Somebody ran `sparkify recover --candidate`, or nobody added to it for `recoverAfterHours`. Begin anew.',
  });
}
