import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Column } from '../../columns/column.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { QueryResult } from '../session.ts';
import type { BusyClock } from './busy-clock.ts';
import { operationError } from './operation-error.ts';
import { repeatedStatement } from './repeated-statement.ts';

/** Sees to what a statement needs from outside. */
export interface StatementGuard {
  before(): Promise<void>;
  /** Whether a statement that failed so is worth another try. */
  mends(error: unknown): Promise<boolean>;
}

/**
 * Connections of one DuckDB instance, one per statement in flight. Ordinary tables are shared by all of them;
 * temporary ones are not, so none are made through the pool.
 */
export class ConnectionPool {
  readonly #instance: DuckDBInstance;
  readonly #clock: BusyClock;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  /** Statements that every connection runs before anything else that comes after them. */
  readonly #everywhere: string[] = [];
  /** How many of them a connection has run. */
  readonly #settled = new WeakMap<DuckDBConnection, number>();
  #guard: StatementGuard | undefined;
  #interrupted = false;
  #telling: NodeJS.Timeout | undefined;

  constructor(instance: DuckDBInstance, clock: BusyClock) {
    this.#instance = instance;
    this.#clock = clock;
  }

  /** From now on it is asked about every statement. */
  guardBy(guard: StatementGuard): void {
    this.#guard = guard;
  }

  /** Runs a statement and returns its rows. */
  async query(sql: string, limit = Number.POSITIVE_INFINITY): Promise<QueryResult> {
    await this.#guard?.before();
    const query = () => this.#use(connection => read(connection, sql, limit));
    try {
      return await query();
    } catch (error) {
      if (!(await this.#guard?.mends(error))) throw error;
      return query();
    }
  }

  /** Runs a statement with parameters, without the guard. */
  runBare(sql: string, parameters: readonly string[] = []): Promise<void> {
    return this.#use(async connection => void (await connection.run(sql, [...parameters])));
  }

  /** Runs a statement whose effect is one connection's, on this one now and on every other before its next use. */
  runOnAll(sql: string): Promise<QueryResult> {
    return this.#use(async connection => {
      const result = await read(connection, sql);
      this.#everywhere.push(await repeatedStatement(connection, sql));
      // Another may have been added meanwhile: then this connection will run both, in their order.
      const settled = this.#settled.get(connection) ?? 0;
      if (settled === this.#everywhere.length - 1) this.#settled.set(connection, settled + 1);
      return result;
    });
  }

  /** Runs a statement for its effect. Gives DuckDB's Count: how many rows it wrote, 0 where it tells none. */
  async run(sql: string): Promise<number> {
    const { rows } = await this.query(sql);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Lends a connection for work of several statements. */
  alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#use(work);
  }

  /**
   * Interrupts what runs; every later call fails at once. A statement that waits for a thread, or is only being bound,
   * forgets that it was interrupted: it is told again until it has ended.
   */
  interrupt(): void {
    this.#interrupted = true;
    const tell = () => {
      for (const connection of this.#busy) connection.interrupt();
    };
    tell();
    this.#telling ??= setInterval(tell, 100);
    this.#stopTelling();
  }

  #stopTelling(): void {
    if (this.#busy.size > 0) return;
    clearInterval(this.#telling);
    this.#telling = undefined;
  }

  resume(): void {
    this.#interrupted = false;
    clearInterval(this.#telling);
    this.#telling = undefined;
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
  }

  async #settle(connection: DuckDBConnection): Promise<void> {
    for (let next = this.#settled.get(connection) ?? 0; next < this.#everywhere.length; next++) {
      await connection.run(this.#everywhere[next]!);
      this.#settled.set(connection, next + 1);
    }
  }

  /** The clock and the pool for work that needs a connection of its own. */
  async #use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#interrupted) throw operationError(new Error('INTERRUPT Error: Interrupted!'));
    return this.#clock.during(async () => {
      const connection = this.#idle.pop() ?? (await this.#instance.connect());
      this.#busy.add(connection);
      try {
        await this.#settle(connection);
        if (this.#interrupted) throw new Error('INTERRUPT Error: Interrupted!');
        return await work(connection);
      } catch (error) {
        throw operationError(error);
      } finally {
        this.#busy.delete(connection);
        this.#stopTelling();
        this.#idle.push(connection);
      }
    });
  }
}

async function read(
  connection: DuckDBConnection,
  sql: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<QueryResult> {
  const reader = Number.isFinite(limit)
    ? await connection.streamAndReadUntil(sql, limit)
    : await connection.runAndReadAll(sql);
  const names = reader.columnNames();
  const columns: Column[] = reader
    .columnTypes()
    .map((type, i) => ({ name: names[i]!, type: type.toString() }));
  const rows = reader.getRowsJson() as readonly (readonly JsonValue[])[];
  return { columns, rows: rows.length > limit ? rows.slice(0, limit) : rows };
}
