import { lakeName } from '../columns/table-name.ts';
import type { CompiledNode, CompiledSource } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

/** What lies behind a node in a lake and before it. */
export interface Behind {
  readonly sources: readonly CompiledSource[];
  /** What the lake calls the published tables, sorted. */
  readonly tables: readonly string[];
}

/** The sources and the published tables that nodes read, themselves or through what is no part of a release. */
export function findBehind(
  ids: Iterable<string>,
  graph: Pick<Graph, 'parents'>,
  nodes: ReadonlyMap<string, CompiledNode>,
): Behind {
  const sources: CompiledSource[] = [];
  const tables = new Set<string>();
  const open = [...ids].flatMap(id => graph.parents[id] ?? []);
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodes.get(id)!;
    if (node.resourceType === 'source') sources.push(node);
    else if ('config' in node && node.config.published) tables.add(lakeName(node.relation));
    else open.push(...(graph.parents[id] ?? []));
  }
  return { sources, tables: [...tables].sort() };
}
