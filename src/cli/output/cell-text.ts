/** A value of a row as text: nested values as JSON, everything else as DuckDB prints it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
