import type { Column } from './column.ts';

/** DuckDB takes column names without regard to case. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  const wanted = name.toLowerCase();
  return columns.find(column => column.name.toLowerCase() === wanted);
}
