import { lakeName } from '../columns/table-name.ts';
import type { TableNode } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Session } from '../engines/session.ts';
import type { Release } from '../release/documents.ts';
import type { FinishedTable } from '../release/finished-tables.ts';
import type { Lake } from '../release/lake.ts';
import type { DataAccess } from '../storage/data-access.ts';
import type { Samplings } from './reading.ts';

export interface BindReleasedOptions {
  readonly session: Session;
  readonly lake: Lake;
  readonly data: DataAccess;
  readonly base: Release | undefined;
  readonly node: TableNode;
  /** Tables that an earlier attempt finished: they are read before those of the base. */
  readonly kept: readonly FinishedTable[];
  readonly samplings: Samplings;
}

/**
 * Binds the relation of a node to the files of its table in the base release, or to those that a retry goes on with.
 *
 * @returns how many rows it has; undefined when only some of them are read
 * @throws SparkifyError 'lake-damaged' when a file is missing or no longer what it was
 */
export async function bindReleased({
  session,
  lake,
  data,
  base,
  node,
  kept,
  samplings,
}: BindReleasedOptions): Promise<number | undefined> {
  const name = lakeName(node.relation);
  const finished = kept.find(({ change }) => change.name === name)?.change;
  const table = finished ?? base?.tables.find(candidate => candidate.name === name);
  if (table === undefined) throw new Error(`the base release has no table ${name}`);
  const files = 'fileList' in table ? await lake.files(table) : table.files;
  const sampling = samplings.get(node.uniqueId);
  const readable = {
    format: table.format,
    columns: table.columns,
    partitionColumns: table.partitionColumns,
    files: files.map(({ path, partition }) => ({ path: data.address(path), partition })),
    sampling,
  };
  await session.bindReleased(node.relation, readable).catch(error => {
    if (!(error instanceof SparkifyError) || error.code !== 'query-failed') throw error;
    throw new SparkifyError('lake-damaged', `The published table ${name} cannot be read: ${error.message}`, {
      hint: `\`sparkify build --select ${node.name}\` writes what is missing again.`,
      cause: error,
    });
  });
  return sampling === undefined ? files.reduce((sum, { rows }) => sum + rows, 0) : undefined;
}
