import { quoteIdentifier } from '../columns/quote.ts';

/** A query that returns what violates a constraint: whole rows, or keys where rows are grouped by them. */
export function constraintSql(constraint: ResolvedConstraint, rows: string): string {
  switch (constraint.type) {
    case 'not_null':
      return `select *\nfrom ${rows}\nwhere ${anyNull(constraint.columns)}`;
    case 'unique':
      return `${repeatedKeys(constraint.columns, rows, noneNull(constraint.columns))}\nhaving count(*) > 1`;
    case 'primary_key':
      return `${repeatedKeys(constraint.columns, rows)}\nhaving count(*) > 1 or ${anyNull(constraint.columns)}`;
    case 'check':
      // As in SQL, a condition that is NULL is kept. The line break ends a comment in it.
      return `select *\nfrom ${rows}\nwhere not (${constraint.condition}\n)`;
    case 'foreign_key':
      return orphans(constraint, rows);
  }
}

export type ResolvedConstraint =
  | {
      readonly type: 'not_null' | 'unique' | 'primary_key';
      readonly columns: readonly string[];
    }
  | { readonly type: 'check'; readonly condition: string }
  | ResolvedForeignKey;

export interface ResolvedForeignKey {
  readonly type: 'foreign_key';
  readonly columns: readonly string[];
  /** The other table, as SQL. */
  readonly to: string;
  /** As many as `columns`. */
  readonly toColumns: readonly string[];
}

function repeatedKeys(columns: readonly string[], rows: string, where?: string): string {
  const keys = columns.map(quoteIdentifier).join(', ');
  const chosen = where === undefined ? '' : `\nwhere ${where}`;
  return `select ${keys}, count(*) as n_records\nfrom ${rows}${chosen}\ngroup by ${keys}`;
}

/** A key of which a part is NULL refers to nothing. Every column is told its table, so that a typo finds no other. */
function orphans({ columns, to, toColumns }: ResolvedForeignKey, rows: string): string {
  const own = columns.map(column => `child.${quoteIdentifier(column)}`);
  const pairs = own.map((column, index) => `parent.${quoteIdentifier(toColumns[index]!)} = ${column}`);
  const present = own.map(column => `${column} is not null`).join(' and ');
  return `select child.*
from ${rows} as child
where ${present}
  and not exists (select 1 from ${to} as parent where ${pairs.join(' and ')})`;
}

function anyNull(columns: readonly string[]): string {
  return columns.map(column => `${quoteIdentifier(column)} is null`).join(' or ');
}

function noneNull(columns: readonly string[]): string {
  return columns.map(column => `${quoteIdentifier(column)} is not null`).join(' and ');
}
