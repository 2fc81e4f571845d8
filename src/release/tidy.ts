import { catalogSteps } from './catalog.ts';
import { collectSteps } from './collect.ts';
import type { LakeContext } from './lake-context.ts';
import type { KnownReleases } from './read-documents.ts';
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
 * Takes these, whatever becomes of the others, and makes the catalogs, the lake's own and the one outside of it, show the current
 * release. Then what is no longer kept is collected.
 *
 * @param known see `releaseAt`
 */
export async function* tidySteps(
  lake: LakeContext,
  all: readonly Steps<unknown>[],
  known: KnownReleases = [],
): Steps<Tidied> {
  const { together } = lake.environment;
  const ofEach = all.map((): Error[] => []);
  const ofCatalog: Error[] = [];
  const [, catalog, registration] = yield* together<[unknown, unknown, Tidied['registration']]>([
    together(all.map((steps, index) => guarded(steps, ofEach[index]!))),
    guarded(catalogSteps(lake, known), ofCatalog),
    registered(lake, known),
  ]);
  const problems = [...ofEach.flat(), ...ofCatalog];
  // One that still shows an older release leads to files that would go. What the one outside shows is spared.
  if (catalog === undefined) return { problems, registration, collected: [] };
  const collected = (yield* guarded(collectSteps(lake, known), problems)) ?? [];
  return { problems, registration, collected };
}

async function* registered(lake: LakeContext, known: KnownReleases): Steps<Tidied['registration']> {
  const problems: Error[] = [];
  const state = yield* guarded(registrationSteps(lake, { known }), problems);
  return state ?? problems[0]!;
}
