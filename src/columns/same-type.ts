import { parseColumnType } from './parse-column-type.ts';
import { renderColumnType } from './render-column-type.ts';

/**
 * Whether two texts mean the same DuckDB type.
 *
 * @throws ColumnTypeError when one of them is no DuckDB type.
 * @example sameType('int', 'INTEGER') // true
 */
export function sameType(a: string, b: string): boolean {
  return a === b || normalizeType(a) === normalizeType(b);
}

/**
 * The text that DESCRIBE prints for a type. Safe in DDL whatever the text was: it can hold nothing but a type.
 *
 * @throws ColumnTypeError when the text is no DuckDB type.
 * @example normalizeType('struct(a text)') // STRUCT(a VARCHAR)
 */
export function normalizeType(text: string): string {
  return renderColumnType(parseColumnType(text));
}
