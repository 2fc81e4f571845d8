import type { Column } from '../../columns/column.ts';
import { isExactInParquet } from '../../columns/parquet-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';

/** The COPY of a query's rows to one Parquet file. What a Parquet file would change is written as text. */
export function copyRowsSql(sql: string, columns: readonly Column[], path: string): string {
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return isExactInParquet(type) ? column : `CAST(${column} AS VARCHAR) AS ${column}`;
  });
  return `COPY (SELECT ${list.join(', ')} FROM (${sql}\n) AS kept) TO ${quoteLiteral(path)} (FORMAT parquet)`;
}
