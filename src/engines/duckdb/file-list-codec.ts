import type { PartitionValue } from '../../columns/partition-value.ts';
import type { DataFile, FileListCodec } from '../../release/documents.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { decodeRows, encodeRows } from './rows-file.ts';

const columns = `{path: 'VARCHAR', "partition": 'VARCHAR[]', "rows": 'BIGINT', "bytes": 'BIGINT', etag: 'VARCHAR', fingerprint: 'VARCHAR'}`;

const select = 'SELECT path, "partition", "rows", "bytes", etag, fingerprint';

/** File lists as Parquet, written and read by DuckDB: fourteen thousand files take a few hundred kilobytes. */
export function createFileListCodec(pool: ConnectionPool): FileListCodec {
  return {
    encode: files => encodeRows(pool, columns, files),
    async decode(bytes) {
      const rows = await decodeRows(pool, select, bytes);
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
    },
  };
}
