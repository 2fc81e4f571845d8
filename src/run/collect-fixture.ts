import type { Column } from '../columns/column.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { quoteIdentifier, quoteIdentifiers } from '../columns/quote.ts';
import type { Relation } from '../columns/relation.ts';
import type { JsonObject, JsonValue } from '../config/json-value.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { Sandbox } from '../engines/session.ts';
import { fixtureValue } from '../testing/fixture-value.ts';
import { shrink } from '../testing/shrink.ts';

/** A table of which rows are taken. */
export interface FixtureParent {
  readonly relation: Relation;
  /** All of its columns. */
  readonly columns: readonly Column[];
  /** Those that the model reads. */
  readonly used: readonly Column[];
  /** Which rows are wanted; undefined for those that what is wanted of the others needs. */
  readonly where: string | undefined;
}

export interface CollectedFixture {
  /** In the order of the parents. */
  readonly given: readonly (readonly JsonObject[])[];
  readonly expected: readonly JsonObject[];
}

/** More rows than these would have to be tried one by one. */
const most = 20_000;
const id = quoteIdentifier('_sparkify_row');

/**
 * Takes rows of real tables so that a model makes of them what it makes of all: those that a condition wants, and of the
 * other tables as few as leave its result as it is.
 *
 * @param limit how many rows a condition gives at most
 */
export async function collectFixture(
  model: { readonly sql: string; readonly columns: readonly Column[] },
  parents: readonly FixtureParent[],
  limit: number,
  sandbox: Sandbox,
): Promise<CollectedFixture> {
  const kept: (readonly number[])[] = [];
  for (const parent of parents) kept.push(await copyRows(parent, limit, sandbox));
  if (
    parents.length > 0 &&
    parents.every(({ where }, index) => where === undefined || kept[index]!.length === 0)
  ) {
    throw new SparkifyError('bad-usage', 'No row fits, so that there is nothing to test with.', {
      exitCode: 2,
      hint: 'Ask for other rows with --where; see what there is with: sparkify show',
    });
  }
  const resultText = async () => {
    const { rows } = await sandbox.query(`SELECT * FROM (${model.sql}\n)`);
    return rows
      .map(row => JSON.stringify(row))
      .sort()
      .join('\n');
  };
  const wanted = await resultText();
  for (const [index, parent] of parents.entries()) {
    if (parent.where !== undefined) continue;
    const fits = async (rows: readonly number[]) => {
      await keepRows(parent, rows, sandbox);
      return (await resultText()) === wanted;
    };
    kept[index] = await shrink(kept[index]!, fits);
    await keepRows(parent, kept[index]!, sandbox);
  }
  const given: (readonly JsonObject[])[] = [];
  for (const [index, parent] of parents.entries()) {
    const columns = quoteIdentifiers(parent.used.map(({ name }) => name));
    const rows =
      kept[index]!.length === 0
        ? []
        : (
            await sandbox.query(
              `SELECT ${columns} FROM ${rowsOf(parent)} ${only(kept[index]!)} ORDER BY ${id}`,
            )
          ).rows;
    given.push(rows.map(row => rowObject(row, parent.used)));
  }
  const { rows } = await sandbox.query(`SELECT * FROM (${model.sql}\n) ORDER BY ALL`);
  return { given, expected: rows.map(row => rowObject(row, model.columns)) };
}

/** Numbers the rows of a table, and lets the model see them. */
async function copyRows(parent: FixtureParent, limit: number, sandbox: Sandbox): Promise<readonly number[]> {
  const { relation, used, where } = parent;
  const columns = used.length === 0 ? 'NULL' : quoteIdentifiers(used.map(({ name }) => name));
  const chosen = where === undefined ? `LIMIT ${most + 1}` : `WHERE (${where}\n) ORDER BY ALL LIMIT ${limit}`;
  await sandbox.createTable(
    rowsRelation(parent),
    `SELECT row_number() OVER () AS ${id}, * FROM (SELECT ${columns} FROM ${sandbox.outer(relation)} ${chosen})`,
  );
  const { rows } = await sandbox.query(`SELECT ${id} FROM ${rowsOf(parent)} ORDER BY ALL`);
  if (rows.length > most) {
    throw new SparkifyError(
      'bad-usage',
      `${relation.name} has too many rows to look for those that are needed.`,
      {
        exitCode: 2,
        hint: `Choose some with a condition on a column of ${relation.name}, too: --where is asked of every table that has its columns.`,
      },
    );
  }
  const ids = rows.map(([number]) => Number(number));
  await keepRows(parent, ids, sandbox);
  return ids;
}

async function keepRows(parent: FixtureParent, rows: readonly number[], sandbox: Sandbox): Promise<void> {
  const used = new Set(parent.used.map(({ name }) => name));
  const cells = parent.columns.map(({ name, type }) =>
    used.has(name) ? quoteIdentifier(name) : `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`,
  );
  await sandbox.createTable(
    parent.relation,
    `SELECT ${cells.join(', ')} FROM ${rowsOf(parent)} ${only(rows)}`,
  );
}

function only(rows: readonly number[]): string {
  return rows.length === 0 ? 'WHERE false' : `WHERE ${id} IN (${rows.join(', ')})`;
}

function rowsRelation({ relation }: FixtureParent): Relation {
  return { schema: '_sparkify_rows', name: `${relation.schema}.${relation.name}` };
}

function rowsOf(parent: FixtureParent): string {
  const { schema, name } = rowsRelation(parent);
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Without what is NULL, which a fixture leaves out. */
function rowObject(row: readonly JsonValue[], columns: readonly Column[]): JsonObject {
  return Object.fromEntries(
    columns.flatMap(({ name, type }, index) => {
      const value = fixtureValue(row[index] ?? null, parseColumnType(type));
      return value === null ? [] : [[name, value]];
    }),
  );
}
