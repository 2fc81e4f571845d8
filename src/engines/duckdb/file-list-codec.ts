import type { DataFile, FileListCodec } from '../../release/documents.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { decodeRows, encodeRows } from './rows-file.ts';

const columns = `{path: 'VARCHAR', "partition": 'VARCHAR[]', "rows": 'BIGINT', "bytes": 'BIGINT', etag: 'VARCHAR', fingerprint: 'VARCHAR'}`;

const fields = {
  path: 'path',
  partition: '"partition"',
  rows: '"rows"',
  bytes: '"bytes"',
  etag: 'etag',
  fingerprint: 'fingerprint',
};

/** File lists as Parquet, written and read by DuckDB: fourteen thousand files take a few hundred kilobytes. */
export function createFileListCodec(pool: ConnectionPool): FileListCodec {
  return {
    encode: files => encodeRows(pool, columns, files),
    decode: bytes => decodeRows<DataFile>(pool, fields, bytes),
  };
}
