import { listObjects } from './files-on-store.ts';
import type { LakeContext } from './lake-context.ts';
import type { OwnCandidate } from './own-candidate.ts';
import type { Steps } from './steps.ts';
import { leftDocuments, sweepSteps } from './sweep.ts';

/**
 * Removes everything that a build of this process wrote and did not publish. Marking the candidate comes first, so
 * that nobody continues from half of its files should this be killed. A candidate that was recovered meanwhile is
 * swept once more. The caller knows that no write of the pointer may still arrive.
 */
export async function* discardSteps(lake: LakeContext, candidate: OwnCandidate): Steps<void> {
  if (candidate.undecided) throw new Error('an undecided release cannot be discarded');
  yield 'take-candidate';
  try {
    await candidate.abandon();
  } catch (error) {
    // Whoever recovered it may have looked before the last files came; whoever continues it needs them.
    if (await candidate.isContinued()) throw error;
  }
  const files = [...(await listObjects(lake.store, candidate.prefixes)).keys()];
  const documents = await leftDocuments(lake, candidate.document, []);
  yield* sweepSteps(lake, candidate.document, { files, documents });
}
