import type { Column } from '../columns/column.ts';
import { findColumn } from '../columns/find-column.ts';
import { typeFamily } from '../columns/type-family.ts';
import type { CompiledSnapshot } from '../compile/node.ts';
import { addedColumns } from '../compile/snapshot-config.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { type Bound, bindQuery } from './bind-query.ts';
import type { HiddenTables } from './hidden-tables.ts';
import { settingPosition } from './rules/find-in-model.ts';
import type { SchemaReader } from './schema-reader.ts';

/** Binds the query of a snapshot, whose table has more columns than that: those that tell when a row was as it is. */
export async function bindSnapshot(
  node: CompiledSnapshot,
  reader: SchemaReader,
  hidden: HiddenTables,
): Promise<Bound> {
  const { columns, diagnostics } = await bindQuery(node, reader, hidden);
  if (columns === undefined) return { columns, diagnostics };
  const taken = takenNames(node, columns);
  const all = [...diagnostics, ...taken, ...unknownColumns(node, columns), ...noTime(node, columns)];
  const { snapshot } = node;
  const { scdId, isDeleted } = snapshot.columns;
  const isText = (name: string) => name === scdId || name === isDeleted;
  const time = timeType(snapshot.updatedAt === null ? undefined : findColumn(columns, snapshot.updatedAt));
  const added = addedColumns(snapshot).map(name => ({ name, type: isText(name) ? 'VARCHAR' : time }));
  return { columns: taken.length > 0 ? undefined : [...columns, ...added], diagnostics: all };
}

/** A day is too long: rows may change twice in it. */
function timeType(column: Column | undefined): string {
  return column?.type === 'TIMESTAMP WITH TIME ZONE' ? column.type : 'TIMESTAMP';
}

function takenNames(node: CompiledSnapshot, columns: readonly Column[]): readonly Diagnostic[] {
  return addedColumns(node.snapshot)
    .filter(name => findColumn(columns, name) !== undefined)
    .map(name =>
      errorDiagnostic(
        'ambiguous-column',
        `The snapshot ${node.name} adds the column "${name}", which its query returns, too.`,
        {
          at: settingPosition(node, 'snapshot_meta_column_names', name),
          hint: 'Leave it out of the query, or give it another name in snapshot_meta_column_names.',
        },
      ),
    );
}

function unknownColumns(node: CompiledSnapshot, columns: readonly Column[]): readonly Diagnostic[] {
  const { uniqueKey, updatedAt, checkCols } = node.snapshot;
  const named = [
    ...uniqueKey.map(name => ['unique_key', name] as const),
    ...(updatedAt === null ? [] : [['updated_at', updatedAt] as const]),
    ...(checkCols === 'all' ? [] : checkCols.map(name => ['check_cols', name] as const)),
  ];
  const known = columns.map(({ name }) => name);
  return named
    .filter(([, name]) => findColumn(columns, name) === undefined)
    .map(([setting, name]) =>
      errorDiagnostic(
        'unknown-column',
        `${setting} of ${node.name} names "${name}", which is no column of it.`,
        {
          at: settingPosition(node, setting, name),
          hint: didYouMean(
            name,
            known,
            `Its columns are ${known.join(', ')}. An expression belongs in a model.`,
          )!,
        },
      ),
    );
}

function noTime(node: CompiledSnapshot, columns: readonly Column[]): readonly Diagnostic[] {
  const { updatedAt } = node.snapshot;
  const column = updatedAt === null ? undefined : findColumn(columns, updatedAt);
  if (column === undefined || ['date', 'timestamp', 'moment'].includes(typeFamily(column.type) ?? ''))
    return [];
  const message = `The updated_at of ${node.name} is "${column.name}", which is ${column.type}.`;
  const hint = 'Name a column of type DATE or TIMESTAMP, or cast it in a model.';
  const at = settingPosition(node, 'updated_at', column.name);
  return [errorDiagnostic('bad-model-config', message, { at, hint })];
}
