import type { Column } from '../columns/column.ts';
import type { PartitionValue } from '../columns/partition-value.ts';

/** A data file of a table version. */
export interface DataFile {
  /** Key in the store: `files/<release>/<table>/<k=v>/<name>`. */
  readonly path: string;
  /** Values of the partition columns, in their order; empty when the table is not partitioned. */
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
  readonly bytes: number;
  readonly etag: string;
  /** Fingerprint of the whole partition the file belongs to. */
  readonly fingerprint: string;
}

/** A table as a release holds it. */
export interface ReleasedTable {
  readonly name: string;
  /** The release that wrote this version; its file list is `_sparkify/tables/<name>/<version>.parquet`. */
  readonly version: string;
  readonly format: 'parquet' | 'csv' | 'json';
  /** All columns, partition columns included, in the order readers see. */
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** Unique id of the node it was built from. */
  readonly node: string;
}

/** Parquet for file lists, handed in by an engine: this room knows no engine. */
export interface FileListCodec {
  encode(files: readonly DataFile[]): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<readonly DataFile[]>;
}
