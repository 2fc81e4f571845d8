import { catalogSteps } from './catalog.ts';
import { collectSteps } from './collect.ts';
import type { LakeContext } from './lake-context.ts';
import { type RegistrationState, registrationSteps } from './registration.ts';
import { guarded, type Steps } from './steps.ts';

/** What came after a commit, or in place of one. */
export interface Tidied {
  /** The release stands, but the plain copy, the cleaning up or what the caller added is not done. */
  readonly problems: readonly Error[];
  /** How it stands with the catalog outside of the lake, or why the release is not registered there. */
  readonly registration: RegistrationState | Error;
  /** Ids of the releases that were removed because nothing keeps them any more. */
  readonly collected: readonly string[];
}

/**
 * Takes each of these in turn, whatever becomes of the others; then the catalogs, the lake's own and the one outside of it,
 * are made to show the current release, and what is no longer kept is collected.
 */
export async function* tidySteps(lake: LakeContext, all: readonly Steps<unknown>[]): Steps<Tidied> {
  const problems: Error[] = [];
  for (const steps of all) yield* guarded(steps, problems);
  const catalog = yield* guarded(catalogSteps(lake), problems);
  const registration = yield* registered(lake);
  // One that still shows an older release leads to files that would go. What the one outside shows is spared.
  if (catalog === undefined) return { problems, registration, collected: [] };
  const collected = (yield* guarded(collectSteps(lake), problems)) ?? [];
  return { problems, registration, collected };
}

async function* registered(lake: LakeContext): Steps<Tidied['registration']> {
  const problems: Error[] = [];
  const state = yield* guarded(registrationSteps(lake), problems);
  return state ?? problems[0]!;
}
