import type { SourcePosition } from '../diagnostics/position.ts';
import type { SourceMap } from './source-map.ts';

/**
 * Where a place of compiled SQL was written. Blanks have no place of their own and mean what follows them; text that
 * came out of an expression means that expression.
 *
 * @param offset in UTF-16 units of `sql`; the end of the text is fine
 */
export function locate(map: SourceMap, sql: string, offset: number): SourcePosition {
  const text = sql.slice(offset).search(/\S/);
  const wanted = text === -1 ? offset : offset + text;
  const segment = map.segments.findLast(({ start }) => start <= wanted) ?? map.segments[0];
  if (segment === undefined) return { file: map.file, line: 1, column: 1 };
  const into = Math.max(0, Math.min(wanted - segment.start, segment.length));
  return { file: segment.file, line: segment.line, column: segment.column + into };
}
