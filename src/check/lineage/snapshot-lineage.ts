import type { Column } from '../../columns/column.ts';
import type { CompiledSnapshot } from '../../compile/node.ts';
import { addedColumns } from '../../compile/snapshot-config.ts';
import type { LineageInput, ModelLineage } from './lineage.ts';

/** The columns of a snapshot's table that its query returns. */
export function queriedColumns(
  { snapshot }: CompiledSnapshot,
  columns: readonly Column[],
): readonly Column[] {
  return columns.slice(0, Math.max(0, columns.length - addedColumns(snapshot).length));
}

/** The lineage of a query with the columns that a snapshot adds: they tell of its key, and of the time when a row changed. */
export function withAddedColumns({ snapshot }: CompiledSnapshot, lineage: ModelLineage): ModelLineage {
  const inputsOf = (names: readonly string[]) => {
    const wanted = new Set(names.map(name => name.toLowerCase()));
    const found = lineage.columns.filter(({ name }) => wanted.has(name.toLowerCase()));
    return distinct(found.flatMap(({ inputs }) => inputs));
  };
  const key = inputsOf(snapshot.uniqueKey);
  const time = inputsOf(snapshot.updatedAt === null ? [] : [snapshot.updatedAt]);
  const { scdId, isDeleted } = snapshot.columns;
  const inputs = (name: string) =>
    name === scdId ? distinct([...key, ...time]) : name === isDeleted ? key : time;
  const added = addedColumns(snapshot).map(name => ({
    ...{ name, expression: 'of the snapshot', unknown: undefined },
    inputs: inputs(name),
  }));
  return { ...lineage, columns: [...lineage.columns, ...added] };
}

function distinct(inputs: readonly LineageInput[]): readonly LineageInput[] {
  return [...new Map(inputs.map(each => [`${each.table} ${each.column} ${each.role}`, each])).values()];
}
