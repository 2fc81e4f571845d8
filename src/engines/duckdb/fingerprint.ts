import type { PartitionValue } from '../../columns/partition-value.ts';
import type { PartitionFingerprint, TableSpec } from '../session.ts';
import { writerTag } from '../writer-tag.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { fingerprintSql } from './fingerprint-sql.ts';

/**
 * Fingerprints every partition of a computed table. Engine version, schema, partition columns and writer settings are
 * part of it: when one of them changes, every partition counts as changed.
 */
export async function fingerprint(
  pool: ConnectionPool,
  spec: TableSpec,
  engineVersion: string,
): Promise<readonly PartitionFingerprint[]> {
  const tag = writerTag(spec, engineVersion);
  const { rows } = await pool.query(fingerprintSql(spec));
  if (rows.length === 0)
    return [{ partition: spec.partitionBy.map(() => null), rows: 0, fingerprint: `${tag}:0:0-0` }];
  return rows.map(([partition, count, sums]) => ({
    partition: partition as PartitionValue[],
    rows: Number(count),
    fingerprint: `${tag}:${count}:${sums}`,
  }));
}
