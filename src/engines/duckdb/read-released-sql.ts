import type { Column } from '../../columns/column.ts';
import { quoteIdentifier, quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import type { ReadableFile, ReadableTable } from '../session.ts';

const readers = { parquet: 'read_parquet', csv: 'read_csv', json: 'read_json' } as const;

/**
 * A SELECT over the files of a released table, with its columns in order and partition columns of their own types.
 *
 * @param files SQL of the list of their paths
 */
export function readReleasedSql(table: ReadableTable, files = pathsSql(table.files)): string {
  const columns = quoteIdentifiers(table.columns.map(column => column.name));
  if (table.files.length === 0) return emptySql(table.columns);
  const partitionColumns = table.columns.filter(column => table.partitionColumns.includes(column.name));
  const stored = table.columns.filter(column => !table.partitionColumns.includes(column.name));
  const hive =
    partitionColumns.length === 0
      ? 'hive_partitioning = false'
      : `hive_partitioning = true, hive_types = {${partitionColumns.map(column => `${quoteIdentifier(column.name)}: ${column.type}`).join(', ')}}`;
  return `SELECT ${columns} FROM ${readers[table.format]}(${files}, ${hive}${readerOptions(table, stored)})`;
}

export function pathsSql(files: readonly Pick<ReadableFile, 'path'>[]): string {
  return `[${files.map(file => quoteLiteral(file.path)).join(', ')}]`;
}

export function emptySql(columns: readonly Column[]): string {
  const nulls = columns.map(column => `CAST(NULL AS ${column.type}) AS ${quoteIdentifier(column.name)}`);
  return `SELECT ${nulls.join(', ')} WHERE false`;
}

function readerOptions(table: ReadableTable, stored: readonly Column[]): string {
  if (table.format === 'parquet') return '';
  const types = stored.map(column => `${quoteLiteral(column.name)}: ${quoteLiteral(column.type)}`).join(', ');
  return table.format === 'csv'
    ? `, header = true, auto_detect = false, columns = {${types}}`
    : `, columns = {${types}}`;
}
