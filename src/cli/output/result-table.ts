import type { Column } from '../../columns/column.ts';

/** Rows as `show` gets them: values as DuckDB writes them in JSON, 64-bit integers and decimals as text. */
export interface ResultTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Whether a column's values are numbers: aligned to the right in a table, without quotes in JSON. */
export function isNumeric({ type }: Column): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/.test(type);
}
