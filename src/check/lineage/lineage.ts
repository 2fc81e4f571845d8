import type { Role } from './origin.ts';

/** A column of a model, seed or source. */
export interface ColumnRef {
  /** Unique id. */
  readonly table: string;
  readonly column: string;
}

export interface LineageInput extends ColumnRef {
  readonly role: Role;
  /** Columns of common table expressions and subqueries between the two, nearest to the output first. */
  readonly through: readonly { readonly name: string; readonly expression: string }[];
}

/** Where a column of a model comes from. */
export interface ColumnLineage {
  readonly name: string;
  /** What computes it in the model's own SELECT; empty where that cannot be told. */
  readonly expression: string;
  /** Empty when `unknown` says why they cannot be told. */
  readonly inputs: readonly LineageInput[];
  readonly unknown: string | undefined;
}

/** Where the columns of a model come from, by the tables that it reads itself. */
export interface ModelLineage {
  readonly uniqueId: string;
  readonly columns: readonly ColumnLineage[];
  /** What decides which rows the model has. */
  readonly rows: readonly LineageInput[];
  readonly rowsUnknown: string | undefined;
  /** Every column that the query names, also those that reach no output; not those that only a star brings. */
  readonly reads: readonly ColumnRef[];
}
