import { randomUUID } from 'node:crypto';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import { DuckDBTypeId, StatementType } from '@duckdb/node-api';
import type { DescribeResult, EmptyTable, SchemaReader } from '../../check/schema-reader.ts';
import type { Column } from '../../columns/column.ts';
import { quoteIdentifier } from '../../columns/quote.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { parseBindError } from './bind-error.ts';
import { placeOfTwin, placeOfUnevenUnion } from './failure-places.ts';
import { renderTrees } from './render-trees.ts';
import { syntaxTrees } from './syntax-trees.ts';
import { tablesIn } from './tables-in.ts';

type BindFailure = Extract<DescribeResult, { ok: false }>;

/** Give it back with `close()`; the connections stay open, for whoever opened them to close. */
export interface DuckDbSchemaReader extends SchemaReader {
  close(): Promise<void>;
}

/**
 * Opens an empty shadow: an in-memory catalog of its own in the connections' instance.
 *
 * @param connections one or more, used by nothing else: their default catalog and their settings are changed. As many
 * queries are described at once.
 */
export async function createDuckDbSchemaReader(
  connections: readonly DuckDBConnection[],
): Promise<DuckDbSchemaReader> {
  const connection = connections[0]!;
  const home = (await connection.runAndReadAll('SELECT current_database()')).getRows()[0]![0];
  const catalog = quoteIdentifier(`shadow_${randomUUID()}`);
  await connection.run(`ATTACH ':memory:' AS ${catalog}`);
  for (const each of connections) {
    // Errors as JSON carry their exact position; the text form cuts long lines. Types do not need the optimizer,
    // which takes more than half of the time. Both settings are the connection's own.
    await each.run(`USE ${catalog}; SET errors_as_json = true; PRAGMA disable_optimizer`);
  }
  const schemas = new Set<string>();
  const lanes = connections.map(each => new Lane(each));
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
    describe: sql => shortest(lanes).describe(sql),
    define(sql) {
      // It may be the connection's own.
      lanes.splice(1);
      return define(connection, sql);
    },
    tablesIn: sql => tablesIn(connection, sql),
    renderTrees: trees => renderTrees(connection, trees),
    syntaxTrees: (queries, options) => syntaxTrees(connection, queries, options),
    async close() {
      for (const each of connections) await each.run(`USE ${quoteIdentifier(String(home))}`);
      await connection.run(`DETACH ${catalog}`);
    },
  };
}

/** A connection that describes one query after the other: many at once would only wait for each other in DuckDB. */
class Lane {
  waiting = 0;
  readonly #connection: DuckDBConnection;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  describe(sql: string): Promise<DescribeResult> {
    this.waiting++;
    const next = this.#last.then(() => describe(this.#connection, sql)).finally(() => this.waiting--);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

function shortest(lanes: readonly Lane[]): Lane {
  return lanes.reduce((least, lane) => (lane.waiting < least.waiting ? lane : least));
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
    const failure = parseBindError(error, sql);
    return failure.message.startsWith(UNEVEN_UNION)
      ? unevenUnion(failure, await treeOf(connection, sql))
      : failure;
  }
  try {
    const refusal = refuse(statement, sql);
    if (refusal !== undefined) return refusal;
    const columns = columnsOf(statement) ?? (await describeExactly(connection, sql));
    const twin = twinIn(columns);
    return twin === undefined ? { ok: true, columns } : twins(twin, await treeOf(connection, sql));
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
function twinIn(columns: readonly Column[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) return name;
    seen.add(name.toLowerCase());
  }
  return undefined;
}

function twins(name: string, query: SyntaxNode | undefined): BindFailure {
  return {
    ok: false,
    code: 'ambiguous-column',
    message: `The query returns two columns named "${name}".`,
    hint: 'Leave one out, or give it another name with AS.',
    offset: query && placeOfTwin(query, name),
    length: undefined,
  };
}

/** DuckDB says only that there is one. */
const UNEVEN_UNION = 'Set operations can only apply to expressions with the same number of result columns';

function unevenUnion(failure: BindFailure, query: SyntaxNode | undefined): BindFailure {
  return {
    ...failure,
    message: 'Both sides of UNION, INTERSECT or EXCEPT must return the same number of columns.',
    hint: 'Write the columns out on both sides, or join them with UNION BY NAME.',
    offset: query && placeOfUnevenUnion(query),
  };
}

async function treeOf(connection: DuckDBConnection, sql: string): Promise<SyntaxNode | undefined> {
  const [tree] = await syntaxTrees(connection, [sql]);
  return tree;
}
