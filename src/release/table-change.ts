import type { Column } from '../columns/column.ts';
import type { PartitionValue } from '../columns/partition-value.ts';
import type { DataFile, TableFormat } from './documents.ts';
import type { Making } from './proof.ts';

/** A file that the build has just written: the listing before it is published gives its ETag. */
export type NewFile = Omit<DataFile, 'etag'> & { readonly etag?: undefined };

/** What a build did to one table. */
export interface TableChange<F = DataFile | NewFile> {
  readonly name: string;
  /** Unique id of the node it was built from. */
  readonly node: string;
  readonly format: TableFormat;
  /** What it is a sample of, for a person to read; a whole table has none. */
  readonly sample?: string | undefined;
  /** Undefined when it is not to be told by what its rows were made. */
  readonly making?: Making | undefined;
  /** Unique ids of the sources of which it is to be told which files it was made of. */
  readonly readFiles?: readonly string[] | undefined;
  /** Names of the tables of which it is to be told which versions it was made of. */
  readonly readTables?: readonly string[] | undefined;
  /** Up to when it has all batches of time that it is made of, ISO 8601; undefined where it is not, or nobody knows. */
  readonly batchedUntil?: string | undefined;
  /** The address of another lake of whose tables its rows, or some of them, were made. */
  readonly deferredTo?: string | undefined;
  /** All columns, partition columns included, in the order readers see. */
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  /** Whether the build replaces all of the table, or only `replacedPartitions`. */
  readonly mode: 'replace' | 'partitions';
  /** For `partitions`: those whose files are replaced, or removed when `files` has none of them. */
  readonly replacedPartitions?: readonly (readonly PartitionValue[])[];
  /**
   * For `replace` all files of the table: new ones, and those of the base release that are kept as they were found to
   * be unchanged. For `partitions` the files of the replaced partitions; the others come from the base release.
   */
  readonly files: readonly F[];
  /** For `replace`: all rows as one Parquet file, where it has so many small ones that opening them takes the time. */
  readonly compact?: Uint8Array | undefined;
}
