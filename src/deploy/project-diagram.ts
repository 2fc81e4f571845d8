import type { CheckedProject } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import type { CompiledModel, CompiledNode, CompiledSeed } from '../compile/node.ts';
import type { DeclaredColumn, DeclaredTest } from '../project/project.ts';
import { TextResolver } from '../testing/text-resolver.ts';
import type { Diagram, DiagramReference, DiagramTable } from './er-diagram.ts';

type Table = CompiledModel | CompiledSeed;

/** Tests that say of a column that it names a row of another table. */
const referenceTests = ['relationships', 'relationships_where'];

/**
 * The tables of a project as a diagram: the columns with their checked types, and what `relationships` tests say of
 * them. References to tables that are not selected are left out.
 */
export function projectDiagram(project: CheckedProject, selected: readonly CompiledNode[]): Diagram {
  const tables = selected.filter(isTable);
  const ids = new Map(tables.map(table => [table.uniqueId, table.name]));
  const references = tables.flatMap(table => referencesOf(table, ids, project));
  return {
    tables: tables.map(table => toTable(table, project.columns[table.uniqueId] ?? [], references)),
    references,
  };
}

/** Models and seeds whose rows are published. */
function isTable(node: CompiledNode): node is Table {
  return (node.resourceType === 'model' || node.resourceType === 'seed') && node.config.published;
}

function referencesOf(
  table: Table,
  names: ReadonlyMap<string, string>,
  { compiler }: CheckedProject,
): readonly DiagramReference[] {
  return table.columns.flatMap(column => {
    const targets = column.tests.filter(isReference).map(test => targetOf(test, compiler));
    const known = [...new Set(targets)].flatMap(id => names.get(id ?? '') ?? []);
    return known.map(to => ({
      from: table.name,
      to,
      columns: [column.name],
      required: hasTest(column, 'not_null'),
      unique: hasTest(column, 'unique'),
    }));
  });
}

function isReference({ test }: DeclaredTest): boolean {
  return referenceTests.includes(test.slice(test.lastIndexOf('.') + 1));
}

/** The unique id of the table that a test's `to` names. */
function targetOf(
  { arguments: given, at }: DeclaredTest,
  compiler: CheckedProject['compiler'],
): string | undefined {
  if (typeof given.to !== 'string') return undefined;
  const resolver = new TextResolver(compiler, at);
  resolver.relation(given.to);
  return resolver.dependsOn[0];
}

function toTable(
  table: Table,
  columns: readonly Column[],
  references: readonly DiagramReference[],
): DiagramTable {
  const declared = new Map(table.columns.map(column => [column.name.toLowerCase(), column]));
  const foreign = new Set(references.filter(({ from }) => from === table.name).flatMap(each => each.columns));
  return {
    name: table.name,
    columns: columns.map(({ name, type }) => {
      const column = declared.get(name.toLowerCase());
      const keys = column === undefined ? [] : keysOf(column, foreign);
      return { name, type, keys, description: column?.description ?? '' };
    }),
  };
}

function keysOf(
  column: DeclaredColumn,
  foreign: ReadonlySet<string>,
): DiagramTable['columns'][number]['keys'] {
  const own = !hasTest(column, 'unique')
    ? []
    : hasTest(column, 'not_null')
      ? (['PK'] as const)
      : (['UK'] as const);
  return [...own, ...(foreign.has(column.name) ? (['FK'] as const) : [])];
}

function hasTest(column: DeclaredColumn, name: string): boolean {
  return column.tests.some(({ test }) => test === name);
}
