import { isDeepStrictEqual as isEqual } from 'node:util';
import { partitionKey } from '../columns/partition-value.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { sum } from '../storage/sum.ts';
import type { DataFile, ReleasedTable } from './documents.ts';
import { compactKey, fileListKey } from './layout.ts';
import type { TableChange } from './table-change.ts';
import { refuseReservedName } from './table-names.ts';

/** A table of the base release with its files. */
export interface BaseTable {
  readonly table: ReleasedTable;
  readonly files: readonly DataFile[];
}

export interface PlannedTable {
  readonly table: ReleasedTable;
  readonly files: readonly DataFile[];
  /** False: the version of the base release carries over. */
  readonly changed: boolean;
}

/**
 * What a change makes of a table: its new version, or the one before when schema and files are the same. Throws
 * `reserved-name`, and `schema-changed` when old files would have to be read with a schema that is not theirs.
 */
export function planTable(
  change: TableChange<DataFile>,
  base: BaseTable | undefined,
  version: string,
): PlannedTable {
  refuseReservedName(change.name);
  const files = filesAfter(change, base);
  if (base !== undefined) refuseOldFiles(change, base, files);
  const table: ReleasedTable = {
    name: change.name,
    version,
    fileList: fileListKey(change.name, version),
    ...(change.mode === 'replace' &&
      change.compact !== undefined && { compact: compactKey(change.name, version) }),
    format: change.format,
    columns: change.columns,
    partitionColumns: change.partitionColumns,
    rows: sum(files.map(file => file.rows)),
    files: files.length,
    bytes: sum(files.map(file => file.bytes)),
    node: change.node,
    ...(change.sample !== undefined && { sample: change.sample }),
  };
  if (base !== undefined && isSame(table, files, base)) return { ...base, changed: false };
  return { table, files, changed: true };
}

function filesAfter(change: TableChange<DataFile>, base: BaseTable | undefined): readonly DataFile[] {
  return [...untouched(change, base), ...change.files].sort((left, right) =>
    left.path < right.path ? -1 : 1,
  );
}

function untouched(change: TableChange<DataFile>, base: BaseTable | undefined): readonly DataFile[] {
  if (change.mode === 'replace' || base === undefined) return [];
  const replaced = new Set(change.replacedPartitions?.map(partitionKey));
  if (change.files.some(file => !replaced.has(partitionKey(file.partition)))) {
    throw new Error(`${change.name} has a new file in a partition that it does not replace`);
  }
  return base.files.filter(file => !replaced.has(partitionKey(file.partition)));
}

/** Only appended columns may leave old files as they are; they are read by the release's schema. */
function refuseOldFiles(
  change: TableChange<DataFile>,
  { table, files: old }: BaseTable,
  files: readonly DataFile[],
): void {
  const known = new Set(old.map(file => file.path));
  if (!files.some(file => known.has(file.path)) || isExtension(change, table)) return;
  throw new SparkifyError(
    'schema-changed',
    `The table "${change.name}" changed its columns, partition columns or format, and only some of its files were rewritten.`,
    { hint: 'Append new columns behind the old ones, or write all of its partitions in one build.' },
  );
}

function isExtension(change: TableChange<DataFile>, table: ReleasedTable): boolean {
  return (
    change.format === table.format &&
    isEqual(change.partitionColumns, table.partitionColumns) &&
    isEqual(change.columns.slice(0, table.columns.length), table.columns)
  );
}

function isSame(table: ReleasedTable, files: readonly DataFile[], base: BaseTable): boolean {
  const { version, fileList } = base.table;
  const known = new Set(base.files.map(file => file.path));
  const { compact: _, ...before } = withoutOrigin(base.table);
  const { compact: __, ...now } = table;
  return isEqual({ ...now, version, fileList }, before) && files.every(file => known.has(file.path));
}

/** A table without what it was made of. */
export function withoutOrigin(table: ReleasedTable): ReleasedTable {
  const {
    recipe: _,
    proof: __,
    readFiles: ___,
    readTables: ____,
    batchedUntil: _____,
    deferredTo: ______,
    ...bare
  } = table;
  return bare;
}
