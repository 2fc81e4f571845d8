import { lakeName } from '../columns/table-name.ts';
import { type BuiltNode, type CompiledNode, type CompiledSource, isPublished } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';

/** What lies behind a node in a lake and before it. */
export interface Behind {
  readonly sources: readonly CompiledSource[];
  /** The published tables. */
  readonly built: readonly BuiltNode[];
  /** What the lake calls these, sorted. */
  readonly tables: readonly string[];
}

/** The sources and the published tables that nodes read, themselves or through what is no part of a release. */
export function findBehind(
  ids: Iterable<string>,
  graph: Pick<Graph, 'parents'>,
  nodes: ReadonlyMap<string, CompiledNode>,
): Behind {
  const sources: CompiledSource[] = [];
  const built: BuiltNode[] = [];
  const open = [...ids].flatMap(id => graph.parents[id] ?? []);
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodes.get(id)!;
    if (node.resourceType === 'source') sources.push(node);
    else if (isPublished(node)) built.push(node);
    else open.push(...(graph.parents[id] ?? []));
  }
  const tables = new Set(built.map(({ relation }) => lakeName(relation)));
  return { sources, built, tables: [...tables].sort() };
}
