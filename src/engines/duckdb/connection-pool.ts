import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Column } from '../../columns/column.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { QueryResult } from '../session.ts';
import type { BusyClock } from './busy-clock.ts';
import { operationError } from './operation-error.ts';

/**
 * Connections of one DuckDB instance, one per statement in flight. Ordinary tables are shared by all of them;
 * temporary ones are not, so none are made through the pool.
 */
export class ConnectionPool {
  readonly #instance: DuckDBInstance;
  readonly #clock: BusyClock;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  #interrupted = false;

  constructor(instance: DuckDBInstance, clock: BusyClock) {
    this.#instance = instance;
    this.#clock = clock;
  }

  /** Runs a statement and returns its rows. */
  query(sql: string, limit = Number.POSITIVE_INFINITY): Promise<QueryResult> {
    return this.#use(async connection => {
      const reader = Number.isFinite(limit)
        ? await connection.streamAndReadUntil(sql, limit)
        : await connection.runAndReadAll(sql);
      const names = reader.columnNames();
      const columns: Column[] = reader
        .columnTypes()
        .map((type, i) => ({ name: names[i]!, type: type.toString() }));
      const rows = reader.getRowsJson() as readonly (readonly JsonValue[])[];
      return { columns, rows: rows.length > limit ? rows.slice(0, limit) : rows };
    });
  }

  /** Runs a statement for its effect. Gives DuckDB's Count: how many rows it wrote, 0 where it tells none. */
  async run(sql: string): Promise<number> {
    const { rows } = await this.query(sql);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Interrupts what runs; every later call fails at once. */
  interrupt(): void {
    this.#interrupted = true;
    for (const connection of this.#busy) connection.interrupt();
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
  }

  /** The clock and the pool for work that needs a connection of its own. */
  async #use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#interrupted) throw operationError(new Error('INTERRUPT Error: Interrupted!'));
    return this.#clock.during(async () => {
      const connection = this.#idle.pop() ?? (await this.#instance.connect());
      this.#busy.add(connection);
      try {
        return await work(connection);
      } catch (error) {
        throw operationError(error);
      } finally {
        this.#busy.delete(connection);
        this.#idle.push(connection);
      }
    });
  }
}
