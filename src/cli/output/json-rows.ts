import { isNumeric, type ResultTable } from './result-table.ts';

/**
 * An array of objects, a row a line. Numbers that DuckDB hands out as text, because JavaScript could not hold them,
 * are written digit by digit: JSON sets no limit to them.
 */
export function renderJsonRows({ columns, rows }: ResultTable): string {
  const names = distinctNames(columns.map(column => column.name));
  const numeric = columns.map(isNumeric);
  const lines = rows.map(row => {
    const fields = row.map((value, index) => `${names[index]}:${jsonText(value, numeric[index]!)}`);
    return `  {${fields.join(',')}}`;
  });
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** A name that appears again gets `:1`, `:2`, for an object cannot hold it twice. */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return JSON.stringify(times === 0 ? name : `${name}:${times}`);
  });
}

function jsonText(value: unknown, numeric: boolean): string {
  if (numeric && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return JSON.stringify(value ?? null);
}
