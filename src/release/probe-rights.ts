import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Store } from '../storage/store.ts';
import { documentOf, newCandidate } from './begin.ts';
import type { LakeContext } from './lake-context.ts';
import { candidatesPrefix } from './layout.ts';
import { proveConditions } from './prove-conditions.ts';
import { findPointer } from './read-documents.ts';
import type { Steps } from './steps.ts';

/** What a build needs of a store. Whoever only reads needs `get`. */
export const lakeRights = ['list', 'get', 'put', 'conditional put', 'delete', 'list uploads'] as const;

export type LakeRight = (typeof lakeRights)[number];

export interface FoundRights {
  readonly missing: readonly LakeRight[];
  /** What was written to find out, and may not be deleted. */
  readonly left: string | undefined;
}

/**
 * Finds out what a store refuses, with a candidate that goes again. A kill leaves a candidate, which the next build knows
 * how to clear away. Throws `no-conditional-writes`, `lake-foreign`, and whatever is wrong with the store besides rights.
 */
export async function* probeSteps(lake: LakeContext): Steps<FoundRights> {
  const { store } = lake;
  const [key, bytes] = documentOf(lake, newCandidate(lake, 'doctor', { release: null, pointerEtag: '' }));
  yield 'read-pointer';
  // In the lake of another project a candidate of this one would be in the way.
  const readsPointer = await isAllowed(findPointer(lake));
  yield 'list-candidates';
  const list = await isAllowed(listAny(store));
  yield 'write-candidate';
  const put = await isAllowed(store.putIfAbsent(key, bytes));
  yield 'read-candidate';
  const get = put ? await isAllowed(store.get(key)) : readsPointer;
  yield 'prove-conditions';
  const proof = await proved(lake, put, key, bytes);
  yield 'abort-uploads';
  const uploads = await isAllowed(store.abortUploads(key));
  yield 'remove-candidate';
  const remove = await isAllowed(store.delete([key]));
  if (proof instanceof Error) throw proof;
  const found = { list, get, put, 'conditional put': proof, delete: remove, 'list uploads': uploads };
  return { missing: lakeRights.filter(right => !found[right]), left: put && !remove ? key : undefined };
}

/** An error that says that the store is none for a lake waits until the candidate is gone. */
async function proved(
  { store }: LakeContext,
  isWritten: boolean,
  key: string,
  bytes: Uint8Array,
): Promise<boolean | SparkifyError> {
  if (!isWritten) return false;
  try {
    return await isAllowed(proveConditions(store, key, bytes));
  } catch (error) {
    if (error instanceof SparkifyError) return error;
    throw error;
  }
}

async function listAny(store: Store): Promise<void> {
  for await (const _ of store.list(candidatesPrefix)) return;
}

async function isAllowed(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof SparkifyError && error.code === 'store-denied') return false;
    throw error;
  }
}
