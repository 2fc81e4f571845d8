import { readFileSync } from 'node:fs';

/**
 * What gives the same rows and types on DuckDB and Spark, by family: expressions over a row of the table `t` of
 * `edge-rows.ts`, and queries of that table. `portable.sql` has one a line.
 */
export const portable: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  readFileSync(new URL('portable.sql', import.meta.url), 'utf8')
    .split(/^-- /m)
    .slice(1)
    .map(family => {
      const [name = '', ...cases] = family.split('\n');
      return [name, cases.filter(line => line !== '')];
    }),
);

/** Whether a case is a query of its own; else it is an expression over a row. */
export function isQuery(sql: string): boolean {
  return /^(select|with|from|pivot)\b/i.test(sql);
}
