import { DuckDBInstance } from '@duckdb/node-api';
import type { SchemaReader } from '../../src/check/schema-reader.ts';
import { createDuckDbSchemaReader } from '../../src/engines/duckdb/schema-reader.ts';

/** A schema reader over an in-memory DuckDB, closed after `work`. */
export async function withShadow<T>(work: (reader: SchemaReader) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await work(await createDuckDbSchemaReader([connection]));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
