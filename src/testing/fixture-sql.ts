import type { Column } from '../columns/column.ts';
import { parseColumnType } from '../columns/parse-column-type.ts';
import { quoteIdentifier, quoteIdentifiers } from '../columns/quote.ts';
import type { JsonValue } from '../config/json-value.ts';
import type { Fixture, FixtureRow } from '../project/fixture.ts';
import { typedLiteral } from './typed-literal.ts';

/**
 * A query for the rows of a fixture, with these columns and their types. What a row leaves out is NULL.
 *
 * @param given the columns that a fixture in SQL returns
 * @throws FixtureValueError
 */
export function fixtureSql(
  fixture: Fixture,
  columns: readonly Column[],
  given: readonly string[] = [],
): string {
  if (fixture.format === 'sql') return sqlFixture(fixture.sql, columns, given);
  const types = columns.map(({ type }) => parseColumnType(type));
  const rows = fixture.rows.map(
    row => `(${columns.map(({ name }, index) => typedLiteral(cellOf(row, name), types[index]!)).join(', ')})`,
  );
  if (rows.length > 0)
    return `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(${quoteIdentifiers(columns.map(({ name }) => name))})`;
  const empty = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`);
  return `SELECT ${empty.join(', ')} WHERE false`;
}

/** The value of a column in a row, whatever the case of its name. */
export function cellOf({ values }: FixtureRow, column: string): JsonValue {
  if (Object.hasOwn(values, column)) return values[column]!;
  const name = Object.keys(values).find(key => key.toLowerCase() === column.toLowerCase());
  return name === undefined ? null : values[name]!;
}

function sqlFixture(sql: string, columns: readonly Column[], given: readonly string[]): string {
  const names = new Set(given.map(name => name.toLowerCase()));
  const cells = columns.map(({ name, type }) => {
    const value = names.has(name.toLowerCase()) ? quoteIdentifier(name) : 'NULL';
    return `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`;
  });
  // The line break ends a comment in the last line.
  return `SELECT ${cells.join(', ')} FROM (${sql.trim().replace(/;$/, '')}\n)`;
}
