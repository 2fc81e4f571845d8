import type { Column } from '../columns/column.ts';
import { quoteIdentifier } from '../columns/quote.ts';
import type { CompiledUnitTest } from '../compile/node.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { OnStatement, Sandbox } from '../engines/session.ts';
import type { Fixture } from '../project/fixture.ts';
import { cellOf, fixtureSql } from '../testing/fixture-sql.ts';
import { renderDiff } from '../testing/render-diff.ts';
import { type Cells, diffRows } from '../testing/row-diff.ts';

/**
 * Runs the SQL of a model over the rows that a unit test gives.
 *
 * @param columns of every table, by unique id
 * @returns how what it makes differs from what is expected; undefined when it does not
 * @throws SparkifyError when a given value does not fit, or the query fails
 */
export async function runUnitTest(
  test: CompiledUnitTest,
  columns: Readonly<Record<string, readonly Column[]>>,
  sandbox: Sandbox,
  onStatement?: OnStatement,
): Promise<string | undefined> {
  for (const { table, relation, input, fixture } of test.given) {
    if (fixture.format === 'seed') {
      await sandbox.loadSeed(fixture.seed, onStatement);
      continue;
    }
    const sql = await rowsSql(fixture, columns[table]!, sandbox);
    try {
      await sandbox.createTable(relation, sql, onStatement);
    } catch (error) {
      throw await explainFixture(fixture, columns[table]!, input, error, sandbox);
    }
  }
  const made = await sandbox.query(`SELECT * FROM (${test.sql}\n) LIMIT 0`);
  const described = await sandbox.query(`DESCRIBE (${test.sql}\n)`);
  const types = new Map(described.rows.map(([name, type]) => [String(name).toLowerCase(), String(type)]));
  const all = made.columns.map(({ name }) => ({ name, type: types.get(name.toLowerCase())! }));
  const compared = await comparedColumns(test.expect, all, sandbox);
  const expected = await expectedRows(test, compared, sandbox);
  const [tree] = await sandbox.syntaxTrees([test.sql]);
  const actual = await textRows(`(${test.sql}\n)`, compared, sandbox, onStatement);
  const diff = diffRows(expected, actual, isOrdered(tree));
  if (diff.length === 0) return undefined;
  const surplus = diff.filter(({ marker }) => marker !== '---').length;
  return renderDiff(
    compared.map(({ name }) => name),
    diff,
    actual.length - surplus,
  );
}

/** Those that the expected rows name; all of them when there are no rows that could name some. */
async function comparedColumns(
  expect: Fixture,
  columns: readonly Column[],
  sandbox: Sandbox,
): Promise<readonly Column[]> {
  const named = await columnsOf(expect, sandbox);
  if (named.length === 0) return columns;
  const wanted = new Set(named.map(name => name.toLowerCase()));
  return columns.filter(({ name }) => wanted.has(name.toLowerCase()));
}

async function expectedRows(
  { expect, model }: CompiledUnitTest,
  columns: readonly Column[],
  sandbox: Sandbox,
): Promise<readonly Cells[]> {
  try {
    return await textRows(`(${await rowsSql(expect, columns, sandbox)})`, columns, sandbox);
  } catch (error) {
    throw await explainFixture(expect, columns, model.name, error, sandbox);
  }
}

async function rowsSql(fixture: Fixture, columns: readonly Column[], sandbox: Sandbox): Promise<string> {
  return fixtureSql(fixture, columns, fixture.format === 'sql' ? await columnsOf(fixture, sandbox) : []);
}

async function columnsOf(fixture: Fixture, sandbox: Sandbox): Promise<readonly string[]> {
  if (fixture.format !== 'sql') return fixture.columns;
  const { columns } = await sandbox.query(
    `SELECT * FROM (${fixture.sql.trim().replace(/;$/, '')}\n) LIMIT 0`,
  );
  return columns.map(({ name }) => name);
}

/** Rows as DuckDB prints them, so that what is equal in one type is equal here. */
async function textRows(
  from: string,
  columns: readonly Column[],
  sandbox: Sandbox,
  onStatement?: OnStatement,
): Promise<readonly Cells[]> {
  const cells = columns.map(({ name }) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
  const sql = `SELECT ${cells.join(', ')} FROM ${from}`;
  onStatement?.(sql);
  const { rows } = await sandbox.query(sql);
  return rows as readonly Cells[];
}

function isOrdered(tree: { readonly modifiers?: unknown } | undefined): boolean {
  const modifiers = tree?.modifiers;
  return Array.isArray(modifiers) && modifiers.some(({ type }) => type === 'ORDER_MODIFIER');
}

/** Finds the value that its column cannot hold: DuckDB does not tell which it was. */
async function explainFixture(
  fixture: Fixture,
  columns: readonly Column[],
  table: string,
  error: unknown,
  sandbox: Sandbox,
): Promise<unknown> {
  if (fixture.format === 'sql' || !(error instanceof SparkifyError)) return error;
  for (const row of fixture.rows) {
    for (const column of columns) {
      const sql = fixtureSql({ ...fixture, rows: [row] }, [column]);
      const isFine = await sandbox.query(sql).then(
        () => true,
        () => false,
      );
      if (isFine) continue;
      const value = JSON.stringify(cellOf(row, column.name));
      const message = `${value} is no ${column.type}, which "${column.name}" of ${table} is.`;
      return new SparkifyError('bad-fixture', message, { at: row.columnsAt[column.name] ?? row.at });
    }
  }
  return error;
}
