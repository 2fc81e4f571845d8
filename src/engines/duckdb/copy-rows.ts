import type { Column } from '../../columns/column.ts';
import { isExactInParquet } from '../../columns/parquet-type.ts';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import type { OnStatement } from '../session.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** Writes a query's rows to one Parquet file. What a Parquet file would change is written as text. */
export async function copyRows(
  pool: Pick<ConnectionPool, 'query' | 'run'>,
  sql: string,
  path: string,
  onStatement?: OnStatement,
): Promise<void> {
  const { rows } = await pool.query(`DESCRIBE (${sql}\n)`);
  const columns = rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  const statement = copyRowsSql(sql, columns, path);
  onStatement?.(statement);
  await pool.run(statement);
}

function copyRowsSql(sql: string, columns: readonly Column[], path: string): string {
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return isExactInParquet(type) ? column : `CAST(${column} AS VARCHAR) AS ${column}`;
  });
  return `COPY (SELECT ${list.join(', ')} FROM (${sql}\n) AS kept) TO ${quoteLiteral(path)} (FORMAT parquet)`;
}
