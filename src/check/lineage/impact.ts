import type { Graph } from '../../graph/graph.ts';
import type { ColumnRef, LineageInput, ModelLineage } from './lineage.ts';
import { columnKey, type LineageIndex } from './lineage-index.ts';

/** What a change of columns reaches in one model. */
export interface ModelImpact {
  readonly uniqueId: string;
  /** Columns whose values come from what changes. */
  readonly columns: readonly string[];
  /** What changed columns do for which rows the model has. */
  readonly rows: readonly LineageInput['role'][];
  /** Whether the query names what changes, so that it breaks when that is renamed or removed. */
  readonly reads: boolean;
  /** Why it cannot be told what is reached, for a model that reads a table where something changes. */
  readonly unknown: string | undefined;
}

/**
 * Follows a change of columns downstream. Where it decides which rows a model has, all that reads the model has other
 * rows, too; that is what the graph tells, so that only the first such model is said to be reached.
 */
export function impactOf(
  changed: readonly ColumnRef[],
  index: LineageIndex,
  graph: Graph,
): readonly ModelImpact[] {
  const reached = new Set(changed.map(columnKey));
  const tables = new Set(changed.map(({ table }) => table));
  return graph.order.flatMap(id => {
    const model = index.model(id);
    if (model === undefined) return [];
    const parents = graph.parents[id] ?? [];
    const impact = modelImpact(
      model,
      reached,
      parents.some(parent => tables.has(parent)),
    );
    if (impact === undefined) return [];
    for (const column of impact.columns) reached.add(columnKey({ table: id, column }));
    if (impact.columns.length > 0 || impact.unknown !== undefined) tables.add(id);
    return [impact];
  });
}

function modelImpact(
  model: ModelLineage,
  reached: ReadonlySet<string>,
  isBelow: boolean,
): ModelImpact | undefined {
  const isReached = (ref: ColumnRef) => reached.has(columnKey(ref));
  const columns = model.columns.filter(({ inputs }) => inputs.some(isReached)).map(({ name }) => name);
  const rows = [...new Set(model.rows.filter(isReached).map(({ role }) => role))];
  const reads = model.reads.some(isReached);
  const reason = model.rowsUnknown ?? model.columns.find(({ unknown }) => unknown !== undefined)?.unknown;
  const unknown = isBelow ? reason : undefined;
  if (columns.length === 0 && rows.length === 0 && !reads && unknown === undefined) return undefined;
  return { uniqueId: model.uniqueId, columns, rows, reads, unknown };
}
