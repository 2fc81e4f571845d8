import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Column } from '../../src/columns/column.ts';
import { parseColumnType } from '../../src/columns/parse-column-type.ts';
import { renderTrees } from '../../src/engines/duckdb/render-trees.ts';
import { syntaxTrees } from '../../src/engines/duckdb/syntax-trees.ts';
import { NotPortable } from '../../src/engines/spark/not-portable.ts';
import { quoteSparkName } from '../../src/engines/spark/quote-spark.ts';
import { sparkType } from '../../src/engines/spark/spark-type.ts';
import { translateQuery } from '../../src/engines/spark/translate-query.ts';
import { typeQueries } from '../../src/engines/spark/type-queries.ts';
import type { SyntaxNode } from '../../src/syntax/syntax-node.ts';
import { plainValue } from './plain-value.ts';
import type { SparkAnswer } from './spark-server.ts';

export interface Translated {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** DuckDB with some tables, and an empty shadow of them against which queries are typed. */
export interface DuckDbSide {
  /** A query in Spark SQL; it throws `NotPortable`. */
  toSpark(sql: string): Promise<Translated>;
  /** What it returns, as Spark would say it. */
  run(sql: string, columns: readonly Column[]): Promise<SparkAnswer>;
  /**
   * Whether it returns the same without its optimizer. DuckDB 1.5.5 makes of `date_trunc('hour', ts) <> c` true instead of NULL
   * where `c` is no full hour.
   */
  isSure(sql: string): Promise<boolean>;
}

/** @param tables queries of their rows, by name */
export async function openDuckDbSide(tables: Readonly<Record<string, string>>): Promise<DuckDbSide> {
  const instance = await DuckDBInstance.create(':memory:');
  const [connection, plain, shadow] = await Promise.all([connect(instance), connect(instance), connect()]);
  await plain.run('PRAGMA disable_optimizer');
  for (const [name, rows] of Object.entries(tables)) {
    await connection.run(`create table ${name} as ${rows}`);
    await shadow.run(`create table ${name} as from (${rows}) limit 0`);
  }
  const describe = async (sql: string) => {
    try {
      const reader = await shadow.runAndReadAll(`describe ${sql}`);
      return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
    } catch {
      return undefined;
    }
  };
  return {
    async toSpark(sql) {
      const [tree] = await syntaxTrees(shadow, [sql], { keepsEmpty: true });
      if (tree === undefined) throw new NotPortable('This query cannot be taken apart.', {});
      const reader = { describe, renderTrees: (trees: readonly SyntaxNode[]) => renderTrees(shadow, trees) };
      const [typed] = await typeQueries([tree], reader);
      return { sql: translateQuery(typed!, ({ name }) => quoteSparkName(name)), columns: typed!.columns };
    },
    async run(sql, columns) {
      const types = columns.map(({ type }) => parseColumnType(type));
      try {
        const reader = await connection.runAndReadAll(sql);
        const rows = reader.getRows().map(row => row.map((value, index) => plainValue(value, types[index]!)));
        return { types: types.map(type => sparkType(type) ?? 'none'), rows };
      } catch (error) {
        return { error: (error as Error).message };
      }
    },
    async isSure(sql) {
      const [ours, theirs] = await Promise.all([rowsOf(connection, sql), rowsOf(plain, sql)]);
      return ours === theirs;
    },
  };
}

/** Rows as text; the same text for whatever error. */
async function rowsOf(connection: DuckDBConnection, sql: string): Promise<string> {
  try {
    return JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
  } catch {
    return 'an error';
  }
}

async function connect(instance?: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await (instance ?? (await DuckDBInstance.create(':memory:'))).connect();
  await connection.run("set timezone = 'UTC'");
  return connection;
}
