import type { CompiledNode } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

/** A graph by what rows and findings follow from: a unit test has no parents, for it reads the rows that it gives. */
export function rowGraph(graph: Graph, nodes: readonly CompiledNode[]): Graph {
  const alone = nodes.filter(({ resourceType }) => resourceType === 'unit_test');
  const none = Object.fromEntries(alone.map(({ uniqueId }): [string, string[]] => [uniqueId, []]));
  return { ...graph, parents: { ...graph.parents, ...none } };
}
