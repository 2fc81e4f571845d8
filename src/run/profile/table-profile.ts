import type { JsonValue } from '../../config/json-value.ts';
import type { ProfileKind } from '../../engines/duckdb/profile-sql.ts';

/** What is in a table. */
export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** The most frequent values are counted in so many rows, chosen at random, where the table has many more; null where in all of them. */
  readonly counted_rows: number | null;
  /** A few rows, in the order of the columns. */
  readonly sample: readonly (readonly JsonValue[])[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly kind: ProfileKind;
  readonly nulls: number;
  /** How many different values there are; about so many, where `counted_rows` says that not all rows were counted. */
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
  /** Of numbers and times, at 0, 5, …, 100 percent: numbers, or milliseconds since 1970. */
  readonly quantiles: readonly number[] | null;
  /** The most frequent values, where values repeat. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}
