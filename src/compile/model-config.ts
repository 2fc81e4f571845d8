import type { JsonValue } from '../config/json-value.ts';
import type { BatchConfig } from './batch.ts';

export type Materialization =
  | 'view'
  | 'table'
  | 'ephemeral'
  | 'external'
  | 'incremental'
  | 'seed'
  | 'snapshot';
export type IncrementalStrategy = 'append' | 'insert_overwrite' | 'delete+insert' | 'merge' | 'microbatch';
export type SchemaChangePolicy = 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns';
export type FilesToRead = 'all' | 'new_files';
export type DeletedFilesPolicy = 'keep' | 'remove';
export type FailurePolicy = 'hold' | 'keep_previous';
export type FileFormat = 'parquet' | 'csv' | 'json';

export type Access = 'private' | 'protected' | 'public';

export interface ContractConfig {
  /** Whether the table must have exactly the columns that it declares. */
  readonly enforced: boolean;
  /** Whether it may still have columns beside them. */
  readonly partial: boolean;
}

/** How new rows of an incremental model join those that are published. */
export interface IncrementalConfig {
  readonly strategy: IncrementalStrategy;
  /** Columns that tell which published rows new ones take the place of. */
  readonly uniqueKey: readonly string[];
  readonly onSchemaChange: SchemaChangePolicy;
  /** Which files of its source the query for what is new reads. */
  readonly read: FilesToRead;
  /** What becomes of rows that came from files which are there no more; where new files are read. */
  readonly deletedFiles: DeletedFilesPolicy;
  /** The model or seed whose changes it follows: where rows of one key changed, its own rows of that key are computed anew. */
  readonly follows: string | null;
  /** True computes it from scratch in every run, false never, whatever --full-refresh says. */
  readonly fullRefresh: boolean | null;
  /** Of `microbatch`: how its time is cut. */
  readonly batches?: BatchConfig | undefined;
}

/** The config of a model, seed or snapshot after the cascade: project, folder, properties, config(). */
export interface ModelConfig {
  readonly materialized: Materialization;
  readonly enabled: boolean;
  /** Name of the table, when it is not that of the file; null as in dbt when nothing is said. */
  readonly alias: string | null;
  /** Schema of the table, taken as it is. */
  readonly schema: string | null;
  /** Whether the table becomes part of releases. Never true of views and ephemeral models. */
  readonly published: boolean;
  readonly format: FileFormat;
  readonly partitionBy: readonly string[];
  readonly sortBy: readonly string[];
  /** The column that tells when a row happened; a sample by time goes by it. */
  readonly eventTime: string | null;
  /** What becomes of a release when it or one of its error tests fails: nothing is published, or all that it does not concern. */
  readonly onFailure: FailurePolicy;
  /** Counts where `materialized` is `incremental`. */
  readonly incremental: IncrementalConfig;
  /** As DuckDB's COPY takes it: snappy, zstd, gzip, lz4, uncompressed. */
  readonly compression: string;
  readonly group: string | null;
  /** Who may read it; of models. Everything is in one project, so protected and public are the same here. */
  readonly access: Access;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, JsonValue>>;
  /** SQL as the user wrote it, templates. */
  readonly preHook: readonly string[];
  readonly postHook: readonly string[];
  readonly contract: ContractConfig;
}
