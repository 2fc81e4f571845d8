import { catalogSteps } from './catalog.ts';
import { collectSteps, findUnkept, type Unkept } from './collect.ts';
import type { LakeContext } from './lake-context.ts';
import { type PlainCopyOptions, plainCopySteps } from './plain-copy.ts';
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
 * Cleans up by these steps, and shows the current release, whatever becomes of the one or the other. Then what is no longer kept is
 * collected; it is looked for as soon as it is clean, for a store answers late.
 */
export async function* tidySteps(
  lake: LakeContext,
  clean?: Steps<unknown>,
  options: PlainCopyOptions = {},
): Steps<Tidied> {
  const cleaning: Error[] = [];
  const [unkept, { isSpared, ...shown }] = yield* lake.environment.together<
    [Unkept | undefined, Shown & { readonly isSpared: boolean }]
  >([cleanSteps(lake, clean, options.known, cleaning), showSteps(lake, options)]);
  const problems = [...cleaning, ...shown.problems];
  if (!isSpared || unkept === undefined) return { ...shown, problems, collected: [] };
  const collected = (yield* guarded(collectSteps(lake, unkept), problems)) ?? [];
  return { ...shown, problems, collected };
}

async function* cleanSteps(
  lake: LakeContext,
  clean: Steps<unknown> | undefined,
  known: KnownReleases | undefined,
  problems: Error[],
): Steps<Unkept | undefined> {
  if (clean !== undefined) yield* guarded(clean, problems);
  return yield* guarded(findUnkept(lake, known), problems);
}

/** Makes the plain copy and the catalogs, the lake's own and the one outside of it, show the current release. */
export async function* showSteps(
  lake: LakeContext,
  options: PlainCopyOptions,
): Steps<Shown & { readonly isSpared: boolean }> {
  const { known } = options;
  const ofCopy: Error[] = [];
  const ofCatalog: Error[] = [];
  const [, catalog, registration] = yield* lake.environment.together<
    [unknown, unknown, Tidied['registration']]
  >([
    guarded(plainCopySteps(lake, options), ofCopy),
    guarded(catalogSteps(lake, known), ofCatalog),
    registered(lake, known),
  ]);
  // One that still shows an older release leads to files that would go. What the one outside shows is spared.
  const isSpared = catalog !== undefined;
  return { problems: [...ofCopy, ...ofCatalog], registration, isSpared };
}

async function* registered(
  lake: LakeContext,
  known: KnownReleases | undefined,
): Steps<Tidied['registration']> {
  const problems: Error[] = [];
  const state = yield* guarded(registrationSteps(lake, { known }), problems);
  return state ?? problems[0]!;
}
