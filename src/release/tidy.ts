import { catalogSteps } from './catalog.ts';
import { collectSteps } from './collect.ts';
import type { LakeContext } from './lake-context.ts';
import type { KnownReleases } from './read-documents.ts';
import { type RegistrationState, registrationSteps } from './registration.ts';
import { guarded, type Steps } from './steps.ts';

/** How the current release is shown beside the documents of the lake. */
export interface Shown {
  /** The release stands, but the plain copy, the cleaning up or what the caller added is not done. */
  readonly problems: readonly Error[];
  /** How it stands with the catalog outside of the lake, or why the release is not registered there. */
  readonly registration: RegistrationState | Error;
}

/** What came after a commit, or in place of one. */
export interface Tidied extends Shown {
  /** Ids of the releases that were removed because nothing keeps them any more. */
  readonly collected: readonly string[];
}

/**
 * Takes these, whatever becomes of the others, and makes the catalogs show the current release. Then what is no longer kept is
 * collected.
 *
 * @param known see `releaseAt`
 */
export async function* tidySteps(
  lake: LakeContext,
  all: readonly Steps<unknown>[],
  known: KnownReleases = [],
): Steps<Tidied> {
  const { isSpared, ...shown } = yield* showSteps(lake, all, known);
  if (!isSpared) return { ...shown, collected: [] };
  const problems = [...shown.problems];
  const collected = (yield* guarded(collectSteps(lake, known), problems)) ?? [];
  return { ...shown, problems, collected };
}

/** Takes these, and makes the catalogs, the lake's own and the one outside of it, show the current release. */
export async function* showSteps(
  lake: LakeContext,
  all: readonly Steps<unknown>[],
  known: KnownReleases = [],
): Steps<Shown & { readonly isSpared: boolean }> {
  const { together } = lake.environment;
  const ofEach = all.map((): Error[] => []);
  const ofCatalog: Error[] = [];
  const [, catalog, registration] = yield* together<[unknown, unknown, Tidied['registration']]>([
    together(all.map((steps, index) => guarded(steps, ofEach[index]!))),
    guarded(catalogSteps(lake, known), ofCatalog),
    registered(lake, known),
  ]);
  // One that still shows an older release leads to files that would go. What the one outside shows is spared.
  const isSpared = catalog !== undefined;
  return { problems: [...ofEach.flat(), ...ofCatalog], registration, isSpared };
}

async function* registered(lake: LakeContext, known: KnownReleases): Steps<Tidied['registration']> {
  const problems: Error[] = [];
  const state = yield* guarded(registrationSteps(lake, { known }), problems);
  return state ?? problems[0]!;
}
