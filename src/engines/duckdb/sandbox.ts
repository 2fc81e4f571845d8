import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteIdentifier, quoteLiteral } from '../../columns/quote.ts';
import { renderRelation } from '../../columns/relation.ts';
import type { JsonValue } from '../../config/json-value.ts';
import type { Sandbox } from '../session.ts';
import { operationError } from './operation-error.ts';
import { syntaxTrees } from './syntax-trees.ts';

/** Lets `work` use a catalog of its own in memory, in which the relations of SQL are what is put there. */
export async function withSandbox<T>(
  connection: DuckDBConnection,
  work: (sandbox: Omit<Sandbox, 'loadSeed'>) => Promise<T>,
): Promise<T> {
  const home = (await connection.runAndReadAll('SELECT current_database()')).getRows()[0]![0];
  const catalog = quoteIdentifier(`sandbox_${randomUUID()}`);
  await connection.run(`ATTACH ':memory:' AS ${catalog}`);
  // Macros and types that hooks define are the session's own, and hold in here, too.
  const searched = [catalog, quoteIdentifier(String(home))].map(name => `${name}.main`).join();
  await connection.run(`SET search_path = ${quoteLiteral(searched)}`);
  try {
    return await work({
      async createTable(relation, sql, onStatement) {
        const schema = quoteIdentifier(relation.schema);
        await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
        const statement = `CREATE OR REPLACE TABLE ${renderRelation(relation)} AS ${sql}`;
        onStatement?.(statement);
        await connection.run(statement).catch(fail);
      },
      async query(sql) {
        const reader = await connection.runAndReadAll(sql).catch(fail);
        const names = reader.columnNames();
        const types = reader.columnTypes().map(String);
        return {
          columns: names.map((name, index) => ({ name, type: types[index]! })),
          rows: reader.getRowsJson() as readonly (readonly JsonValue[])[],
        };
      },
      outer: relation => `${quoteIdentifier(String(home))}.${renderRelation(relation)}`,
      syntaxTrees: queries => syntaxTrees(connection, queries),
    });
  } finally {
    await connection.run(`USE ${quoteIdentifier(String(home))}; DETACH ${catalog}`);
  }
}

function fail(error: unknown): never {
  throw operationError(error);
}
