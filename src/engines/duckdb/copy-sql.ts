import type { PartitionValue } from '../../columns/partition-value.ts';
import { quoteIdentifier, quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { TableSpec, WriteSpec } from '../session.ts';

/** What DuckDB recognizes a compressed CSV or JSON file by. Parquet is compressed inside. */
const suffixes: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

/** A part of the partitions: those whose hash leaves `remainder` when divided by `of`. */
export interface PartitionShare {
  readonly remainder: number;
  readonly of: number;
}

/**
 * The COPY that writes a share of a Parquet table's partitions below `spec.folder`, and tells what it wrote. It keeps no
 * order: DuckDB appends a chunk that lies in one partition at once, before rows of that partition that it has buffered.
 */
export function copySql(spec: WriteSpec, { remainder, of }: PartitionShare): string {
  const columns = quoteIdentifiers(spec.columns.map(column => column.name));
  const share = of === 1 ? [] : [`hash(${quoteIdentifiers(spec.partitionBy)}) % ${of} = ${remainder}`];
  const where = whereSql([...onlySql(spec), ...share]);
  const query = `SELECT ${columns} FROM ${renderRelation(spec.relation)}${where}`;
  const partitioned = `PARTITION_BY (${quoteIdentifiers(spec.partitionBy)}), OVERWRITE_OR_IGNORE, RETURN_FILES`;
  return `COPY (${query}) TO ${quoteLiteral(spec.folder)} (${formatOptions(spec).join(', ')}, ${partitioned})`;
}

/**
 * The COPY of a whole relation, or of the rows that `where` names, to one file, without the partition columns. To a file
 * that is a pipe it must be written under its own name.
 */
export function copyFileSql(spec: TableSpec & Pick<WriteSpec, 'pour'>, path: string, where?: string): string {
  const stored = spec.columns.filter(column => !spec.partitionBy.includes(column.name));
  const columns = quoteIdentifiers(stored.map(column => column.name));
  const rows = whereSql(where === undefined ? [] : [where]);
  const query = `SELECT ${columns} FROM ${renderRelation(spec.relation)}${rows}${orderSql(spec)}`;
  const options = [...formatOptions(spec), ...(spec.pour === undefined ? [] : ['USE_TMP_FILE false'])];
  return `COPY (${query}) TO ${quoteLiteral(path)} (${options.join(', ')})`;
}

export function fileName(spec: WriteSpec): string {
  return `data_0.${extension(spec)}`;
}

function extension({ format, compression }: WriteSpec): string {
  return format === 'parquet' ? format : `${format}${suffixes[compression] ?? ''}`;
}

function formatOptions(spec: TableSpec): string[] {
  const { format, compression } = spec;
  const options = [`FORMAT ${format}`];
  if (format === 'csv') options.push('HEADER');
  if (compression !== 'uncompressed' || format === 'parquet')
    options.push(`COMPRESSION ${quoteLiteral(compression)}`);
  return options;
}

function orderSql({ sortBy }: TableSpec): string {
  return sortBy.length === 0 ? '' : ` ORDER BY ${quoteIdentifiers(sortBy)}`;
}

function whereSql(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** At most one condition. Lists are equal when their elements are, and NULLs in them are equal too. */
export function onlySql({ partial, partitions, partitionBy }: WriteSpec): readonly string[] {
  if (!partial || partitionBy.length === 0) return [];
  const keys = partitionBy.map(name => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(', ');
  const lists = partitions.map(({ partition }) => `[${partition.map(valueSql).join(', ')}]`);
  return [`[${keys}] IN (SELECT unnest([${lists.join(', ')}]::VARCHAR[][]))`];
}

function valueSql(value: PartitionValue): string {
  return value === null ? 'NULL' : quoteLiteral(String(value));
}
