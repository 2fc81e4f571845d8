import { lakeName } from '../../columns/table-name.ts';
import type { BuiltNode, CompiledNode } from '../../compile/node.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Release } from '../../release/documents.ts';
import { tablesByName } from '../../release/proof.ts';
import type { TableChange } from '../../release/table-change.ts';
import { findBehind } from '../behind.ts';
import type { DeferredTables } from './deferral.ts';

interface Input {
  readonly graph: Pick<Graph, 'order' | 'parents'>;
  readonly nodes: readonly CompiledNode[];
  readonly base: Release | undefined;
  readonly deferred: DeferredTables | undefined;
  /** Unique ids of models that were added to. */
  readonly adding: ReadonlySet<string>;
}

/**
 * Tables with the lake that they were made of, where that is another one: of its tables, of tables here that were made of it, or, of what
 * was only added to, of what was there. An incremental model goes on with such a table only for that lake.
 */
export function markDeferred(
  changes: readonly TableChange[],
  { graph, nodes, base, deferred, adding }: Input,
): readonly TableChange[] {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const changed = new Map(changes.map(change => [change.node, change]));
  const released = tablesByName(base);
  const markOfReleased = ({ relation }: BuiltNode) => released.get(lakeName(relation))?.deferredTo;
  const marks = new Map<string, string | undefined>();
  const markOf = (node: BuiltNode) => {
    if (changed.has(node.uniqueId)) return marks.get(node.uniqueId);
    return deferred?.tables.has(node.uniqueId) ? deferred.place : markOfReleased(node);
  };
  for (const id of graph.order.filter(each => changed.has(each))) {
    const own = adding.has(id) ? markOfReleased(byId.get(id) as BuiltNode) : undefined;
    const found = findBehind([id], graph, byId).built.map(markOf);
    marks.set(id, own ?? found.find(mark => mark !== undefined));
  }
  return changes.map(change => {
    const deferredTo = marks.get(change.node);
    return deferredTo === undefined ? change : { ...change, deferredTo };
  });
}
