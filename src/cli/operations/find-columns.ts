import type { CheckedProject } from '../../check/checked-project.ts';
import { findColumn } from '../../check/find-column.ts';
import type { ColumnRef } from '../../check/lineage/lineage.ts';
import { type CompiledNode, isTable, type TableNode } from '../../compile/node.ts';
import { didYouMean } from '../../diagnostics/closest.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

export interface FoundColumns {
  readonly table: TableNode;
  /** One column, or all of the table. */
  readonly columns: readonly ColumnRef[];
}

/** Finds a table or a column by what a person calls it: `songplays`, `songplays.level`, `raw.events.userId`. */
export function findColumns(
  name: string,
  { nodes, columns }: Pick<CheckedProject, 'nodes' | 'columns'>,
): FoundColumns {
  const tables = nodes.filter(isTable);
  const matching = tables.filter(
    table => name === tableName(table) || name.startsWith(`${tableName(table)}.`),
  );
  const [table] = matching.toSorted((a, b) => tableName(b).length - tableName(a).length);
  if (table === undefined) {
    const names = tables.map(tableName);
    const hint =
      didYouMean(name, names) ??
      didYouMean(name.split('.')[0]!, names, 'See what there is with: sparkify ls');
    throw unknownName(`There is no model, seed or source "${name}".`, hint, 'unknown-ref');
  }
  const known = columns[table.uniqueId] ?? [];
  const refs = known.map(column => ({ table: table.uniqueId, column: column.name }));
  if (name === tableName(table)) return { table, columns: refs };
  const wanted = name.slice(tableName(table).length + 1);
  const column = findColumn(known, wanted);
  if (column === undefined) {
    const names = known.map(column => column.name);
    const hint = didYouMean(wanted, names, `It has: ${names.join(', ')}.`);
    throw unknownName(`${tableName(table)} has no column "${wanted}".`, hint, 'unknown-column');
  }
  return { table, columns: [{ table: table.uniqueId, column: column.name }] };
}

/** `songplays`, `raw.events`: what a person calls a node. */
export function tableName(node: CompiledNode): string {
  return node.resourceType === 'source' ? `${node.source}.${node.name}` : node.name;
}

function unknownName(
  message: string,
  hint: string | undefined,
  code: 'unknown-ref' | 'unknown-column',
): SparkifyError {
  return new SparkifyError(code, message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
