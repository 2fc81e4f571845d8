import { encodeDocument } from './document-format.ts';
import type { Registration, Release } from './documents.ts';
import { newToken } from './environment.ts';
import type { LakeContext } from './lake-context.ts';
import { registrationKey } from './layout.ts';
import { freshTime, isHeld, leaseTime } from './lease.ts';
import { forgetToken, rememberToken } from './liveness.ts';
import type { OutsideCatalog, Registered } from './outside-catalog.ts';
import {
  findRegistration,
  type KnownReleases,
  readPointer,
  releaseAt,
  type Stored,
} from './read-documents.ts';
import { replaceDocument } from './replace-document.ts';
import { isoTime } from './retention.ts';
import type { Steps } from './steps.ts';

/**
 * What was done to show the release. `current`: it was shown already; `held`: another process is at it, and will look at
 * the pointer again before it ends; `off`: there is no catalog, or nothing to show.
 */
export type RegistrationState = Registered | 'current' | 'held' | 'off';

/**
 * Makes the catalog outside of the lake show the current release. Before anything changes there, it is written down that
 * the catalog may lead to the files of this release, too: until all is done, none of an older one are collected. So a
 * registration that fails leaves readers with a release that is whole.
 *
 * @param always looks at the catalog even if it should show the release already
 * @param known see `releaseAt`
 */
export async function* registrationSteps(
  lake: LakeContext,
  { always = false, known = [] }: { readonly always?: boolean; readonly known?: KnownReleases } = {},
): Steps<RegistrationState> {
  const { outside } = lake;
  if (outside === undefined) return 'off';
  for (let shown: Registered | undefined; ; ) {
    yield 'read-registration';
    const found = await findRegistration(lake, outside.id);
    yield 'read-pointer';
    const target = await releaseAt(lake, (await readPointer(lake)).value, known);
    if (target === undefined) return 'off';
    const isCurrent = found !== undefined && isOf(found.value, target, outside);
    if (isCurrent && (shown !== undefined || !always)) return shown ?? 'current';
    const lease = yield* take(lake, outside, found, target);
    if (lease === undefined) return 'held';
    yield 'register';
    shown = yield* show(lake, outside, target, lease);
    if (shown === undefined) return 'held';
  }
}

function isOf(
  { release, complete, settings, descriptions }: Registration,
  target: Release,
  outside: OutsideCatalog,
): boolean {
  const isDescribed = outside.descriptions === undefined || descriptions === outside.descriptions;
  return complete && release === target.release && settings === outside.settings && isDescribed;
}

/** The right to register, held through the document. */
interface Lease {
  document: Registration;
  etag: string;
}

async function* take(
  lake: LakeContext,
  outside: OutsideCatalog,
  found: Stored<Registration> | undefined,
  target: Release,
): Steps<Lease | undefined> {
  const { environment } = lake;
  const before = found?.value;
  const isTaken = found !== undefined && isHeld(environment, found.value);
  if (isTaken && (await lake.store.now()) - found.modified < leaseTime) return undefined;
  const token = newToken(environment);
  const document: Registration = {
    catalog: outside.label,
    release: target.release,
    releases: [...new Set([...(before?.releases ?? []), target.release])],
    complete: false,
    settings: outside.settings,
    descriptions: outside.descriptions ?? before?.descriptions ?? '',
    lease: { token, owner: environment.owner, renewedAt: isoTime(environment.now()) },
  };
  yield 'take-registration';
  const etag = await write(lake, outside, document, found?.etag);
  if (etag === undefined) return undefined;
  rememberToken(token);
  return { document, etag };
}

/** Undefined when the lease was lost on the way. */
async function* show(
  lake: LakeContext,
  outside: OutsideCatalog,
  target: Release,
  lease: Lease,
): Steps<Registered | undefined> {
  const { token } = lease.document.lease!;
  const keeper = leaseKeeper(lake, outside, lease);
  try {
    const shown = await outside.show(lake, target, keeper.keep);
    yield 'complete-registration';
    const isEmpty = shown.tables.length === 0 && shown.gone.every(({ removed }) => removed);
    await keeper.renew({ complete: true, releases: isEmpty ? [] : [target.release], lease: null });
    return shown;
  } catch (error) {
    if (error instanceof LostLease) return undefined;
    // Others need not wait for the lease to run out; if this fails, too, they do.
    await keeper.renew({ lease: null }).catch(() => undefined);
    throw error;
  } finally {
    forgetToken(token);
  }
}

class LostLease extends Error {}

/** Batches go on side by side, so that renewing it must wait for its turn. */
function leaseKeeper(lake: LakeContext, outside: OutsideCatalog, lease: Lease) {
  const { environment } = lake;
  let turn: Promise<void> = Promise.resolve();
  const renew = async (change: Partial<Registration>) => {
    const own = { ...lease.document.lease!, renewedAt: isoTime(environment.now()) };
    const document = { ...lease.document, lease: own, ...change };
    const etag = await write(lake, outside, document, lease.etag);
    if (etag === undefined) throw new LostLease('somebody else registers');
    Object.assign(lease, { document, etag });
  };
  const renewIfOld = async () => {
    const age = environment.now() - Date.parse(lease.document.lease!.renewedAt);
    if (age >= freshTime) await renew({});
  };
  return {
    renew,
    keep() {
      turn = turn.then(renewIfOld);
      return turn;
    },
  };
}

async function write(
  { store, project }: LakeContext,
  { id }: OutsideCatalog,
  document: Registration,
  etag: string | undefined,
): Promise<string | undefined> {
  const result = await replaceDocument(store, registrationKey(id), encodeDocument(project, document), etag);
  return result.ok ? result.etag : undefined;
}
