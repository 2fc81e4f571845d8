import type { CompiledNode } from '../../compile/node.ts';
import type { Graph } from '../../graph/graph.ts';
import type { SourceFiles } from '../source-files.ts';
import type { NewFiles } from './find-new-files.ts';

interface Planned {
  readonly nodes: readonly CompiledNode[];
  readonly graph: Graph;
}

/** Puts what models read of new files into the graph, each in place of its source. */
export function planNewFiles({ nodes, graph }: Planned, newFiles: ReadonlyMap<string, NewFiles>): Planned {
  const parents: Record<string, readonly string[]> = { ...graph.parents };
  const children: Record<string, readonly string[]> = { ...graph.children };
  for (const { model, source, whole } of newFiles.values()) {
    const instead = (id: string) => (id === whole.uniqueId ? source.uniqueId : id);
    parents[model.uniqueId] = (parents[model.uniqueId] ?? []).map(instead);
    parents[source.uniqueId] = [];
    children[whole.uniqueId] = (children[whole.uniqueId] ?? []).filter(id => id !== model.uniqueId);
    children[source.uniqueId] = [model.uniqueId];
  }
  const before = (id: string) => newFiles.get(id)?.source.uniqueId ?? [];
  return {
    nodes: [...nodes, ...[...newFiles.values()].map(({ source }) => source)],
    graph: { order: graph.order.flatMap(id => [before(id), id].flat()), parents, children },
  };
}

/** The files of what models read of new files, and of all other sources what they are. */
export function filesWithNew(filesOf: SourceFiles, newFiles: ReadonlyMap<string, NewFiles>): SourceFiles {
  const found = new Map([...newFiles.values()].map(({ source, files }) => [source.uniqueId, files]));
  return async node => found.get(node.uniqueId) ?? filesOf(node);
}
