import { isTest } from '../compile/is-test.ts';
import { type CompiledNode, isBuilt, isPublished } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

export interface MadeInput {
  readonly graph: Pick<Graph, 'order' | 'children'>;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids of published tables that are as they would come out now, of other models that ended well, and of tests that passed. */
  readonly standing: ReadonlySet<string>;
}

/**
 * Unique ids of the nodes that a release is made of as they are now. What makes no table of its own, such as a view, is among them
 * as long as nothing that reads it was made of what it was before; a model that nothing reads where it ended well.
 */
export function madeNodes({ graph, nodes, standing }: MadeInput): ReadonlySet<string> {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const made = new Set<string>();
  for (const id of graph.order.toReversed()) {
    const node = byId.get(id)!;
    const readers = (graph.children[id] ?? []).filter(child => isReader(byId.get(child)!));
    const standsAlone = isPublished(node) || isTest(node) || (isBuilt(node) && readers.length === 0);
    if (standsAlone ? standing.has(id) : readers.every(each => made.has(each))) made.add(id);
  }
  return made;
}

function isReader(node: CompiledNode): boolean {
  return !isTest(node) && node.resourceType !== 'exposure';
}
