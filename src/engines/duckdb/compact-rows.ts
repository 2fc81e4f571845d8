import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableSpec } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { copyFileSql } from './copy-sql.ts';
import { inScratch } from './in-scratch.ts';

/** All columns of a table as one Parquet file, near to each other what lies in one partition. */
export function compactRows(pool: ConnectionPool, spec: TableSpec): Promise<Uint8Array> {
  const whole = {
    ...spec,
    partitionBy: [],
    sortBy: spec.partitionBy,
    format: 'parquet',
    compression: 'zstd',
  } as const;
  return inScratch(async folder => {
    const file = join(folder, 'rows.parquet');
    await pool.run(copyFileSql(whole, file));
    return readFile(file);
  });
}
