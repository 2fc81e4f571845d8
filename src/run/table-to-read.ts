import { lakeName } from '../columns/table-name.ts';
import type { TableNode } from '../compile/node.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { FinishedTable } from '../release/finished-tables.ts';
import type { LakeReader } from '../release/lake-reader.ts';
import type { DataAccess } from '../storage/data-access.ts';
import type { DeferredTables } from './defer/deferral.ts';

/** What a run finds tables in that it does not compute. */
export interface TablesToRead {
  readonly base: Release | undefined;
  /** Tables that an earlier attempt finished: they are read before those of the base. */
  readonly kept: readonly FinishedTable[];
  /** Tables of another lake, which are read before those of the base, too. */
  readonly deferred?: DeferredTables | undefined;
}

/** The table of a node as a run reads it; undefined when it was never built. */
export function tableToRead(
  { relation, uniqueId }: Pick<TableNode, 'relation' | 'uniqueId'>,
  { base, kept, deferred }: TablesToRead,
): ReleasedTable | FinishedTable['change'] | undefined {
  const name = lakeName(relation);
  const finished = kept.find(({ change }) => change.name === name);
  return (
    finished?.change ?? deferred?.tables.get(uniqueId) ?? base?.tables.find(table => table.name === name)
  );
}

/** How the files of a lake are found and read. */
export interface PlaceOfFiles {
  readonly lake: Pick<LakeReader, 'files' | 'rows'>;
  readonly data: DataAccess;
}

/** Where the files of that table lie: a node that another lake stands for was not finished here. */
export function placeToRead(
  { uniqueId }: Pick<TableNode, 'uniqueId'>,
  { deferred }: Pick<TablesToRead, 'deferred'>,
  own: PlaceOfFiles,
): PlaceOfFiles {
  return deferred?.tables.has(uniqueId) ? deferred : own;
}
