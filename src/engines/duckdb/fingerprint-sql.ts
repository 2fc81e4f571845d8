import { quoteIdentifier, quoteIdentifiers } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { TableSpec } from '../session.ts';

/**
 * One row per partition: its values as text, its row count, and two sums of row hashes with different seeds. The sums
 * do not depend on the order of rows. `hash()` is not stable across DuckDB versions, so whoever keeps a fingerprint
 * keeps the version with it.
 */
export function fingerprintSql(spec: TableSpec): string {
  const columns = quoteIdentifiers(spec.columns.map(column => column.name));
  return (
    `SELECT ${partitionSql(spec)} AS "partition", count(*) AS "rows", ` +
    `coalesce(sum(hash(1::UBIGINT, ${columns})), 0)::VARCHAR || '-' || ` +
    `coalesce(sum(hash(2::UBIGINT, ${columns})), 0)::VARCHAR AS "sums" ` +
    `FROM ${renderRelation(spec.relation)}${groupSql(spec)}`
  );
}

/** A list of a row's partition values as text. */
export function partitionSql({ partitionBy }: TableSpec): string {
  return partitionListSql(partitionBy);
}

export function partitionListSql(columns: readonly string[]): string {
  return `[${columns.map(name => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(', ')}]::VARCHAR[]`;
}

function groupSql({ partitionBy }: TableSpec): string {
  return partitionBy.length === 0 ? '' : ` GROUP BY ${quoteIdentifiers(partitionBy)}`;
}
