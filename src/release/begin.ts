import { encodeDocument } from './document-format.ts';
import type { Candidate, Release } from './documents.ts';
import { newToken } from './environment.ts';
import type { LakeContext } from './lake-context.ts';
import { candidateKey, filesPrefix, pointerKey } from './layout.ts';
import { OwnCandidate } from './own-candidate.ts';
import { proveConditions } from './prove-conditions.ts';
import { findPointer, readPointer, releaseAt } from './read-documents.ts';
import { recoverDead } from './recover.ts';
import { newReleaseId } from './release-id.ts';
import { isoTime } from './retention.ts';
import type { Steps } from './steps.ts';

/**
 * Begins a build: makes the lake's first pointer if there is none, recovers what dead builds left, and writes the
 * candidate, which comes before the first file.
 *
 * @param clearsKept whether it takes the place of a failed build that was kept for a retry
 * @param base the current release, if it was read already
 */
export async function* beginSteps(
  lake: LakeContext,
  command: string,
  {
    clearsKept = true,
    base: read,
  }: { readonly clearsKept?: boolean; readonly base?: Release | undefined } = {},
): Steps<OwnCandidate> {
  // Where there is a release, there is a pointer.
  if (read === undefined) yield* makePointer(lake);
  const recoveries = yield* recoverDead(lake, clearsKept);
  yield 'read-pointer';
  const pointer = await readPointer(lake);
  const base = await releaseAt(lake, pointer.value, [read]);
  const document = newCandidate(lake, command, { release: pointer.value.release, pointerEtag: pointer.etag });
  const candidate = yield* writeCandidate(lake, base, document);
  // Until a lake has its first release, every build proves on its own document that the store can be trusted.
  if (base === undefined) yield* proveOnCandidate(lake, document);
  candidate.leftBehind = recoveries.filter(({ outcome }) => outcome === 'job-left');
  return candidate;
}

export async function* makePointer(lake: LakeContext): Steps<void> {
  yield 'read-pointer';
  if ((await findPointer(lake)) !== undefined) return;
  yield 'make-pointer';
  const pointer = { release: null, parent: null, nonce: newToken(lake.environment) };
  // When another build was faster, its pointer is as good.
  await lake.store.putIfAbsent(pointerKey, encodeDocument(lake.project, pointer));
}

async function* writeCandidate(
  lake: LakeContext,
  base: Release | undefined,
  document: Candidate,
): Steps<OwnCandidate> {
  yield 'write-candidate';
  const result = await lake.store.putIfAbsent(...documentOf(lake, document));
  if (!result.ok) throw new Error(`the id ${document.release} is taken`);
  return new OwnCandidate(lake, base, document, result.etag);
}

/** Takes the document away again when the store does not keep to conditions. */
export async function* proveOnCandidate(lake: LakeContext, document: Candidate): Steps<void> {
  yield 'prove-conditions';
  try {
    await proveConditions(lake.store, ...documentOf(lake, document));
  } catch (error) {
    await lake.store.delete([candidateKey(document.release)]);
    throw error;
  }
}

export function documentOf(lake: LakeContext, document: Candidate): [key: string, bytes: Uint8Array] {
  return [candidateKey(document.release), encodeDocument(lake.project, document)];
}

export function newCandidate(lake: LakeContext, command: string, base: Candidate['base']): Candidate {
  const { environment } = lake;
  const release = newReleaseId(environment);
  return {
    release,
    token: newToken(environment),
    abandoned: false,
    kept: false,
    command,
    owner: environment.owner,
    remoteJob: null,
    remoteTarget: null,
    base,
    ids: [release],
    prefix: filesPrefix(release),
    touchedAt: isoTime(environment.now()),
    tasks: 'none',
  };
}
