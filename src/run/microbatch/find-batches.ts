import { lakeName } from '../../columns/table-name.ts';
import type { TimeWindow } from '../../compile/batch.ts';
import { isMicrobatch } from '../../compile/is-microbatch.ts';
import type { CompiledNode } from '../../compile/node.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Release } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import type { TableChange } from '../../release/table-change.ts';
import { findBehind } from '../behind.ts';
import type { Makings } from '../plan-reuse.ts';
import type { Reading } from '../reading.ts';
import type { Reuse } from '../reuse.ts';
import { type FoundBatches, type PlannedBatches, planBatches } from './plan-batches.ts';

interface Input {
  readonly nodes: readonly CompiledNode[];
  readonly graph: Pick<Graph, 'parents'>;
  /** Unique ids of what is asked for. */
  readonly asked: ReadonlySet<string>;
  /** Unique ids of models that add to their tables. */
  readonly adding: ReadonlySet<string>;
  readonly base: Release | undefined;
  readonly asOf: string;
  readonly eventTime?: TimeWindow | undefined;
  /** What is read, when it is not everything: that is computed at once. */
  readonly reading?: Reading | undefined;
}

/** The batches of all models that are made of them, by unique id. */
export function findBatches(input: Input): ReadonlyMap<string, FoundBatches> {
  const { nodes, graph, asked, adding, base, asOf, eventTime, reading } = input;
  if (reading !== undefined) return new Map();
  const tables = tablesByName(base);
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const models = nodes.filter(isMicrobatch).filter(({ uniqueId }) => asked.has(uniqueId));
  return new Map(
    models.map(model => {
      const { uniqueId: id, relation } = model;
      const table = adding.has(id) ? tables.get(lakeName(relation)) : undefined;
      const reads = findBehind([id], graph, byId).built.map(({ uniqueId }) => uniqueId);
      const planned = planBatches(model, { table, asOf, eventTime });
      const isDue = planned.because === 'asked' || table?.batchedUntil !== planned.until;
      return [id, { ...planned, reads, isDue }];
    }),
  );
}

/** Unique ids of models that run though what they read is as it was: a batch has begun since, or a time is asked for. */
export function dueModels(batches: ReadonlyMap<string, FoundBatches>): ReadonlySet<string> {
  return new Set([...batches].filter(([, { isDue }]) => isDue).map(([id]) => id));
}

/** Of a table of which only some batches were computed it is not told what it was made of: the others may be of something else. */
export function withoutRanges(
  reuse: Reuse | undefined,
  batches: ReadonlyMap<string, FoundBatches>,
): Reuse | undefined {
  if (reuse === undefined) return undefined;
  const { makings } = reuse;
  const of: Makings['of'] = async id => (batches.get(id)?.because === 'asked' ? undefined : makings.of(id));
  return { ...reuse, makings: { of } };
}

/** A retry takes up finished batches only if what they were made of was finished, too: so it is, before they are computed. */
export function waitsOfBatches(
  batches: ReadonlyMap<string, FoundBatches>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...batches].filter(([, each]) => each.batches.length > 1).map(([id, { reads }]) => [id, reads]),
  );
}

/** Tables of models that are made of batches, with how far these go. */
export function withBatchedUntil(
  changes: readonly TableChange[],
  batches: ReadonlyMap<string, PlannedBatches>,
): readonly TableChange[] {
  return changes.map(change => {
    const until = change.sample === undefined ? batches.get(change.node)?.until : undefined;
    return until === undefined ? change : { ...change, batchedUntil: until };
  });
}
