import type { CheckedProject } from '../../check/checked-project.ts';
import type { ColumnRef } from '../../check/lineage/lineage.ts';
import { findColumn } from '../../columns/find-column.ts';
import { isTable, type TableNode } from '../../compile/node.ts';
import { tableLabel } from '../../compile/table-label.ts';
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
    table => name === tableLabel(table) || name.startsWith(`${tableLabel(table)}.`),
  );
  const [table] = matching.toSorted((a, b) => tableLabel(b).length - tableLabel(a).length);
  if (table === undefined) {
    const names = tables.map(tableLabel);
    const hint =
      didYouMean(name, names) ??
      didYouMean(name.split('.')[0]!, names, 'See what there is with: sparkify ls');
    throw unknownName(`There is no model, seed or source "${name}".`, hint, 'unknown-ref');
  }
  const known = columns[table.uniqueId] ?? [];
  const refs = known.map(column => ({ table: table.uniqueId, column: column.name }));
  if (name === tableLabel(table)) return { table, columns: refs };
  const wanted = name.slice(tableLabel(table).length + 1);
  const column = findColumn(known, wanted);
  if (column === undefined) {
    const names = known.map(column => column.name);
    const hint = didYouMean(wanted, names, `It has: ${names.join(', ')}.`);
    throw unknownName(`${tableLabel(table)} has no column "${wanted}".`, hint, 'unknown-column');
  }
  return { table, columns: [{ table: table.uniqueId, column: column.name }] };
}

function unknownName(
  message: string,
  hint: string | undefined,
  code: 'unknown-ref' | 'unknown-column',
): SparkifyError {
  return new SparkifyError(code, message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
