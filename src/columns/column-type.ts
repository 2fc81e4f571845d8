/** A DuckDB type as a tree. `renderColumnType` prints it as DESCRIBE does. */
export type ColumnType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'list'; readonly element: ColumnType }
  | { readonly kind: 'array'; readonly element: ColumnType; readonly size: number }
  | { readonly kind: 'struct'; readonly fields: readonly TypedName[] }
  | { readonly kind: 'map'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly kind: 'union'; readonly members: readonly TypedName[] }
  | { readonly kind: 'enum'; readonly values: readonly string[] };

export interface TypedName {
  /** Empty for the fields of a `row(1, 2)`, which have no names. */
  readonly name: string;
  readonly type: ColumnType;
}

/** A text that is no DuckDB type. */
export class ColumnTypeError extends Error {
  override readonly name = 'ColumnTypeError';
  /** Where in the text, in UTF-16 units. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(message: string, offset: number, hint?: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
