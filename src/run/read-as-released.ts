import { lakeName } from '../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../compile/node.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import { tablesByName } from '../release/proof.ts';
import type { DeferredTables } from './defer/deferral.ts';

/** By unique id: the tables of the base release, or of another lake, that this run reads as they are. */
export function readAsReleased(
  nodes: readonly CompiledNode[],
  asked: ReadonlySet<string>,
  base: Release | undefined,
  deferred?: DeferredTables,
): ReadonlyMap<string, ReleasedTable> {
  const tables = tablesByName(base);
  return new Map(
    nodes.flatMap(node => {
      const isRead = isPublished(node) && !asked.has(node.uniqueId);
      const table = isRead
        ? (deferred?.tables.get(node.uniqueId) ?? tables.get(lakeName(node.relation)))
        : undefined;
      return table === undefined ? [] : [[node.uniqueId, table]];
    }),
  );
}
