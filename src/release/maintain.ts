import { beginSteps } from './begin.ts';
import { commitSteps } from './commit.ts';
import { discardSteps } from './discard.ts';
import type { Release } from './documents.ts';
import type { Draft } from './draft.ts';
import type { LakeContext } from './lake-context.ts';
import type { OwnCandidate } from './own-candidate.ts';
import type { PublishOutcome } from './publish.ts';
import { guarded, type Steps } from './steps.ts';
import { finishSteps } from './sweep.ts';
import { tidySteps } from './tidy.ts';

/**
 * Publishes a release that writes no files: it only says which table versions there are. `draftFor` gets the current
 * release; without a draft nothing is published.
 */
export async function* maintainSteps(
  lake: LakeContext,
  command: string,
  draftFor: (base: Release | undefined) => Promise<Draft | undefined>,
): Steps<PublishOutcome> {
  const candidate = yield* beginSteps(lake, command, { clearsKept: false });
  try {
    const draft = await draftFor(candidate.base);
    if (draft === undefined) return yield* publishNothing(lake, candidate);
    const release = yield* commitSteps(lake, candidate, draft);
    const tidied = yield* tidySteps(lake, finishSteps(lake, candidate, release, []));
    return { status: 'published', release, ...tidied };
  } catch (error) {
    if (!candidate.undecided) yield* guarded(discardSteps(lake, candidate), []);
    throw error;
  } finally {
    candidate.stop();
  }
}

async function* publishNothing(lake: LakeContext, candidate: OwnCandidate): Steps<PublishOutcome> {
  const tidied = yield* tidySteps(lake, discardSteps(lake, candidate));
  return { status: 'nothing-changed', release: candidate.base, ...tidied };
}
