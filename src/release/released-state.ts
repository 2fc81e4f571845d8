import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { damagedDocument, decodeDocument, encodeDocument } from './document-format.ts';
import { stateSchema } from './document-schemas.ts';
import type { Release, ReleasedNodes, ReleasedState, StateDocument } from './documents.ts';
import type { ReaderContext } from './lake-context.ts';
import { stateKey } from './layout.ts';

/** What a build knows of the nodes of its project. */
export interface StateChange {
  /** All that there are, as they are now. */
  readonly now: ReleasedNodes;
  /** Unique ids of those that what it publishes was made of. */
  readonly made: ReadonlySet<string>;
}

/** What a release will say of the nodes that it was made of. */
export interface PlannedState {
  readonly nodes: ReleasedNodes;
  readonly digest: string;
  /** Of the release before, where that says the same. */
  readonly before: StateDocument | undefined;
}

type Place = Pick<ReaderContext, 'store' | 'project'>;

/**
 * What a release on top of `parent` says. What was not made now is as it was there, or left out where that does not tell of it; so
 * what that says is read only where it is needed.
 */
export async function planState(
  lake: Place,
  { now, made }: StateChange,
  parent: Release | undefined,
): Promise<PlannedState> {
  const before = parent?.state;
  if (digestOf(now) === before?.digest) return { nodes: now, digest: before.digest, before };
  const isWhole = Object.keys(now).every(id => made.has(id));
  if (isWhole) return { nodes: now, digest: digestOf(now), before: undefined };
  const earlier = before && (await earlierNodes(lake, before));
  return planned(mergeNodes({ now, made }, earlier ?? {}), earlier && before);
}

/** The same of one that changes nothing but that these nodes have no tables any more; undefined where `parent` tells nothing. */
export async function planWithout(
  lake: Place,
  gone: ReadonlySet<string>,
  { state: before }: Release,
): Promise<PlannedState | undefined> {
  if (before === undefined) return undefined;
  const earlier = await earlierNodes(lake, before);
  const left = Object.entries(earlier ?? {}).filter(([id]) => !gone.has(id));
  return planned(Object.fromEntries(left), earlier && before);
}

function planned(nodes: ReleasedNodes, before: StateDocument | undefined): PlannedState {
  const digest = digestOf(nodes);
  return { nodes, digest, before: digest === before?.digest ? before : undefined };
}

/** Undefined where it is lost: that says nothing, and must not stop who can say it anew. */
async function earlierNodes(lake: Place, before: StateDocument): Promise<ReleasedNodes | undefined> {
  try {
    return (await readState(lake, before)).nodes;
  } catch (error) {
    if (isDamaged(error)) return undefined;
    throw error;
  }
}

/** Of every node that there is now: how it is now where that was made, else how it was before. */
export function mergeNodes({ now, made }: StateChange, before: ReleasedNodes): ReleasedNodes {
  const merged = Object.entries(now).flatMap(([id, node]) => {
    const told = made.has(id) ? node : before[id];
    return told === undefined ? [] : [[id, told] as const];
  });
  return Object.fromEntries(merged);
}

/** Where a release of this id says it, and the bytes to be written there; none where the release before says the same. */
export async function stateToWrite(
  { project }: { readonly project: string },
  { nodes, digest, before }: PlannedState,
  version: string,
): Promise<{ readonly state: StateDocument; readonly bytes?: Uint8Array }> {
  if (before !== undefined) return { state: before };
  const bytes = await promisify(gzip)(encodeDocument(project, { nodes }));
  return { state: { version, document: stateKey(version), digest }, bytes };
}

/** Throws `lake-damaged` when it is missing or cannot be read, `lake-too-new`, `lake-foreign`. */
export async function readState(
  { store, project }: Place,
  { document: key }: StateDocument,
): Promise<ReleasedState> {
  const { label } = store;
  const object = await store.get(key);
  if (object === undefined) throw lostState(label, key);
  const bytes = await promisify(gunzip)(object.bytes).catch(error => {
    throw lostState(label, key, error);
  });
  try {
    return decodeDocument(stateSchema, bytes, { label, key, project });
  } catch (error) {
    throw isDamaged(error) ? lostState(label, key, error) : error;
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof SparkifyError && error.code === 'lake-damaged';
}

/** No table hangs on it. */
function lostState(label: string, key: string, cause?: unknown): SparkifyError {
  const hint =
    'A build of changed code on this lake writes it anew. Until then, give the folder that holds the manifest.json of an earlier run with --state.';
  return damagedDocument(label, key, cause, hint);
}

/** Nodes and their parts are written in one order, so that the same nodes have the same digest. */
function digestOf(nodes: ReleasedNodes): string {
  const sorted = Object.entries(nodes).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 24);
}
