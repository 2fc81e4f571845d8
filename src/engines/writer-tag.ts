import { createHash } from 'node:crypto';
import type { TableSpec } from './session.ts';

/**
 * What of a fingerprint does not come from rows: who made it, schema, partition columns and writer settings. When one of them
 * changes, every partition counts as changed.
 */
export function writerTag(spec: TableSpec, maker: string): string {
  const { columns, format, partitionBy, sortBy, compression } = spec;
  const settings = JSON.stringify([maker, columns, format, partitionBy, sortBy, compression]);
  return createHash('sha256').update(settings).digest('hex').slice(0, 16);
}
