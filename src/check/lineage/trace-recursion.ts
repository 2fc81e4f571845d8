import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { as, noOrigins, union, unknownOrigins } from './origin.ts';
import type { Ctes, Scope } from './scope.ts';
import { renamed, type TracedRelation } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

export interface Recursion {
  readonly name: string;
  /** Names that `with recursive t(a, b)` gives to its columns. */
  readonly names: readonly string[];
  /** The columns of USING KEY. */
  readonly keys: readonly string[];
  /** Whether equal rows are one: UNION instead of UNION ALL. */
  readonly isSet: boolean;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}

/**
 * What a recursive common table expression returns. Its second part reads what it returns itself, so that it is traced
 * again and again until no column comes from anything new. There are only so many columns, so that it ends.
 */
export function traceRecursion(
  { name, names, keys, isSet, left, right }: Recursion,
  ctes: Ctes,
  outer: Scope | undefined,
  tracer: Tracer,
): TracedRelation {
  const first = renamed(tracer.query(left, ctes, outer), names);
  let result = first;
  for (let size = -1; size !== sizeOf(result); ) {
    size = sizeOf(result);

    const next = tracer.query(right, new Map(ctes).set(name.toLowerCase(), result), outer);
    if (next.rest !== undefined || first.rest !== undefined || next.columns.length !== first.columns.length) {
      const rest = unknownOrigins('a recursion over unknown columns');
      return { columns: [], rest, rows: rest };
    }
    const columns = result.columns.map((column, index) => ({
      ...column,
      origins: union(column.origins, next.columns[index]!.origins),
    }));
    result = { ...result, columns, rows: union(result.rows, next.rows) };
  }
  const isKey = (column: string | undefined) =>
    keys.length === 0 ? isSet : keys.some(key => key.toLowerCase() === column?.toLowerCase());
  const distinct = result.columns.map(({ name, origins }) => (isKey(name) ? origins : noOrigins));
  return { ...result, rows: union(result.rows, as('group', union(...distinct))) };
}

function sizeOf({ columns, rows }: TracedRelation): number {
  return columns.reduce((sum, { origins }) => sum + origins.size, rows.size);
}
