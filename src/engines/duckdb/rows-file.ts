import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteLiteral } from '../../columns/quote.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { inScratch } from './in-scratch.ts';

/**
 * Records with a `path` as Parquet, in the order of their paths.
 *
 * @param columns what DuckDB's JSON reader takes: names and types
 */
export function encodeRows(
  pool: ConnectionPool,
  columns: string,
  records: readonly object[],
): Promise<Uint8Array> {
  return inScratch(async folder => {
    const [json, parquet] = [join(folder, 'rows.json'), join(folder, 'rows.parquet')];
    await writeFile(json, records.map(record => JSON.stringify(record)).join('\n'));
    const rows = `read_json(${quoteLiteral(json)}, columns = ${columns}, format = 'newline_delimited')`;
    await pool.run(
      `COPY (SELECT * FROM ${rows} ORDER BY path) TO ${quoteLiteral(parquet)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    return readFile(parquet);
  });
}

/**
 * These records again, in that order: without being asked DuckDB keeps none.
 *
 * @param select SQL before `FROM`
 */
export function decodeRows(
  pool: ConnectionPool,
  select: string,
  bytes: Uint8Array,
): Promise<readonly (readonly unknown[])[]> {
  return inScratch(async folder => {
    const parquet = join(folder, 'rows.parquet');
    await writeFile(parquet, bytes);
    const { rows } = await pool.query(`${select} FROM read_parquet(${quoteLiteral(parquet)}) ORDER BY path`);
    return rows;
  });
}
