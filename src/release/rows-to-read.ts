import type { ObjectInfo } from '../storage/store.ts';
import type { DataFile, ReleasedTable } from './documents.ts';
import { readFiles } from './file-lists.ts';
import type { ReaderContext } from './lake-context.ts';

/** Files that together hold all rows of a table, and the columns whose values stand in their paths. */
export interface RowsToRead {
  readonly partitionColumns: readonly string[];
  readonly files: readonly Pick<DataFile, 'path' | 'partition' | 'bytes'>[];
}

/**
 * Where whoever wants all rows of a table reads them: from its compact copy, while that is there, else from its own files.
 * Thousands of small files take a second to open on a disk, and a request each on S3.
 */
export async function rowsToRead(lake: ReaderContext, table: ReleasedTable): Promise<RowsToRead> {
  const { compact, partitionColumns } = table;
  const copy = compact === undefined ? undefined : await find(lake, compact);
  if (copy === undefined) return { partitionColumns, files: await readFiles(lake, table) };
  return { partitionColumns: [], files: [{ path: copy.key, partition: [], bytes: copy.size }] };
}

async function find({ store }: ReaderContext, key: string): Promise<ObjectInfo | undefined> {
  for await (const object of store.list(key)) if (object.key === key) return object;
  return undefined;
}
