import type { CompiledTest } from '../compile/node.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { QueryResult } from '../engines/session.ts';
import type { RowSample } from './run-event.ts';

/**
 * The first failing rows of a test as texts. Where sparkify wrote the query, the columns that tell rows apart come
 * first, and then those that the query is about; whoever wrote a query has put its columns in order.
 */
export function renderSample({ columns, rows }: QueryResult, test: CompiledTest): RowSample {
  const names = columns.map(column => column.name);
  const order = test.map === undefined ? inOrder(names, test) : names.map((_, index) => index);
  return {
    columns: order.map(index => names[index]!),
    rows: rows.map(row => order.map(index => renderValue(row[index]!))),
  };
}

function inOrder(names: readonly string[], { sql, showing }: CompiledTest): readonly number[] {
  const words = new Set(sql.toLowerCase().match(/[\p{L}\p{N}_$]+/gu));
  const rank = (name: string) => {
    const key = showing.keys.indexOf(name);
    if (key !== -1) return key - showing.keys.length;
    return sql.includes(`"${name}"`) || words.has(name.toLowerCase()) ? 0 : 1;
  };
  return names.map((_, index) => index).sort((a, b) => rank(names[a]!) - rank(names[b]!) || a - b);
}

function renderValue(value: JsonValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
