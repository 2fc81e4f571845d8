import type { CompiledNode } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';
import { descendantsOf } from '../graph/neighbors.ts';
import type { NodeResult } from './run-event.ts';
import { failing } from './stopping.ts';

/** Exposures that read what failed, directly or not, by their labels; a failed test is a failure of its tables. */
export function reachedExposures(
  results: readonly NodeResult[],
  nodes: readonly CompiledNode[],
  graph: Graph,
): readonly string[] {
  const exposures = nodes.filter(node => node.resourceType === 'exposure');
  if (exposures.length === 0) return [];
  const failed = results.filter(({ status }) => failing.has(status)).map(({ node }) => node);
  const tables = failed.flatMap(({ uniqueId, resourceType }) =>
    resourceType === 'test' ? (graph.parents[uniqueId] ?? []) : [uniqueId],
  );
  const reached = descendantsOf(tables, graph);
  return exposures
    .filter(({ uniqueId }) => reached.has(uniqueId))
    .map(({ name, label }) => label ?? name)
    .sort();
}
