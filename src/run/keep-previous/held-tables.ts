import { type CompiledNode, isPublished, isTable } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
import type { Graph } from '../../graph/graph.ts';
import { descendantsOf } from '../../graph/neighbors.ts';
import type { NodeResult } from '../run-event.ts';
import { failing } from '../stopping.ts';

/** Why tables keep what the last release has of them, by unique id. */
export type HeldTables = ReadonlyMap<string, string>;

export interface HeldInput {
  readonly graph: Graph;
  readonly byId: ReadonlyMap<string, CompiledNode>;
  readonly results: readonly NodeResult[];
}

/**
 * The tables that a failure concerns: those that failed or whose test did, and all that come after them. Undefined when one of
 * the failures asks that nothing at all is published, and when it is none of a table.
 */
export function findHeld({ graph, byId, results }: HeldInput): HeldTables | undefined {
  const held = new Map<string, string>();
  for (const result of results.filter(({ status }) => failing.has(status))) {
    const roots = rootsOf(result, byId, graph);
    if (roots.length === 0 || !roots.every(id => keepsPrevious(id, byId, graph))) return undefined;
    for (const id of roots) hold(held, id, whyFailed(result, byId.get(id)!), { graph, byId });
  }
  return held;
}

/** Adds a node, where it is published, and all published tables that come after it. */
export function hold(
  held: Map<string, string>,
  id: string,
  because: string,
  { graph, byId }: Pick<HeldInput, 'graph' | 'byId'>,
): void {
  const add = (table: string, why: string) => {
    if (isPublished(byId.get(table)!) && !held.has(table)) held.set(table, why);
  };
  add(id, because);
  const after = `it comes after ${tableLabel(byId.get(id)!)}`;
  for (const table of descendantsOf([id], graph)) add(table, after);
}

/** The tables that a failure is one of; a test between tables is one of the table that it is written at. */
function rootsOf(
  { node }: NodeResult,
  byId: ReadonlyMap<string, CompiledNode>,
  graph: Graph,
): readonly string[] {
  const found = byId.get(node.uniqueId);
  // A hook is of no table.
  if (found === undefined) return [];
  switch (found.resourceType) {
    case 'test':
      return found.attachedTo === undefined ? (graph.parents[found.uniqueId] ?? []) : [found.attachedTo];
    case 'unit_test':
      return [found.model.uniqueId];
    default:
      return [found.uniqueId];
  }
}

/** A source has no say of its own: whoever reads it has, and where nobody does, nothing is published. */
function keepsPrevious(id: string, byId: ReadonlyMap<string, CompiledNode>, graph: Graph): boolean {
  const node = byId.get(id)!;
  if ('config' in node) return node.config.onFailure === 'keep_previous';
  const readers = (graph.children[id] ?? []).filter(child => isTable(byId.get(child)!));
  return readers.length > 0 && readers.every(child => keepsPrevious(child, byId, graph));
}

function whyFailed({ node }: NodeResult, table: CompiledNode): string {
  const { resourceType, name } = node;
  if (resourceType === 'unit_test') return `its unit test ${name} failed`;
  if (resourceType === 'test') return `its test ${name} failed`;
  return table.resourceType === 'source' ? `${name} cannot be read` : 'it failed';
}
