import type { ObjectInfo } from '../storage/store.ts';
import type { DataFile, View } from './documents.ts';
import { isFile } from './files-on-store.ts';
import { knownKeys, listTables, ownKeys } from './foreign-files.ts';
import type { LakeContext } from './lake-context.ts';
import { presentReleases } from './live-releases.ts';
import { forgetToken } from './liveness.ts';
import { plainFiles } from './plain-files.ts';
import { type KnownReleases, readPointer } from './read-documents.ts';
import { removePlainCopySteps } from './remove-plain-copy.ts';
import type { Steps } from './steps.ts';
import { keepView, renewView, type SeenView, seeView, takeView, type ViewLease } from './view-lease.ts';

/** A batch must end well within the five minutes of a lease, so both its files and its bytes are bounded. */
const batchFiles = 1000;
const batchBytes = 20 * 2 ** 30;

/** What differs between the plain copy and the release that it shall show. */
interface Difference {
  readonly copy: readonly Copy[];
  readonly remove: readonly string[];
}

interface Copy {
  readonly key: string;
  readonly file: DataFile;
}

export interface PlainCopyOptions {
  /**
   * Whether all of it is compared with what it shall show, so that what a stranger did is mended, too; otherwise tables whose
   * version is that of a copy that was complete are left.
   */
  readonly looksAtAll?: boolean;
  /** See `releaseAt`. */
  readonly known?: KnownReleases | undefined;
}

/**
 * Makes `<lake>/<table>/` show the current release, or nothing when it is turned off. It begins with a listing, so it also
 * mends what a killed refresh left. `held`: another process is at it, and will look at the pointer again before it ends.
 */
export async function* plainCopySteps(
  lake: LakeContext,
  options: PlainCopyOptions = {},
): Steps<'complete' | 'held' | 'off'> {
  if (!lake.settings.plainCopy) return yield* removePlainCopySteps(lake);
  let seen = yield* seeView(lake, options.known);
  if (yield* isComplete(lake, seen, options)) return 'complete';
  for (;;) {
    const lease = yield* takeView(lake, seen);
    if (lease === undefined) return 'held';
    if (!(yield* refresh(lake, lease, options))) return 'held';
    yield 'read-pointer';
    const pointer = await readPointer(lake);
    if (pointer.value.release === lease.target.release) return 'complete';
    seen = yield* seeView(lake, options.known);
  }
}

/** Whether the plain copy shows the current release already: then nobody needs to take it. */
async function* isComplete(
  lake: LakeContext,
  { found, target }: SeenView,
  { looksAtAll, known }: PlainCopyOptions,
): Steps<boolean> {
  const view = found?.value;
  if (!view?.complete || target === undefined || target.release !== view.release) return false;
  if (!looksAtAll && isSettled(view)) return true;
  yield 'list-plain-copy';
  const { copy, remove } = await findDifference(lake, { target, before: view, known });
  return copy.length === 0 && remove.length === 0;
}

/** Whether it was complete, and nobody may be at it any more. */
function isSettled(view: View): boolean {
  return view.complete && view.late.length === 0;
}

/** False when the lease was lost on the way. */
async function* refresh(
  lake: LakeContext,
  taken: ViewLease,
  { looksAtAll, known }: PlainCopyOptions,
): Steps<boolean> {
  let lease: ViewLease | undefined = taken;
  try {
    yield 'list-plain-copy';
    const sound = looksAtAll ? undefined : await soundTables(lake, taken, known);
    const { copy, remove } = await findDifference(lake, { ...taken, sound, known });
    const copies = new Map(Object.entries(taken.view.copies));
    for (const batch of batches(copy)) {
      lease = yield* keepView(lake, lease);
      if (lease === undefined) return false;
      yield 'copy-files';
      await copyBatch(lake, batch, copies);
    }
    if (remove.length > 0) {
      lease = yield* keepView(lake, lease);
      if (lease === undefined) return false;
      yield 'remove-plain-files';
      await lake.store.delete(remove);
    }
    yield 'complete-view';
    return (await renewView(lake, lease, completed(lease, copies, remove))) !== undefined;
  } catch (error) {
    // Others need not wait for the lease to run out; if this fails, too, they do.
    if (lease !== undefined) await renewView(lake, lease, { lease: null }).catch(() => undefined);
    throw error;
  } finally {
    forgetToken(taken.view.lease!.token);
  }
}

/** Names of the tables that are as the plain copy showed them last. */
async function soundTables(
  lake: LakeContext,
  { before, target }: Pick<ViewLease, 'before' | 'target'>,
  known: KnownReleases | undefined,
): Promise<ReadonlySet<string>> {
  if (before === undefined || !isSettled(before)) return new Set();
  const shown = (await presentReleases(lake, [before.release], known)).flatMap(({ tables }) => tables);
  const versions = new Set(shown.map(({ fileList }) => fileList));
  return new Set(target.tables.filter(({ fileList }) => versions.has(fileList)).map(({ name }) => name));
}

interface Compared extends Pick<ViewLease, 'target' | 'before'> {
  readonly known: KnownReleases | undefined;
  /** Names of tables that are left. */
  readonly sound?: ReadonlySet<string> | undefined;
}

/** Between the plain copy and the tables of a release, apart from those that are known to be sound. */
async function findDifference(
  lake: LakeContext,
  { target, before, known, sound }: Compared,
): Promise<Difference> {
  const isAsked = (table: string) => !sound?.has(table);
  const shown = await plainFiles(lake, target, isAsked);
  const keys = await knownKeys(lake, before, { isAsked, known });
  const names = target.tables.map(table => table.name).filter(isAsked);
  const folders = [...names, ...[...keys].map(key => key.split('/')[0]!)];
  const listed = await listTables(lake, folders, new Set([...keys, ...shown.keys()]));
  const own = ownKeys(lake, listed, keys);
  const copies = before?.copies ?? {};
  const copy = [...shown]
    .filter(([key, file]) => !isCopy(listed.get(key), file, copies))
    .map(([key, file]) => ({ key, file }));
  const remove = [...own].filter(key => !shown.has(key));
  return { copy, remove };
}

function isCopy(object: ObjectInfo | undefined, file: DataFile, copies: View['copies']): boolean {
  if (isFile(object, file)) return true;
  const copy = object && copies[object.key];
  return copy?.from === file.path && copy.etag === object?.etag;
}

function* batches(copies: readonly Copy[]): Generator<readonly Copy[]> {
  let batch: Copy[] = [];
  let bytes = 0;
  for (const copy of copies) {
    batch.push(copy);
    bytes += copy.file.bytes;
    if (batch.length < batchFiles && bytes < batchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function copyBatch(
  { store }: LakeContext,
  batch: readonly Copy[],
  copies: Map<string, View['copies'][string]>,
): Promise<void> {
  const made = await store.copyMany(
    batch.map(({ key, file }) => ({ from: file.path, to: key, etag: file.etag, bytes: file.bytes })),
  );
  for (const [index, { key, file }] of batch.entries()) {
    const { etag } = made[index]!;
    if (etag === file.etag) copies.delete(key);
    else copies.set(key, { from: file.path, etag });
  }
}

function completed(
  { target, view }: ViewLease,
  copies: ReadonlyMap<string, View['copies'][string]>,
  removed: readonly string[],
): Partial<View> {
  const gone = new Set(removed);
  const remaining = [...copies].filter(([key]) => !gone.has(key));
  const releases = [...new Set([target.release, ...view.late.map(late => late.release)])];
  return { releases, complete: true, lease: null, copies: Object.fromEntries(remaining) };
}
