import { discardSteps } from './discard.ts';
import type { LakeContext } from './lake-context.ts';
import type { OwnCandidate } from './own-candidate.ts';
import type { Steps } from './steps.ts';

/** Leaves a build of this process, with its files, for a retry. What somebody took over meanwhile is swept instead. */
export async function* keepSteps(lake: LakeContext, candidate: OwnCandidate): Steps<void> {
  yield 'keep-candidate';
  try {
    await candidate.keep();
  } catch (error) {
    yield* discardSteps(lake, candidate);
    throw error;
  }
}
