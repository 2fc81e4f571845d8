import type { LakeContext } from '../lake-context.ts';
import { isOver, noPatience } from '../liveness.ts';
import { readCandidates } from '../read-documents.ts';
import { type Recovery, recoverCandidate } from '../recover.ts';
import type { Steps } from '../steps.ts';
import { requireCandidate, requireOpen } from './refuse-tasks.ts';

/**
 * Gives up what tasks added to a candidate. Tasks that still run are told when they end. Throws `unknown-candidate`, and
 * `candidate-closed` while it is being published.
 */
export async function* discardCandidateSteps(lake: LakeContext, name: string): Steps<Recovery> {
  yield 'read-candidate';
  const found = await requireCandidate(lake, name);
  const isFree = await isOver(lake, found, await lake.store.now(), noPatience);
  if (!isFree) requireOpen(found.value);
  yield 'list-candidates';
  const all = (await readCandidates(lake)).map(({ value }) => value);
  return yield* recoverCandidate(lake, found, all);
}
