import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  StatementType,
} from '@duckdb/node-api';
import { quoteIdentifier } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { FileListCodec } from '../../release/documents.ts';
import { onlyRead } from '../only-read.ts';
import type { BoundTable, ReaderOptions, Row, RowConnection, RowReader } from '../row-reader.ts';
import { BusyClock } from './busy-clock.ts';
import { ConnectionPool } from './connection-pool.ts';
import { createFileListCodec } from './file-list-codec.ts';
import { operationError } from './operation-error.ts';
import { readReleasedSql } from './read-released-sql.ts';
import { readValue } from './row-values.ts';
import { S3Access } from './s3-access.ts';
import { soundPlans } from './sound-plans.ts';

/** Opens a DuckDB in memory. Extensions are never installed or loaded by themselves. */
export async function openDuckDbRowReader(options: ReaderOptions): Promise<RowReader> {
  const { memoryLimit, threads, extensions } = options;
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...soundPlans,
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(extensions.folder === undefined ? {} : { extension_directory: extensions.folder }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  }).catch(error => {
    throw operationError(error);
  });
  const binder = await instance.connect();
  await binder.run(`SET GLOBAL TimeZone = 'UTC'`);
  return new DuckDbRowReader(instance, binder, options);
}

class DuckDbRowReader implements RowReader {
  readonly fileListCodec: FileListCodec;
  readonly #instance: DuckDBInstance;
  readonly #pool: ConnectionPool;
  readonly #binder: DuckDBConnection;
  readonly #s3: S3Access;
  readonly #connections = new Set<DuckDbRowConnection>();
  #bound: readonly BoundTable[] = [];

  constructor(instance: DuckDBInstance, binder: DuckDBConnection, options: ReaderOptions) {
    this.#instance = instance;
    this.#binder = binder;
    this.#pool = new ConnectionPool(instance, new BusyClock());
    const { s3: settings, extensions } = options;
    const run = (sql: string, values?: readonly string[]) => this.#pool.runBare(sql, values);
    this.#s3 = new S3Access({ run, settings, extensions });
    this.#pool.guardBy(this.#s3);
    this.fileListCodec = createFileListCodec(this.#pool);
  }

  async bind(tables: readonly BoundTable[]): Promise<void> {
    await this.#s3.prepare(tables.flatMap(({ table }) => table.files.map(({ path }) => path)));
    const before = this.#bound.map(({ relation }) => `DROP VIEW ${renderRelation(relation)}`);
    const schemas = new Set(tables.map(({ relation }) => relation.schema));
    const statements = [
      ...before,
      ...[...schemas].map(schema => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`),
      ...tables.map(
        ({ relation, table }) => `CREATE VIEW ${renderRelation(relation)} AS ${readReleasedSql(table)}`,
      ),
    ];
    try {
      await this.#binder.run('BEGIN');
      for (const statement of statements) await this.#binder.run(statement);
      await this.#binder.run('COMMIT');
      this.#bound = tables;
    } catch (error) {
      await this.#binder.run('ROLLBACK').catch(() => undefined);
      throw readError(error);
    }
  }

  async connect(): Promise<RowConnection> {
    const connection = new DuckDbRowConnection(await this.#instance.connect(), {
      before: () => this.#s3.before(),
      closed: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    const open = [...this.#connections];
    await Promise.all(open.map(connection => connection.interrupt()));
    for (const connection of open) connection.close();
    this.#pool.close();
    this.#binder.closeSync();
    this.#instance.closeSync();
  }
}

interface ConnectionHooks {
  /** Renews what gives access to the files. */
  readonly before: () => Promise<void>;
  readonly closed: () => void;
}

class DuckDbRowConnection implements RowConnection {
  readonly #connection: DuckDBConnection;
  readonly #hooks: ConnectionHooks;
  /** What runs in the engine, which must not be closed meanwhile. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, hooks: ConnectionHooks) {
    this.#connection = connection;
    this.#hooks = hooks;
  }

  async rows(sql: string): Promise<readonly Row[]> {
    const statement = await this.#prepare(sql);
    try {
      return await this.#run(async () => (await statement.run()).convertRowObjects(readValue));
    } finally {
      statement.destroySync();
    }
  }

  async *stream(sql: string): AsyncIterableIterator<readonly Row[]> {
    const statement = await this.#prepare(sql);
    try {
      const result = await this.#run(() => statement.stream());
      const chunks = result.yieldConvertedRowObjects(readValue);
      for (;;) {
        const next = await this.#run(() => chunks.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      statement.destroySync();
    }
  }

  async run(sql: string): Promise<void> {
    await this.#run(() => this.#connection.run(sql));
  }

  /** Ends what runs, and waits until it has ended. */
  async interrupt(): Promise<void> {
    this.#connection.interrupt();
    await this.#running;
  }

  close(): void {
    this.#connection.closeSync();
    this.#hooks.closed();
  }

  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    await this.#hooks.before();
    const statement = await this.#run(() => this.#connection.prepare(sql));
    if (readingTypes.has(statement.statementType)) return statement;
    statement.destroySync();
    throw onlyRead();
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running = running.catch(() => undefined);
    try {
      return await running;
    } catch (error) {
      throw readError(error);
    }
  }
}

const readingTypes: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/** Files of a release that is no longer kept may be gone. */
function readError(error: unknown): SparkifyError {
  const failure = operationError(error);
  if (!/^IO Error:.*(?:No files found|No such file)/is.test(failure.message)) return failure;
  return new SparkifyError('lake-damaged', `A file of the release is gone: ${failure.message}`, {
    hint: 'The lake keeps a release for a while after it was superseded. Open the lake again, or set follow: true.',
    cause: error,
  });
}
