import {
  type DatabaseIntrospector,
  type Dialect,
  DialectAdapterBase,
  type Driver,
  DummyDriver,
  type Kysely,
  PostgresIntrospector,
} from 'kysely';
import { DuckDbQueryCompiler } from './duckdb-query-compiler.ts';

/** Nothing is migrated here: tables belong to releases. */
class DuckDbAdapter extends DialectAdapterBase {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/**
 * DuckDB for Kysely.
 *
 * @param createDriver who runs queries; without one, they are only compiled.
 */
export class DuckDbDialect implements Dialect {
  readonly #createDriver: () => Driver;

  constructor(createDriver: () => Driver = () => new DummyDriver()) {
    this.#createDriver = createDriver;
  }

  createAdapter(): DuckDbAdapter {
    return new DuckDbAdapter();
  }

  createDriver(): Driver {
    return this.#createDriver();
  }

  /** DuckDB has the catalog views of Postgres. */
  // biome-ignore lint/suspicious/noExplicitAny: the type of Kysely's own interface.
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }

  createQueryCompiler(): DuckDbQueryCompiler {
    return new DuckDbQueryCompiler();
  }
}
