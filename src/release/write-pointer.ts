import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { PutResult } from '../storage/store.ts';
import { encodeDocument } from './document-format.ts';
import type { Pointer, Release } from './documents.ts';
import { newToken } from './environment.ts';
import type { LakeContext } from './lake-context.ts';
import { pointerKey } from './layout.ts';
import type { OwnCandidate } from './own-candidate.ts';
import { findRelease, readPointer, type Stored } from './read-documents.ts';
import type { Steps } from './steps.ts';

const attempts = 5;

/** `moved`: another pointer stands there, and this write can never take effect any more. */
export type PointerOutcome = 'committed' | 'moved';

/**
 * Points the lake at `release` if its pointer still is `before`, which the caller has just read: the ETag comes first
 * and the candidate second, so that a recovery that took the candidate in between has changed the ETag.
 *
 * When the answer is lost or says no, the pointer itself tells what happened. While it is unchanged the write may
 * still arrive, so the same bytes are put again under the same condition; when that goes on, it throws
 * `undecided-publish`, and the candidate stays marked as undecided.
 */
export async function* writePointer(
  lake: LakeContext,
  candidate: OwnCandidate,
  release: Release,
  before: Stored<Pointer>,
): Steps<PointerOutcome> {
  const pointer: Pointer = {
    release: release.release,
    parent: release.parent,
    nonce: newToken(lake.environment),
  };
  const bytes = encodeDocument(lake.project, pointer);
  let cause: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (!(yield* mayWrite(lake, candidate, release, before.etag))) return 'committed';
    yield 'write-pointer';
    const wasUndecided = candidate.undecided;
    candidate.undecided = true;
    const result = await attempted(lake.store.putIfMatch(pointerKey, bytes, before.etag));
    if ('error' in result) cause = result.error;
    if (isRefusal(cause) && !wasUndecided) {
      candidate.undecided = false;
      throw cause;
    }
    const outcome = result.ok ? 'committed' : yield* whatHappened(lake, release, before.etag);
    if (outcome !== 'unchanged') {
      candidate.undecided = false;
      return outcome;
    }
    await lake.environment.sleep(100 * 2 ** attempt);
  }
  throw undecided(lake, release, cause);
}

/**
 * Throws `lost-candidate`. False when a write whose answer was lost did arrive, so that whoever took the candidate
 * found it published.
 */
async function* mayWrite(
  lake: LakeContext,
  candidate: OwnCandidate,
  release: Release,
  etag: string,
): Steps<boolean> {
  yield 'read-candidate';
  try {
    await candidate.requireOwn();
    return true;
  } catch (error) {
    if (candidate.undecided && (yield* whatHappened(lake, release, etag)) === 'committed') return false;
    throw error;
  }
}

/** Reads the pointer until it can be read. */
async function* whatHappened(
  lake: LakeContext,
  release: Release,
  etag: string,
): Steps<PointerOutcome | 'unchanged'> {
  for (let attempt = 1; ; attempt++) {
    yield 'read-pointer';
    try {
      const pointer = await readPointer(lake);
      if (await isCommitted(lake, pointer.value, release.release)) return 'committed';
      return pointer.etag === etag ? 'unchanged' : 'moved';
    } catch (error) {
      if (attempt === attempts) throw undecided(lake, release, error);
      await lake.environment.sleep(100 * 2 ** attempt);
    }
  }
}

/** A release was published when the pointer names it, or the release there keeps it. */
async function isCommitted(lake: LakeContext, pointer: Pointer, release: string): Promise<boolean> {
  if (pointer.release === release) return true;
  if (pointer.release === null) return false;
  const current = await findRelease(lake, pointer.release);
  return current?.kept.some(kept => kept.release === release) ?? false;
}

/** The store says that it will not do it: then nothing happened, and asking again would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof SparkifyError && error.code === 'store-denied';
}

async function attempted(put: Promise<PutResult>): Promise<PutResult | { ok: false; error: unknown }> {
  try {
    return await put;
  } catch (error) {
    return { ok: false, error };
  }
}

function undecided(lake: LakeContext, release: Release, cause: unknown): SparkifyError {
  return new SparkifyError(
    'undecided-publish',
    `The store ${lake.store.label} gave no clear answer, so release ${release.release} may or may not have been published.`,
    {
      hint: 'When the store answers again, `sparkify releases list` shows it, and `sparkify recover` cleans up.',
      cause,
    },
  );
}
