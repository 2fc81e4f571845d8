import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import { driftColumns, driftRelation, releasedRelation, renderRelation } from '../columns/relation.ts';
import { valueClass } from '../columns/value-class.ts';
import type { CompiledTest, TableNode } from '../compile/node.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SchemaReader } from './schema-reader.ts';

type Columns = ReadonlyMap<string, readonly Column[]>;

/** Creates, empty, what tests that compare with a release read of it: to `check` a table was always what it is now. */
export async function createReleasedTables(
  tests: readonly CompiledTest[],
  columns: Columns,
  reader: SchemaReader,
): Promise<void> {
  const tables = tests.flatMap(({ comparison, attachedTo }) => {
    const known = comparison && columns.get(attachedTo!);
    return known === undefined ? [] : [{ relation: releasedRelation(comparison!.table), columns: known }];
  });
  const byName = new Map(tables.map(table => [renderRelation(table.relation), table]));
  if (byName.size > 0) await reader.createTables([...byName.values()]);
}

/** The same of what tests read of the drift of sources. */
export async function createDriftTables(
  tests: readonly CompiledTest[],
  nodes: readonly TableNode[],
  reader: SchemaReader,
): Promise<void> {
  const wanted = new Set(tests.filter(({ readsDrift }) => readsDrift).map(({ attachedTo }) => attachedTo));
  const tables = nodes
    .filter(({ uniqueId }) => wanted.has(uniqueId))
    .map(({ relation }) => ({ relation: driftRelation(relation), columns: driftColumns }));
  if (tables.length > 0) await reader.createTables(tables);
}

/** Whether the values of the compared column can be counted. The test's table must be known. */
export function checkComparison(test: CompiledTest, columns: Columns): readonly Diagnostic[] {
  const { comparison, at, attachedTo, name } = test;
  if (comparison === undefined) return [];
  const known = columns.get(attachedTo!)!;
  const column = findColumn(known, comparison.column);
  if (column === undefined) {
    const names = known.map(each => each.name);
    const message = `The test ${name} compares "${comparison.column}", which is no column of its table.`;
    const hint = didYouMean(comparison.column, names, `Its columns are ${names.join(', ')}.`)!;
    return [errorDiagnostic('bad-test-argument', message, { at, hint })];
  }
  if (valueClass(column.type) !== undefined) return [];
  const message = `The test ${name} cannot compare "${column.name}", which is ${column.type}: its values have parts.`;
  const hint = 'Test a part of it, as a column of its own, e.g. the length of a list or a field of a struct.';
  return [errorDiagnostic('bad-test-argument', message, { at, hint })];
}
