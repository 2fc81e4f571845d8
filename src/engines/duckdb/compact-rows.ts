import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteIdentifiers, quoteLiteral } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { TableSpec } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { inScratch } from './in-scratch.ts';

/** All columns of a table as one Parquet file, near to each other what lies in one partition. */
export function compactRows(pool: ConnectionPool, spec: TableSpec): Promise<Uint8Array> {
  const { relation, columns, partitionBy } = spec;
  const select = `SELECT ${quoteIdentifiers(columns.map(({ name }) => name))} FROM ${renderRelation(relation)}`;
  const order = partitionBy.length === 0 ? '' : ` ORDER BY ${quoteIdentifiers(partitionBy)}`;
  return inScratch(async folder => {
    const file = join(folder, 'rows.parquet');
    await pool.run(`COPY (${select}${order}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`);
    return readFile(file);
  });
}
