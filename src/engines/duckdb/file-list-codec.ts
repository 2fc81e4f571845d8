import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartitionValue } from '../../columns/partition-value.ts';
import { quoteLiteral } from '../../columns/quote.ts';
import type { DataFile, FileListCodec } from '../../release/documents.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { inScratch } from './in-scratch.ts';

const columns = `{path: 'VARCHAR', "partition": 'VARCHAR[]', "rows": 'BIGINT', "bytes": 'BIGINT', etag: 'VARCHAR', fingerprint: 'VARCHAR'}`;

/** File lists as Parquet, written and read by DuckDB: fourteen thousand files take a few hundred kilobytes. */
export function createFileListCodec(pool: ConnectionPool): FileListCodec {
  return {
    encode: files =>
      inScratch(async folder => {
        await writeFile(join(folder, 'files.json'), files.map(file => JSON.stringify(file)).join('\n'));
        const rows = `read_json(${quoteLiteral(join(folder, 'files.json'))}, columns = ${columns}, format = 'newline_delimited')`;
        await pool.run(
          `COPY (SELECT * FROM ${rows} ORDER BY path) TO ${quoteLiteral(join(folder, 'files.parquet'))} (FORMAT parquet, COMPRESSION zstd)`,
        );
        return readFile(join(folder, 'files.parquet'));
      }),
    decode: bytes =>
      inScratch(async folder => {
        await writeFile(join(folder, 'files.parquet'), bytes);
        const { rows } = await pool.query(
          `SELECT path, "partition", "rows", "bytes", etag, fingerprint FROM read_parquet(${quoteLiteral(join(folder, 'files.parquet'))})`,
        );
        return rows.map(
          ([path, partition, count, size, etag, fingerprint]): DataFile => ({
            path: String(path),
            partition: partition as PartitionValue[],
            rows: Number(count),
            bytes: Number(size),
            etag: String(etag),
            fingerprint: String(fingerprint),
          }),
        );
      }),
  };
}
