import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { onlyRead } from '../engines/only-read.ts';
import type { RowConnection, RowReader } from '../engines/row-reader.ts';
import type { ReleaseView } from './release-view.ts';

/** Runs Kysely's queries over a release; each has a connection of its own, which is kept for the next one. */
export class LakeDriver implements Driver {
  readonly #reader: RowReader;
  readonly #view: ReleaseView;
  readonly #idle: LakeConnection[] = [];

  constructor(reader: RowReader, view: ReleaseView) {
    this.#reader = reader;
    this.#view = view;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<LakeConnection> {
    await this.#view.refresh();
    return this.#idle.pop() ?? new LakeConnection(await this.#reader.connect());
  }

  /** Queries of one transaction see one release. */
  beginTransaction(connection: LakeConnection): Promise<void> {
    return connection.run('BEGIN TRANSACTION');
  }

  commitTransaction(connection: LakeConnection): Promise<void> {
    return connection.run('COMMIT');
  }

  rollbackTransaction(connection: LakeConnection): Promise<void> {
    return connection.run('ROLLBACK');
  }

  async releaseConnection(connection: LakeConnection): Promise<void> {
    this.#idle.push(connection);
  }

  destroy(): Promise<void> {
    return this.#reader.close();
  }
}

/** What else there is would not bind, since tables are views here; the engine looks at what is written as text. */
const reading: ReadonlySet<string> = new Set(['SelectQueryNode', 'RawNode']);

class LakeConnection implements DatabaseConnection {
  readonly #connection: RowConnection;

  constructor(connection: RowConnection) {
    this.#connection = connection;
  }

  async executeQuery<R>({ sql, query }: CompiledQuery): Promise<QueryResult<R>> {
    if (!reading.has(query.kind)) throw onlyRead();
    return { rows: (await this.#connection.rows(sql)) as R[] };
  }

  async *streamQuery<R>({ sql }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for await (const rows of this.#connection.stream(sql)) yield { rows: rows as R[] };
  }

  run(sql: string): Promise<void> {
    return this.#connection.run(sql);
  }
}
