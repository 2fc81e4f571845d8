import { DuckDBInstance } from '@duckdb/node-api';
import { BusyClock } from '../../src/engines/duckdb/busy-clock.ts';
import { ConnectionPool } from '../../src/engines/duckdb/connection-pool.ts';

/** A pool over an in-memory DuckDB, closed after `work`. */
export async function withPool<T>(work: (pool: ConnectionPool) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'false' });
  const pool = new ConnectionPool(instance, new BusyClock());
  try {
    return await work(pool);
  } finally {
    pool.close();
    instance.closeSync();
  }
}
