import { encodeDocument } from './document-format.ts';
import type { Release, View } from './documents.ts';
import { newToken } from './environment.ts';
import type { LakeContext } from './lake-context.ts';
import { viewKey } from './layout.ts';
import { freshTime, isHeld, leaseTime } from './lease.ts';
import { rememberToken } from './liveness.ts';
import { findView, type KnownReleases, readPointer, releaseAt, type Stored } from './read-documents.ts';
import { replaceDocument } from './replace-document.ts';
import { isoTime } from './retention.ts';
import type { Steps } from './steps.ts';

/** For how long files that it copies nevertheless are known to be the lake's own. */
const lateTime = 24 * 3_600_000;

/** The right to refresh the plain copy, held through `view.json`. */
export interface ViewLease {
  /** What the plain copy will show. */
  readonly target: Release;
  /** The document before this refresh took it. */
  readonly before: View | undefined;
  readonly view: View;
  readonly etag: string;
}

/** What the plain copy shows, and after that the release that it shall show. */
export interface SeenView {
  /** Undefined when no plain copy was ever made. */
  readonly found: Stored<View> | undefined;
  /** Undefined while nothing was published. */
  readonly target: Release | undefined;
}

/** @param known see `releaseAt` */
export async function* seeView(lake: LakeContext, known: KnownReleases = []): Steps<SeenView> {
  yield 'read-view';
  const found = await findView(lake);
  yield 'read-pointer';
  return { found, target: await releaseAt(lake, (await readPointer(lake)).value, known) };
}

/**
 * Takes the plain copy, as it was seen, in order to show the current release. Undefined when another process refreshes it just
 * now (that one looks at the pointer again before it ends), or when there is nothing to show.
 */
export async function* takeView(
  lake: LakeContext,
  { found, target }: SeenView,
): Steps<ViewLease | undefined> {
  if (target === undefined) return undefined;
  const { environment } = lake;
  const isTaken = found !== undefined && isHeld(environment, found.value);
  const now = isTaken || found?.value.late.length ? await lake.store.now() : 0;
  if (isTaken && now - found.modified < leaseTime) return undefined;
  const token = newToken(environment);
  const view: View = {
    release: target.release,
    releases: [...new Set([...(found?.value.releases ?? []), target.release])],
    complete: false,
    lease: { token, owner: environment.owner, renewedAt: isoTime(environment.now()) },
    late: found ? lateReleases(lake, found, now) : [],
    copies: found?.value.copies ?? {},
  };
  yield 'take-view';
  const etag = await writeView(lake, view, found?.etag);
  if (etag === undefined) return undefined;
  rememberToken(token);
  return { target, before: found?.value, view, etag };
}

/**
 * Renews the lease before a batch of work, unless it is fresh: many small batches need no write each. Undefined when
 * it is no longer one's own: then stop.
 */
export async function* keepView(lake: LakeContext, lease: ViewLease): Steps<ViewLease | undefined> {
  const renewedAt = Date.parse(lease.view.lease!.renewedAt);
  if (lake.environment.now() - renewedAt < freshTime) return lease;
  yield 'renew-view';
  return renewView(lake, lease);
}

/** Undefined when it is no longer one's own: then stop. */
export async function renewView(
  lake: LakeContext,
  lease: ViewLease,
  change: Partial<View> = {},
): Promise<ViewLease | undefined> {
  const renewed = { ...lease.view.lease!, renewedAt: isoTime(lake.environment.now()) };
  const view = { ...lease.view, lease: renewed, ...change };
  const etag = await writeView(lake, view, lease.etag);
  return etag === undefined ? undefined : { ...lease, view, etag };
}

/** A holder that was silent too long may be amid a batch of copies, and wake up only when others are long done. */
function lateReleases(lake: LakeContext, found: Stored<View>, now: number): View['late'] {
  const { releases, late } = found.value;
  const until = isoTime(now + lateTime);
  const ousted = isHeld(lake.environment, found.value) ? releases.map(release => ({ release, until })) : [];
  return [...late.filter(({ until }) => Date.parse(until) > now), ...ousted];
}

async function writeView(
  { store, project }: LakeContext,
  view: View,
  etag: string | undefined,
): Promise<string | undefined> {
  const result = await replaceDocument(store, viewKey, encodeDocument(project, view), etag);
  return result.ok ? result.etag : undefined;
}
