import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
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

/** So many records are one text: no text may have more than half a gigabyte. */
const recordsAtOnce = 100_000;

/**
 * These records again, in that order: without being asked DuckDB keeps none. They come as JSON, which takes a third of the time of
 * one value after the other.
 *
 * @param fields what a record has: names, and SQL for each
 */
export function decodeRows<T>(
  pool: ConnectionPool,
  fields: Readonly<Record<keyof T, string>>,
  bytes: Uint8Array,
): Promise<readonly T[]> {
  return inScratch(async folder => {
    const parquet = join(folder, 'rows.parquet');
    await writeFile(parquet, bytes);
    const packed = Object.entries(fields).map(([name, sql]) => `${quoteIdentifier(name)} := ${sql}`);
    const records = `to_json(list(struct_pack(${packed.join(', ')}) ORDER BY path))`;
    const { rows } = await pool.query(
      `SELECT CAST(${records} AS VARCHAR) FROM read_parquet(${quoteLiteral(parquet)}, file_row_number = true)
       GROUP BY file_row_number // ${recordsAtOnce} ORDER BY min(path)`,
    );
    return rows.flatMap(([text]): T[] => JSON.parse(String(text)));
  });
}
