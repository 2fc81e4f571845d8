import type { CompiledNode, CompiledSource } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

/** The sources that nodes read, themselves or through what is no part of a release. */
export function sourcesBehind(
  ids: Iterable<string>,
  graph: Pick<Graph, 'parents'>,
  nodes: ReadonlyMap<string, CompiledNode>,
): readonly CompiledSource[] {
  const found = new Map<string, CompiledSource>();
  const open = [...ids].flatMap(id => graph.parents[id] ?? []);
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodes.get(id)!;
    if (node.resourceType === 'source') found.set(id, node);
    else if (!('config' in node && node.config.published)) open.push(...(graph.parents[id] ?? []));
  }
  return [...found.values()];
}
