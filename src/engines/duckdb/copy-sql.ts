import type { PartitionValue } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import type { WriteSpec } from '../session.ts';
import { relationSql } from './relation-sql.ts';

const extensions = { parquet: 'parquet', csv: 'csv', json: 'json' } as const;

/** The COPY that writes a table below `spec.folder`. It tells what it wrote: Parquet with statistics, the others by name. */
export function copySql(spec: WriteSpec): string {
  const order = spec.sortBy.length === 0 ? '' : ` ORDER BY ${quoteIdentifiers(spec.sortBy)}`;
  const query = `SELECT ${quoteIdentifiers(spec.columns.map(column => column.name))} FROM ${relationSql(spec.relation)}${onlySql(spec)}${order}`;
  const partitioned = spec.partitionBy.length > 0;
  const to = partitioned ? spec.folder : `${spec.folder}/${fileName(spec)}`;
  const options = [...formatOptions(spec), spec.format === 'parquet' ? 'RETURN_STATS' : 'RETURN_FILES'];
  if (partitioned)
    options.push(`PARTITION_BY (${quoteIdentifiers(spec.partitionBy)})`, 'OVERWRITE_OR_IGNORE');
  return `COPY (${query}) TO ${quoteLiteral(to)} (${options.join(', ')})`;
}

/** A zero-row file, so that an empty result has a schema on disk. */
export function emptyCopySql(spec: WriteSpec, folder: string): string {
  const stored = spec.columns.filter(column => !spec.partitionBy.includes(column.name));
  const query = `SELECT ${quoteIdentifiers(stored.map(column => column.name))} FROM ${relationSql(spec.relation)} LIMIT 0`;
  return `COPY (${query}) TO ${quoteLiteral(`${folder}/${fileName(spec)}`)} (${formatOptions(spec).join(', ')})`;
}

export function fileName(spec: WriteSpec): string {
  return `data_0.${extensions[spec.format]}`;
}

function formatOptions(spec: WriteSpec): string[] {
  if (spec.format === 'parquet') return ['FORMAT parquet', `COMPRESSION ${quoteLiteral(spec.compression)}`];
  const header = spec.format === 'csv' ? ['HEADER'] : [];
  return [`FORMAT ${spec.format}`, ...header];
}

function onlySql(spec: WriteSpec): string {
  if (spec.only === undefined || spec.partitionBy.length === 0) return '';
  const keys = spec.partitionBy.map(name => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(', ');
  const lists = spec.only.map(partition => `[${partition.map(valueSql).join(', ')}]`);
  return ` WHERE [${keys}] IN (SELECT unnest([${lists.join(', ')}]::VARCHAR[][]))`;
}

function valueSql(value: PartitionValue): string {
  return value === null ? 'NULL' : quoteLiteral(String(value));
}
