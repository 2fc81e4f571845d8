import { catalogSteps } from './catalog.ts';
import { collectSteps } from './collect.ts';
import type { LakeContext } from './lake-context.ts';
import { guarded, type Steps } from './steps.ts';

/** What came after a commit, or in place of one. */
export interface Tidied {
  /** The release stands, but the plain copy, the cleaning up or what the caller added is not done. */
  readonly problems: readonly Error[];
  /** Ids of the releases that were removed because nothing keeps them any more. */
  readonly collected: readonly string[];
}

/**
 * Takes each of these in turn, whatever becomes of the others; then the catalog is made to show the current release, and
 * what is no longer kept is collected.
 */
export async function* tidySteps(lake: LakeContext, all: readonly Steps<unknown>[]): Steps<Tidied> {
  const problems: Error[] = [];
  for (const steps of all) yield* guarded(steps, problems);
  const catalog = yield* guarded(catalogSteps(lake), problems);
  // One that still shows an older release leads to files that would go.
  if (catalog === undefined) return { problems, collected: [] };
  const collected = (yield* guarded(collectSteps(lake), problems)) ?? [];
  return { problems, collected };
}
