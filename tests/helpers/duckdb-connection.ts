import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';

/** A connection to a DuckDB in memory, closed when the test has ended. */
export async function connectDuckDb(t: ExecutionContext): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  t.teardown(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return connection;
}

/** The first value of the first row. */
export async function firstValue(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJson()[0]?.[0];
}

/** The type of the one column of a query, as DuckDB prints it. */
export async function typeOf(connection: DuckDBConnection, query: string): Promise<string> {
  return String(await firstValue(connection, `SELECT column_type FROM (DESCRIBE ${query})`));
}
