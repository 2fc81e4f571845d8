import { lakeName } from '../columns/table-name.ts';
import type { TableNode } from '../compile/node.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { FinishedTable } from '../release/finished-tables.ts';

/** What a run finds tables in that it does not compute. */
export interface TablesToRead {
  readonly base: Release | undefined;
  /** Tables that an earlier attempt finished: they are read before those of the base. */
  readonly kept: readonly FinishedTable[];
}

/** The table of a node as a run reads it; undefined when it was never built. */
export function tableToRead(
  { relation }: Pick<TableNode, 'relation'>,
  { base, kept }: TablesToRead,
): ReleasedTable | FinishedTable['change'] | undefined {
  const name = lakeName(relation);
  const finished = kept.find(({ change }) => change.name === name);
  return finished?.change ?? base?.tables.find(table => table.name === name);
}
