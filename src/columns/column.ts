/** A column of a table: its name, and its type as DuckDB prints it, e.g. `DECIMAL(18,3)` or `STRUCT(a INTEGER)[]`. */
export interface Column {
  readonly name: string;
  readonly type: string;
}
