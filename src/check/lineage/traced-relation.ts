import { noOrigins, type Origins, through, union } from './origin.ts';

export interface TracedColumn {
  /** Undefined for an expression without alias, whose name only DuckDB knows. */
  readonly name: string | undefined;
  readonly origins: Origins;
  /** What computes it, as it is written; empty in a table outside of the query. */
  readonly expression: string;
  /** Whether a star brought it, so that nothing names it. */
  readonly isStar?: boolean;
  /** Known of columns of tables outside of the query. */
  readonly type?: string | undefined;
}

/** What a part of a query returns. */
export interface TracedRelation {
  readonly columns: readonly TracedColumn[];
  /** What all columns of names unknown come from, when there may be such. Their number and place are unknown, too. */
  readonly rest: Origins | undefined;
  /** What decides which rows there are. */
  readonly rows: Origins;
}

/** All columns as one value. */
export function wholeOf({ columns, rest = noOrigins }: Pick<TracedRelation, 'columns' | 'rest'>): Origins {
  return union(rest, ...columns.map(({ origins }) => origins));
}

/** The same relation with the names that `as t(a, b)` gives to its first columns. */
export function renamed(relation: TracedRelation, names: readonly string[]): TracedRelation {
  if (names.length === 0) return relation;
  const columns = relation.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
  return { ...relation, columns };
}

/** A common table expression or a subquery, as its reader sees it: every column is one step further away. */
export function asStep(relation: TracedRelation, name: string): TracedRelation {
  const columns = relation.columns.map(column => {
    const step = { name: `${name}.${column.name ?? column.expression}`, expression: column.expression };
    return { ...column, origins: through(step, column.origins) };
  });
  return { ...relation, columns };
}

/** DuckDB calls the second `a` of a subquery `a_1`. */
export function withoutTwins(columns: readonly TracedColumn[]): readonly TracedColumn[] {
  const taken = new Set<string>();
  return columns.map(column => {
    if (column.name === undefined) return column;
    let name = column.name;
    for (let count = 1; taken.has(name.toLowerCase()); count++) name = `${column.name}_${count}`;
    taken.add(name.toLowerCase());
    return name === column.name ? column : { ...column, name };
  });
}
