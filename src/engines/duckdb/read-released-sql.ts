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
  if (table.files.length === 0) return emptySql(table.columns);
  if (table.files.length === 1) return readFileSql(table, files);
  const columns = quoteIdentifiers(table.columns.map(column => column.name));
  const partitionColumns = table.columns.filter(column => table.partitionColumns.includes(column.name));
  const stored = table.columns.filter(column => !table.partitionColumns.includes(column.name));
  const hive =
    partitionColumns.length === 0
      ? 'hive_partitioning = false'
      : `hive_partitioning = true, hive_types = {${partitionColumns.map(({ name, type }) => `${quoteIdentifier(name)}: ${quoteLiteral(type)}`).join(', ')}}`;
  return `SELECT ${columns} FROM ${readers[table.format]}(${files}, ${hive}${readerOptions(table, stored)})`;
}

/**
 * The one file of a table. Its partition is known: DuckDB 1.5 fails at min() and max() of a column that is found in the
 * path of a single Parquet file.
 */
function readFileSql(table: ReadableTable, files: string): string {
  const { partitionColumns, columns } = table;
  const [{ partition }] = table.files as [ReadableFile];
  const stored = columns.filter(column => !partitionColumns.includes(column.name));
  const values = columns.map(({ name, type }) => {
    const place = partitionColumns.indexOf(name);
    if (place === -1) return quoteIdentifier(name);
    const value = partition[place] ?? null;
    const literal = value === null ? 'NULL' : quoteLiteral(String(value));
    return `CAST(${literal} AS ${type}) AS ${quoteIdentifier(name)}`;
  });
  const options = `hive_partitioning = false${readerOptions(table, stored)}`;
  return `SELECT ${values.join(', ')} FROM ${readers[table.format]}(${files}, ${options})`;
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
