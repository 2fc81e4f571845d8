import type { Relation } from '../columns/relation.ts';
import type { Target } from '../config/target.ts';
import type { FileListCodec } from '../release/documents.ts';
import type { ReadableTable } from './session.ts';

/** A row with its values as the generated types say. */
export type Row = Readonly<Record<string, unknown>>;

export interface ReaderOptions extends Pick<Target, 's3' | 'extensions'> {
  /** DuckDB's own `memory_limit`, e.g. `4GB`. */
  readonly memoryLimit?: string | undefined;
  readonly threads?: number | undefined;
}

/** What of a release is read under which name. */
export interface BoundTable {
  readonly relation: Relation;
  readonly table: ReadableTable;
}

/** An engine that only reads tables of releases. Connections may be used concurrently. */
export interface RowReader {
  readonly fileListCodec: FileListCodec;
  /** Binds these tables, and none besides. A query that runs goes on seeing those that were bound when it began. */
  bind(tables: readonly BoundTable[]): Promise<void>;
  connect(): Promise<RowConnection>;
  /** Interrupts what runs. */
  close(): Promise<void>;
}

/** Every method throws a SparkifyError. */
export interface RowConnection {
  /** All rows of a query. */
  rows(sql: string): Promise<readonly Row[]>;
  /** The rows as they come, in lists of a few thousand; leaving the loop ends the query. */
  stream(sql: string): AsyncIterableIterator<readonly Row[]>;
  /** Runs a statement for its effect. */
  run(sql: string): Promise<void>;
  close(): void;
}

/** Opens the engine that reads releases. Its code is loaded only here. */
export async function openRowReader(options: ReaderOptions): Promise<RowReader> {
  const { openDuckDbRowReader } = await import('./duckdb/duckdb-row-reader.ts');
  return openDuckDbRowReader(options);
}
