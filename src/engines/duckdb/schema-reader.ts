import { randomUUID } from 'node:crypto';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import { DuckDBTypeId, StatementType } from '@duckdb/node-api';
import type { DescribeResult, EmptyTable, SchemaReader } from '../../check/schema-reader.ts';
import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import { parseBindError } from './bind-error.ts';
import { syntaxTrees } from './syntax-trees.ts';
import { tablesIn } from './tables-in.ts';

/** Give it back with `close()`; the connection stays open, for whoever opened it to close. */
export interface DuckDbSchemaReader extends SchemaReader {
  close(): Promise<void>;
}

/**
 * Opens an empty shadow: an in-memory catalog of its own in the connection's instance.
 *
 * @param connection used by nothing else: its default catalog and its settings are changed.
 */
export async function createDuckDbSchemaReader(connection: DuckDBConnection): Promise<DuckDbSchemaReader> {
  const home = (await connection.runAndReadAll('SELECT current_database()')).getRows()[0]![0];
  const catalog = quoteIdentifier(`shadow_${randomUUID()}`);
  await connection.run(`ATTACH ':memory:' AS ${catalog}; USE ${catalog}`);
  // Errors as JSON carry their exact position; the text form cuts long lines. Types do not need the optimizer,
  // which takes more than half of the time. Both settings are the connection's own.
  await connection.run('SET errors_as_json = true; PRAGMA disable_optimizer');
  const schemas = new Set<string>();
  return {
    async createTables(tables) {
      const missing = new Set(tables.map(({ relation }) => relation.schema)).difference(schemas);
      for (const schema of missing) schemas.add(schema);
      const statements = [
        ...[...missing].map(schema => `CREATE SCHEMA IF NOT EXISTS ${catalog}.${quoteIdentifier(schema)}`),
        ...tables.map(table => `CREATE TABLE ${catalog}.${tableDefinition(table)}`),
      ];
      await connection.run(statements.join(';\n'));
    },
    describe: sql => describe(connection, sql),
    define: sql => define(connection, sql),
    tablesIn: sql => tablesIn(connection, sql),
    syntaxTrees: queries => syntaxTrees(connection, queries),
    async close() {
      await connection.run(`USE ${quoteIdentifier(String(home))}; DETACH ${catalog}`);
    },
  };
}

function tableDefinition({ relation: { schema, name }, columns }: EmptyTable): string {
  const definitions = columns.map(column => `${quoteIdentifier(column.name)} ${column.type}`);
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)} (${definitions.join(', ')})`;
}

async function define(connection: DuckDBConnection, sql: string) {
  try {
    await connection.run(sql);
    return undefined;
  } catch (error) {
    return parseBindError(error, sql);
  }
}

/** Preparing binds without running; it also refuses a second statement. */
async function describe(connection: DuckDBConnection, sql: string): Promise<DescribeResult> {
  let statement: DuckDBPreparedStatement;
  try {
    statement = await connection.prepare(sql);
  } catch (error) {
    return parseBindError(error, sql);
  }
  try {
    const refusal = refuse(statement, sql);
    if (refusal !== undefined) return refusal;
    const columns = columnsOf(statement) ?? (await describeExactly(connection, sql));
    return refuseTwins(columns) ?? { ok: true, columns };
  } finally {
    statement.destroySync();
  }
}

const FIRST_KEYWORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(\w*)/;
/** DuckDB gives SHOW, DESCRIBE and PRAGMA the statement type of a SELECT, but they cannot be materialized. */
const QUERY_KEYWORDS = new Set(['select', 'with', 'from', 'values', 'table', 'pivot', 'unpivot']);

function refuse(statement: DuckDBPreparedStatement, sql: string): DescribeResult | undefined {
  const keyword = FIRST_KEYWORD.exec(sql)?.[1] ?? '';
  if (statement.statementType !== StatementType.SELECT || !QUERY_KEYWORDS.has(keyword.toLowerCase())) {
    return failure(
      `A SELECT is needed here, not ${keyword.toUpperCase()}.`,
      'Write a query that returns rows.',
    );
  }
  if (statement.parameterCount > 0) {
    return failure('The query has a parameter ($1 or ?).', "Use {{ var('name') }} for values from outside.");
  }
  return undefined;
}

function failure(message: string, hint: string): DescribeResult {
  return { ok: false, code: 'bad-sql', message, hint, offset: undefined, length: undefined };
}

/** Undefined when a type is printed by the client otherwise than by DuckDB: nested ones, and JSON inside of them. */
function columnsOf(statement: DuckDBPreparedStatement): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (let index = 0; index < statement.columnCount; index++) {
    const type = statement.columnType(index);
    if (!isScalar(type)) return undefined;
    columns.push({ name: statement.columnName(index), type: type.alias ?? type.toString() });
  }
  return columns;
}

const NESTED: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
  DuckDBTypeId.ENUM,
]);

function isScalar(type: DuckDBType): boolean {
  return !NESTED.has(type.typeId);
}

async function describeExactly(connection: DuckDBConnection, sql: string): Promise<readonly Column[]> {
  // The line break ends a comment in the last line of the query.
  const reader = await connection.runAndReadAll(`DESCRIBE (${sql.replace(/;\s*$/, '')}\n)`);
  return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Whoever materializes two columns of one name renames the second in silence. */
function refuseTwins(columns: readonly Column[]): DescribeResult | undefined {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    return {
      ok: false,
      code: 'ambiguous-column',
      message: `The query returns two columns named "${name}".`,
      hint: 'Leave one out, or give it another name with AS.',
      offset: undefined,
      length: undefined,
    };
  }
  return undefined;
}
