import { DuckDBInstance } from '@duckdb/node-api';
import type { Column } from '../../src/columns/column.ts';
import { parseColumnType } from '../../src/columns/parse-column-type.ts';
import { renderTrees } from '../../src/engines/duckdb/render-trees.ts';
import { syntaxTrees } from '../../src/engines/duckdb/syntax-trees.ts';
import { NotPortable } from '../../src/engines/spark/not-portable.ts';
import { quoteSparkName } from '../../src/engines/spark/quote-spark.ts';
import { sparkType } from '../../src/engines/spark/spark-type.ts';
import { translateQuery } from '../../src/engines/spark/translate-query.ts';
import { typeQuery } from '../../src/engines/spark/type-query.ts';
import { edgeRows } from './edge-rows.ts';
import { plainValue } from './plain-value.ts';
import type { SparkAnswer } from './spark-server.ts';

export interface Translated {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** DuckDB with the table `t`, and an empty shadow of it against which queries are typed. */
export interface DuckDbSide {
  /** A query in Spark SQL; it throws `NotPortable`. */
  toSpark(sql: string): Promise<Translated>;
  /** What it returns, as Spark would say it. */
  run(sql: string, columns: readonly Column[]): Promise<SparkAnswer>;
}

export async function openDuckDbSide(): Promise<DuckDbSide> {
  const [connection, shadow] = await Promise.all([connect(), connect()]);
  await connection.run(`create table t as ${edgeRows}`);
  await shadow.run(`create table t as from (${edgeRows}) limit 0`);
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
      const typed = await typeQuery(tree, { describe, renderTrees: trees => renderTrees(shadow, trees) });
      return { sql: translateQuery(typed, ({ name }) => quoteSparkName(name)), columns: typed.columns };
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
  };
}

async function connect() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("set timezone = 'UTC'");
  return connection;
}
