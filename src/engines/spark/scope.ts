import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';

/** A table in FROM. */
export interface ScopeTable {
  /** What the SELECT calls it. */
  readonly name: string;
  readonly columns: readonly Column[];
}

/** What the names in a SELECT mean. */
export interface Scope {
  readonly tables: readonly ScopeTable[];
  /** Columns that USING or NATURAL made one of two, by lower-case name: their expression in Spark SQL. */
  readonly merged: ReadonlyMap<string, string>;
  /** Expressions that the SELECT names, by lower-case name. */
  readonly aliases: ReadonlyMap<string, SyntaxNode>;
  /** Parameters of the lambdas around an expression, in lower case. */
  readonly parameters: ReadonlySet<string>;
  /** Whether a name of the SELECT goes before a column, as in HAVING. */
  readonly isNamedFirst?: boolean;
  /** Whether this is WHERE, where Spark takes IN with a subquery. */
  readonly isFilter?: boolean;
  /** That of the SELECT around a subquery. */
  readonly outer: Scope | undefined;
}

/** The names of a FROM by themselves, as its own conditions and lists see them. */
export function scopeOf(
  { tables, merged }: Pick<Scope, 'tables' | 'merged'>,
  outer: Scope | undefined,
): Scope {
  return { tables, merged, aliases: new Map(), parameters: new Set(), outer };
}

/** The table and column that a name means, as the tables spell them. */
export interface FoundColumn {
  readonly table: string;
  readonly column: string;
  /** What of the name is left: fields of a struct. */
  readonly fields: readonly string[];
}

/** Finds a column of the SELECT itself: `column`, `table.column`, each with fields of a struct after it. */
export function resolveName(names: readonly string[], { tables }: Scope): FoundColumn | undefined {
  const [first = '', second] = names;
  for (const table of tables) {
    if (second === undefined || table.name.toLowerCase() !== first.toLowerCase()) continue;
    const column = findColumn(table.columns, second);
    if (column !== undefined) return { table: table.name, column: column.name, fields: names.slice(2) };
  }
  for (const table of tables) {
    const column = findColumn(table.columns, first);
    if (column !== undefined) return { table: table.name, column: column.name, fields: names.slice(1) };
  }
  return undefined;
}
