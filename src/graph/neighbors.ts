import type { Graph } from './graph.ts';

/** What the given nodes stand on, up to a number of generations; without the nodes themselves unless one stands on another. */
export function ancestorsOf(
  ids: Iterable<string>,
  graph: Graph,
  generations = Number.POSITIVE_INFINITY,
): Set<string> {
  return reach(ids, graph.parents, generations);
}

/** What stands on the given nodes. */
export function descendantsOf(
  ids: Iterable<string>,
  graph: Graph,
  generations = Number.POSITIVE_INFINITY,
): Set<string> {
  return reach(ids, graph.children, generations);
}

function reach(
  start: Iterable<string>,
  edges: Readonly<Record<string, readonly string[]>>,
  generations: number,
): Set<string> {
  const found = new Set<string>();
  let layer = [...start];
  for (let generation = 0; generation < generations && layer.length > 0; generation++) {
    const next: string[] = [];
    for (const id of layer) {
      for (const neighbor of edges[id] ?? []) {
        if (found.has(neighbor)) continue;
        found.add(neighbor);
        next.push(neighbor);
      }
    }
    layer = next;
  }
  return found;
}
