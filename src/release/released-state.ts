import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
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
  const earlier = isWhole || before === undefined ? undefined : await readState(lake, before);
  const nodes = isWhole ? now : mergeNodes({ now, made }, earlier?.nodes ?? {});
  const digest = digestOf(nodes);
  return { nodes, digest, before: digest === before?.digest ? before : undefined };
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
  const object = await store.get(key);
  if (object === undefined) throw damagedDocument(store.label, key);
  const bytes = await promisify(gunzip)(object.bytes).catch(error => {
    throw damagedDocument(store.label, key, error);
  });
  return decodeDocument(stateSchema, bytes, { label: store.label, key, project });
}

/** Nodes and their parts are written in one order, so that the same nodes have the same digest. */
function digestOf(nodes: ReleasedNodes): string {
  const sorted = Object.entries(nodes).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 24);
}
