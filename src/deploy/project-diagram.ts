import type { CheckedProject } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import { lakeName } from '../columns/table-name.ts';
import { type BuiltNode, type CompiledNode, isPublished } from '../compile/node.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { TextResolver } from '../testing/text-resolver.ts';
import type { Diagram, DiagramReference, DiagramTable } from './er-diagram.ts';
import { type TableKeys, tableKeys } from './table-keys.ts';

type Table = BuiltNode;

/** Columns that name a row of another table, as YAML says it. */
interface DeclaredReference {
  readonly columns: readonly string[];
  /** `ref('users')` */
  readonly to: unknown;
  readonly at: SourcePosition;
}

/** Tests that say of a column that it names a row of another table. */
const referenceTests = ['relationships', 'relationships_where'];

/**
 * The tables of a project as a diagram: the columns with their checked types, and what constraints and data tests say
 * of them. References to tables that are not selected are left out.
 */
export function projectDiagram(project: CheckedProject, selected: readonly CompiledNode[]): Diagram {
  const tables = selected.filter(isPublished);
  const names = new Map(tables.map(table => [table.uniqueId, lakeName(table.relation)]));
  const references = tables.flatMap(table => referencesOf(table, names, project));
  return {
    tables: tables.map(table => toTable(table, project.columns[table.uniqueId] ?? [], references)),
    references,
  };
}

/** Each once, whether a constraint, a test or both declare it. */
function referencesOf(
  table: Table,
  names: ReadonlyMap<string, string>,
  { compiler }: CheckedProject,
): readonly DiagramReference[] {
  const from = lakeName(table.relation);
  const keys = tableKeys(table);
  const found = new Map<string, DiagramReference>();
  for (const reference of declaredReferences(table)) {
    const to = names.get(targetOf(reference, compiler) ?? '');
    if (to === undefined) continue;
    const { columns } = reference;
    const required = columns.every(name => keys.notNull.has(name.toLowerCase()));
    const unique = columns.length === 1 && keys.unique.has(columns[0]!.toLowerCase());
    found.set(JSON.stringify([to, columns]), { from, to, columns, required, unique });
  }
  return [...found.values()];
}

function declaredReferences({ columns, constraints }: Table): readonly DeclaredReference[] {
  const foreignKeys = constraints.filter(({ type }) => type === 'foreign_key');
  const tests = columns.flatMap(({ name, tests }) =>
    tests
      .filter(({ test }) => referenceTests.includes(test.slice(test.lastIndexOf('.') + 1)))
      .map(({ arguments: given, at }) => ({ columns: [name], to: given.to, at })),
  );
  return [...foreignKeys, ...tests];
}

/** The unique id of the table that a reference names. */
function targetOf({ to, at }: DeclaredReference, compiler: CheckedProject['compiler']): string | undefined {
  if (typeof to !== 'string') return undefined;
  const resolver = new TextResolver(compiler, at);
  resolver.relation(to);
  return resolver.dependsOn[0];
}

function toTable(
  table: Table,
  columns: readonly Column[],
  references: readonly DiagramReference[],
): DiagramTable {
  const declared = new Map(table.columns.map(column => [column.name.toLowerCase(), column.description]));
  const tableName = lakeName(table.relation);
  const own = references.filter(({ from }) => from === tableName).flatMap(reference => reference.columns);
  const foreign = new Set(own.map(name => name.toLowerCase()));
  const keys = tableKeys(table);
  return {
    name: tableName,
    columns: columns.map(({ name, type }) => {
      const known = name.toLowerCase();
      return { name, type, keys: keysOf(known, keys, foreign), description: declared.get(known) ?? '' };
    }),
  };
}

function keysOf(
  name: string,
  { primary, unique }: TableKeys,
  foreign: ReadonlySet<string>,
): DiagramTable['columns'][number]['keys'] {
  return [
    ...(primary.has(name) ? (['PK'] as const) : unique.has(name) ? (['UK'] as const) : []),
    ...(foreign.has(name) ? (['FK'] as const) : []),
  ];
}
