/** DuckDB inside this process: the default. */
export interface DuckDbTarget {
  readonly type: 'duckdb';
  readonly name: string;
  /** A DuckDB database file relative to the project, or `:memory:`. */
  readonly database: string;
  /** A folder, absolute; an `s3://bucket/prefix` is for later. */
  readonly lake: string;
  /** How many nodes run at once. */
  readonly threads: number;
  /** DuckDB's own `memory_limit`, e.g. `4GB`; undefined leaves DuckDB's default of 80 % of the machine. */
  readonly memoryLimit: string | undefined;
}

export type Target = DuckDbTarget;
