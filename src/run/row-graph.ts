import type { CompiledNode } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

/** Who follows from whom, by unique id, parents first. */
export type RowGraph = Pick<Graph, 'order' | 'parents'>;

/** A graph by what rows and findings follow from: a unit test has no parents, for it reads the rows that it gives. */
export function rowGraph(graph: Graph, nodes: readonly CompiledNode[]): RowGraph {
  const alone = nodes.filter(({ resourceType }) => resourceType === 'unit_test');
  const none = Object.fromEntries(alone.map(({ uniqueId }): [string, string[]] => [uniqueId, []]));
  return { order: graph.order, parents: { ...graph.parents, ...none } };
}
