import { allEnded } from '../storage/in-parallel.ts';
import { encodeDocument } from './document-format.ts';
import type { Pointer, Release, StateDocument } from './documents.ts';
import { type Draft, isTested, nodesDropped, sourcesOn, tablesOn } from './draft.ts';
import type { LakeContext } from './lake-context.ts';
import { releaseKey } from './layout.ts';
import type { OwnCandidate } from './own-candidate.ts';
import { putImmutable } from './put-immutable.ts';
import { unknownRelease } from './read-current.ts';
import { readPointer, releaseAt, type Stored } from './read-documents.ts';
import { refuseConflicts } from './refuse-conflicts.ts';
import { newReleaseId } from './release-id.ts';
import { planState, planWithout, stateToWrite } from './released-state.ts';
import { isoTime, keptReleases } from './retention.ts';
import type { Steps } from './steps.ts';
import { writePointer } from './write-pointer.ts';

/**
 * Makes a draft the current release: release document, with the state that it names, then pointer. When the pointer moved
 * since the build began the draft is put on top of the new release, unless that one changed a table which the draft reads or
 * writes.
 *
 * Throws `lake-moved`, `lost-candidate`, and `undecided-publish` when the store gives no clear answer.
 *
 * @param seen the pointer, if it was read already
 */
export async function* commitSteps(
  lake: LakeContext,
  candidate: OwnCandidate,
  draft: Draft,
  seen?: SeenPointer,
): Steps<Release> {
  let written: Release | undefined;
  for (let found = seen; ; found = undefined) {
    if (found === undefined) yield 'read-pointer';
    const { pointer, parent, now } = found ?? (await seePointer(lake, candidate.base));
    // When only the nonce changed, the same document serves.
    if (written === undefined || written.parent !== pointer.value.release) {
      if (written !== undefined) yield* nameNextRelease(lake, candidate);
      written = yield* writeRelease(lake, candidate, draft, { pointer, parent, now });
    }
    const outcome = yield* writePointer(lake, candidate, written, pointer);
    if (outcome === 'committed') return written;
  }
}

export interface SeenPointer {
  readonly pointer: Stored<Pointer>;
  /** The release that it names. */
  readonly parent: Release | undefined;
  /** When it was read by the store's clock, milliseconds since the epoch. */
  readonly now: number;
}

/** @param base the release that it most often names */
export async function seePointer(lake: LakeContext, base: Release | undefined): Promise<SeenPointer> {
  const [pointer, now] = await Promise.all([readPointer(lake), lake.store.now()]);
  return { pointer, parent: await releaseAt(lake, pointer.value, [base]), now };
}

async function* nameNextRelease(lake: LakeContext, candidate: OwnCandidate): Steps<void> {
  yield 'name-release';
  await candidate.nameRelease(newReleaseId(lake.environment));
}

async function* writeRelease(
  lake: LakeContext,
  candidate: OwnCandidate,
  draft: Draft,
  { pointer, parent, now }: SeenPointer,
): Steps<Release> {
  await refuseConflicts(lake, candidate.base, parent, draft);
  refuseDropped(lake, parent, draft);
  const { state, bytes } = await stateOn(lake, candidate, parent, draft);
  const release: Release = {
    release: candidate.release,
    parent: pointer.value.release,
    createdAt: isoTime(now),
    command: draft.command,
    tested: isTested(parent, draft),
    rolledBackTo: draft.rolledBackTo,
    ...(candidate.document.tasks !== 'none' && { candidate: candidate.id }),
    owner: lake.environment.owner,
    tables: tablesOn(parent, draft),
    sources: sourcesOn(parent, draft),
    done: draft.done ?? parent?.done ?? [],
    ...(state && { state }),
    kept: parent ? keptReleases(parent, now, pointer.modified, lake.settings) : [],
  };
  yield 'write-release';
  // At once, since a store answers late: a release that lacks its state is never the current one.
  await allEnded([
    state && bytes && putImmutable(lake.store, state.document, bytes),
    putImmutable(lake.store, releaseKey(release.release), encodeDocument(lake.project, release)),
  ]);
  return release;
}

/** Under each id at most one is written: what is planned on another release is said anew. */
async function stateOn(
  lake: LakeContext,
  candidate: OwnCandidate,
  parent: Release | undefined,
  draft: Draft,
): Promise<{ readonly state: StateDocument | undefined; readonly bytes?: Uint8Array }> {
  const { state } = draft;
  if (state === undefined) {
    const gone = nodesDropped(parent, draft);
    const left = parent && gone.size > 0 ? await planWithout(lake, gone, parent) : undefined;
    return left === undefined ? { state: parent?.state } : stateToWrite(lake, left, candidate.release);
  }
  if ('asIn' in state) return { state: state.asIn.state };
  const isOnBase = parent?.release === candidate.base?.release;
  const planned = isOnBase ? state.onBase : await planState(lake, state.change, parent);
  return stateToWrite(lake, planned, candidate.release);
}

/** A release that the new parent no longer keeps may lose its files at any time: nothing goes back to it. */
function refuseDropped(lake: LakeContext, parent: Release | undefined, { rolledBackTo }: Draft): void {
  if (rolledBackTo === null || parent?.kept.some(kept => kept.release === rolledBackTo)) return;
  throw unknownRelease(lake.store, rolledBackTo);
}
