import type { Relation } from '../columns/relation.ts';
import { lakeName } from '../columns/table-name.ts';
import type { TableNode } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { ReadableTable, Session } from '../engines/session.ts';
import { readableFiles, readableNear } from '../storage/readable-files.ts';
import { sum } from '../storage/sum.ts';
import { isSwarm } from './compact-copy.ts';
import type { Samplings } from './reading.ts';
import { type PlaceOfFiles, placeToRead, type TablesToRead, tableToRead } from './table-to-read.ts';

export interface BindReleasedOptions extends TablesToRead, PlaceOfFiles {
  readonly session: Session;
  readonly node: TableNode;
  readonly samplings: Samplings;
  /** How many times all of it is read in this run. */
  readonly readers: number;
  /** What it is called, if not as compiled SQL calls it. */
  readonly as?: Relation;
}

/** A table of a release as it was bound; the number of rows is that of its files, however many of them are read. */
export interface ReleasedTable extends ReadableTable {
  readonly rows: number;
}

/**
 * Binds the relation of a node to the files of its table in the base release, to those that a retry goes on with, or to those of
 * another lake.
 *
 * @returns the files, and how many rows they have
 * @throws SparkifyError 'lake-damaged' when a file is missing or no longer what it was
 */
export async function bindReleased({
  session,
  node,
  samplings,
  readers,
  as = node.relation,
  ...tables
}: BindReleasedOptions): Promise<ReleasedTable> {
  const name = lakeName(node.relation);
  const table = tableToRead(node, tables);
  const { lake, data } = placeToRead(node, tables, tables);
  if (table === undefined) throw new Error(`the base release has no table ${name}`);
  const { partitionColumns, files } = 'fileList' in table ? await lake.rows(table) : table;
  const sampling = samplings.get(node.uniqueId);
  const isRepeated = readers > 1;
  const isNear = isRepeated && sampling === undefined;
  const readable = {
    format: table.format,
    columns: table.columns,
    partitionColumns,
    files: isNear ? await readableNear(files, data) : readableFiles(files, data),
    sampling,
  };
  await session.bindReleased(as, readable, isRepeated && isSwarm(files)).catch(error => {
    if (!(error instanceof SparkifyError) || error.code !== 'query-failed') throw error;
    const isElsewhere = tables.deferred?.tables.has(node.uniqueId);
    const which = isElsewhere ? `${name} of the lake ${tables.deferred!.place}` : name;
    const there = isElsewhere ? ', on the target of that lake,' : '';
    throw new SparkifyError('lake-damaged', `The published table ${which} cannot be read: ${error.message}`, {
      hint: `\`sparkify build --select ${node.name}\`${there} writes what is missing again.`,
      cause: error,
    });
  });
  const rows = 'fileList' in table ? table.rows : sum(table.files.map(file => file.rows));
  return { ...readable, rows };
}
