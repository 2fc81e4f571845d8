import { quoteIdentifier } from '../../columns/quote.ts';

/** A column as a user names it in an argument: by its name, or, as dbt allows, as an expression. */
export function columnSql(text: string): string {
  return isName(text) ? quoteIdentifier(text) : `(${text}\n)`;
}

/** The columns that rows are grouped by, for every place of a query where they stand. */
export interface Groups {
  /** For the select list, named, each followed by a comma. */
  readonly select: string;
  /** Their names, each followed by a comma. */
  readonly names: string;
  /** `group by …` on a line of its own; empty without columns. */
  readonly groupBy: string;
  /** `partition by … `; empty without columns. */
  readonly partitionBy: string;
}

/** SQL for grouping by columns or expressions. */
export function groupsSql(columns: readonly string[]): Groups {
  const list = columns.map(columnSql).join(', ');
  return {
    select: columns.map(column => `${columnSql(column)} as ${quoteIdentifier(column)}, `).join(''),
    names: columns.map(column => `${quoteIdentifier(column)}, `).join(''),
    groupBy: columns.length === 0 ? '' : `\ngroup by ${list}`,
    partitionBy: columns.length === 0 ? '' : `partition by ${list} `,
  };
}

function isName(text: string): boolean {
  return /^[a-z_]\w*$/i.test(text);
}
