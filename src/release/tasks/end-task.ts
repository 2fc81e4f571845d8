import { encodeDocument } from '../document-format.ts';
import type { LakeContext } from '../lake-context.ts';
import { taskEndedKey } from '../layout.ts';
import { putImmutable } from '../put-immutable.ts';
import type { Steps } from '../steps.ts';
import { givenUp } from './join-candidate.ts';
import { refusePublished } from './refuse-tasks.ts';
import type { TaskAttempt } from './task-attempt.ts';
import type { TaskEnded } from './task-documents.ts';

export type TaskOutcome = Omit<TaskEnded, 'attempt' | 'birth'>;

/** What a task says that could not add anything. */
export const failedTask: TaskOutcome = { outcome: 'failed', changes: [], reads: {}, sources: [], passed: [] };

/**
 * Puts down how an attempt ended. Whoever is about to publish the candidate has seen that it runs, and leaves the candidate
 * open; unless a later attempt counts, and then this one does not. Throws `candidate-closed` when the candidate is gone.
 */
export async function* endTaskSteps(
  lake: LakeContext,
  attempt: TaskAttempt,
  outcome: TaskOutcome,
): Steps<void> {
  yield 'read-candidate';
  if ((await attempt.find()) === undefined) {
    await refusePublished(lake, attempt.candidate);
    throw givenUp(attempt.candidate);
  }
  yield 'end-task';
  // Bytes have no place in a document: a release of tasks has no compact copies.
  const changes = outcome.changes.map(({ compact: _, ...change }) => change);
  const ended: TaskEnded = { attempt: attempt.id, birth: attempt.birth, ...outcome, changes };
  const key = taskEndedKey(attempt.candidate, attempt.id);
  await putImmutable(lake.store, key, encodeDocument(lake.project, ended));
  await attempt.touch();
}
