import type { View } from './documents.ts';
import { knownKeys, listTables } from './foreign-files.ts';
import type { LakeContext } from './lake-context.ts';
import { forgetToken } from './liveness.ts';
import { findView } from './read-documents.ts';
import type { Steps } from './steps.ts';
import { keepView, renewView, seeView, takeView, type ViewLease } from './view-lease.ts';

/**
 * Removes the plain copy that a lake had before the setting was turned off. Nobody would keep it current: whoever globs
 * it would read an old release for ever, and the files of that release could never go. `held`: another process refreshes
 * it just now.
 */
export async function* removePlainCopySteps(lake: LakeContext): Steps<'off' | 'held'> {
  yield 'read-view';
  const found = await findView(lake);
  if (found === undefined || isGone(found.value)) return 'off';
  const lease = yield* takeView(lake, yield* seeView(lake));
  if (lease === undefined) return 'held';
  try {
    return (yield* remove(lake, lease)) ? 'off' : 'held';
  } catch (error) {
    // Others need not wait for the lease to run out; if this fails, too, they do.
    await renewView(lake, lease, { lease: null }).catch(() => undefined);
    throw error;
  } finally {
    forgetToken(lease.view.lease!.token);
  }
}

function isGone({ releases, lease }: View): boolean {
  return releases.length === 0 && lease === null;
}

/** False when the lease was lost on the way. What is not the lake's own stays. */
async function* remove(lake: LakeContext, taken: ViewLease): Steps<boolean> {
  yield 'list-plain-copy';
  const known = await knownKeys(lake, taken.before);
  const folders = [...known].map(key => key.split('/')[0]!);
  const listed = await listTables(lake, folders, known);
  const own = [...listed.keys()].filter(key => known.has(key));
  const lease = yield* keepView(lake, taken);
  if (lease === undefined) return false;
  if (own.length > 0) {
    yield 'remove-plain-files';
    await lake.store.delete(own);
  }
  yield 'complete-view';
  const releases = [...new Set(lease.view.late.map(({ release }) => release))];
  return (await renewView(lake, lease, { releases, lease: null, copies: {} })) !== undefined;
}
