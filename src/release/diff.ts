import type { Column } from '../columns/column.ts';
import { type PartitionValue, partitionKey } from '../columns/partition-value.ts';
import type { DataFile, Release, ReleasedTable } from './documents.ts';
import { readFiles } from './file-lists.ts';
import type { ReaderContext } from './lake-context.ts';

export type Change = 'added' | 'removed' | 'changed';

export interface PartitionDifference {
  readonly partition: readonly PartitionValue[];
  readonly change: Change;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

export interface ColumnDifference {
  readonly name: string;
  readonly change: Change;
  /** Null where the column does not exist. */
  readonly typeBefore: string | null;
  readonly typeAfter: string | null;
}

export interface TableDifference {
  readonly name: string;
  readonly change: Change;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  readonly partitionColumns: readonly string[];
  readonly columns: readonly ColumnDifference[];
  /** A table without partitions counts as one partition with no values. */
  readonly partitions: readonly PartitionDifference[];
}

/** What differs between two releases, by table name. What was rewritten with the same rows is no difference. */
export async function diffReleases(
  lake: ReaderContext,
  before: Release,
  after: Release,
): Promise<readonly TableDifference[]> {
  const tablesBefore = new Map(before.tables.map(table => [table.name, table]));
  const tablesAfter = new Map(after.tables.map(table => [table.name, table]));
  const differences: TableDifference[] = [];
  for (const name of [...new Set([...tablesBefore.keys(), ...tablesAfter.keys()])].sort()) {
    const difference = await diffTable(lake, tablesBefore.get(name), tablesAfter.get(name));
    if (difference !== undefined) differences.push(difference);
  }
  return differences;
}

async function diffTable(
  lake: ReaderContext,
  before: ReleasedTable | undefined,
  after: ReleasedTable | undefined,
): Promise<TableDifference | undefined> {
  const { name, partitionColumns } = (after ?? before)!;
  if (before?.fileList === after?.fileList) return undefined;
  const columns = diffColumns(before?.columns ?? [], after?.columns ?? []);
  const partitions = diffPartitions(
    before ? await readFiles(lake, before) : [],
    after ? await readFiles(lake, after) : [],
  );
  const change = changeOf(before, after);
  if (change === 'changed' && columns.length === 0 && partitions.length === 0) return undefined;
  const rows = { rowsBefore: before?.rows ?? 0, rowsAfter: after?.rows ?? 0 };
  return { name, change, ...rows, partitionColumns, columns, partitions };
}

/** Columns by name that are new, gone, or of another type. */
export function diffColumns(
  before: readonly Column[],
  after: readonly Column[],
): readonly ColumnDifference[] {
  const typesBefore = new Map(before.map(column => [column.name, column.type]));
  const typesAfter = new Map(after.map(column => [column.name, column.type]));
  const names = [...new Set([...typesAfter.keys(), ...typesBefore.keys()])];
  return names
    .filter(name => typesBefore.get(name) !== typesAfter.get(name))
    .map(name => ({
      name,
      change: changeOf(typesBefore.get(name), typesAfter.get(name)),
      typeBefore: typesBefore.get(name) ?? null,
      typeAfter: typesAfter.get(name) ?? null,
    }));
}

function diffPartitions(
  before: readonly DataFile[],
  after: readonly DataFile[],
): readonly PartitionDifference[] {
  const filesBefore = Map.groupBy(before, file => partitionKey(file.partition));
  const filesAfter = Map.groupBy(after, file => partitionKey(file.partition));
  const keys = [...new Set([...filesBefore.keys(), ...filesAfter.keys()])].sort();
  return keys
    .filter(key => content(filesBefore.get(key)) !== content(filesAfter.get(key)))
    .map(key => ({
      partition: (filesAfter.get(key) ?? filesBefore.get(key))![0]!.partition,
      change: changeOf(filesBefore.get(key), filesAfter.get(key)),
      rowsBefore: countRows(filesBefore.get(key)),
      rowsAfter: countRows(filesAfter.get(key)),
    }));
}

/** Every file of a partition bears the fingerprint of the whole partition. */
function content(files: readonly DataFile[] | undefined): string | undefined {
  return files?.[0]?.fingerprint;
}

function countRows(files: readonly DataFile[] = []): number {
  return files.reduce((rows, file) => rows + file.rows, 0);
}

function changeOf(before: unknown, after: unknown): Change {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}
