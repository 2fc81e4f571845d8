import { quoteIdentifier, quoteIdentifiers } from '../../columns/quote.ts';
import type { WriteSpec } from '../session.ts';
import { relationSql } from './relation-sql.ts';

/**
 * One row per partition: its values as text, its row count, and two sums of row hashes with different seeds. The sums
 * do not depend on the order of rows. `hash()` is not stable across DuckDB versions, so whoever keeps a fingerprint
 * keeps the version with it.
 */
export function fingerprintSql(spec: WriteSpec): string {
  const columns = quoteIdentifiers(spec.columns.map(column => column.name));
  const keys = spec.partitionBy.map(name => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
  const list = keys.length === 0 ? '[]::VARCHAR[]' : `[${keys.join(', ')}]`;
  const group = spec.partitionBy.length === 0 ? '' : ` GROUP BY ${quoteIdentifiers(spec.partitionBy)}`;
  return (
    `SELECT ${list} AS "partition", count(*) AS "rows", ` +
    `coalesce(sum(hash(1::UBIGINT, ${columns})), 0)::VARCHAR || '-' || ` +
    `coalesce(sum(hash(2::UBIGINT, ${columns})), 0)::VARCHAR AS "sums" ` +
    `FROM ${relationSql(spec.relation)}${group}`
  );
}
