import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import type { CompiledUnitTest } from '../compile/node.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { Fixture } from '../project/fixture.ts';
import { cellOf, fixtureSql } from '../testing/fixture-sql.ts';
import { FixtureValueError } from '../testing/typed-literal.ts';
import { bindDiagnostic } from './bind-diagnostic.ts';
import type { SchemaReader } from './schema-reader.ts';

/** Whether the rows of a unit test fit the tables that they stand for, and what its model returns. */
export async function checkUnitTest(
  test: CompiledUnitTest,
  columns: ReadonlyMap<string, readonly Column[]>,
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  const given = await Promise.all(
    test.given.map(({ input, table, fixture }) => {
      const known = columns.get(table);
      return fixture.format === 'seed' || known === undefined
        ? []
        : checkFixture(fixture, input, known, reader);
    }),
  );
  return [...given.flat(), ...(await checkResult(test, columns, reader))];
}

async function checkResult(
  test: CompiledUnitTest,
  columns: ReadonlyMap<string, readonly Column[]>,
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  // Of a model that does not bind all has been said.
  const own = columns.get(test.model.uniqueId);
  if (own === undefined || !test.given.every(({ table }) => columns.has(table))) return [];
  const described = await reader.describe(test.sql);
  if (described.ok) return checkFixture(test.expect, test.model.name, described.columns, reader);
  const { code, message, at, hint } = bindDiagnostic(described, { ...test, file: test.modelFile });
  const said = `Under the overrides of the unit test ${test.name}: ${message}`;
  return [errorDiagnostic(code, said, { ...(at && { at }), ...(hint === undefined ? {} : { hint }) })];
}

async function checkFixture(
  fixture: Fixture,
  table: string,
  columns: readonly Column[],
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  if (fixture.format !== 'sql') {
    const unknown = fixture.columns.flatMap(name =>
      findColumn(columns, name) === undefined
        ? unknownColumn(name, table, columns, placeOf(name, fixture))
        : [],
    );
    return unknown.length > 0 ? unknown : checkValues(fixture, columns);
  }
  const described = await reader.describe(fixture.sql);
  if (!described.ok) {
    const hint = described.hint === undefined ? {} : { hint: described.hint };
    return [
      errorDiagnostic('bad-fixture', `The rows of ${table} cannot be read: ${described.message}`, {
        at: fixture.at,
        ...hint,
      }),
    ];
  }
  return described.columns.flatMap(({ name }) =>
    findColumn(columns, name) === undefined ? unknownColumn(name, table, columns, fixture.at) : [],
  );
}

function placeOf(name: string, fixture: Exclude<Fixture, { format: 'sql' }>): SourcePosition {
  return fixture.rows.find(({ columnsAt }) => columnsAt[name] !== undefined)?.columnsAt[name] ?? fixture.at;
}

function unknownColumn(
  name: string,
  table: string,
  columns: readonly Column[],
  at: SourcePosition,
): readonly Diagnostic[] {
  const names = columns.map(column => column.name);
  const hint = didYouMean(name, names, `It has: ${names.join(', ')}.`)!;
  return [errorDiagnostic('bad-fixture', `${table} has no column "${name}".`, { at, hint })];
}

/** Structs, lists and maps can be seen to be wrong without asking DuckDB. */
function checkValues(
  fixture: Exclude<Fixture, { format: 'sql' }>,
  columns: readonly Column[],
): readonly Diagnostic[] {
  return fixture.rows.flatMap(row =>
    columns.flatMap(column => {
      if (typeof cellOf(row, column.name) !== 'object') return [];
      try {
        fixtureSql({ ...fixture, rows: [row] }, [column]);
        return [];
      } catch (error) {
        if (!(error instanceof FixtureValueError)) throw error;
        const at = row.columnsAt[column.name] ?? row.at;
        return [
          errorDiagnostic('bad-fixture', `The value of "${column.name}" does not fit: ${error.message}.`, {
            at,
          }),
        ];
      }
    }),
  );
}
