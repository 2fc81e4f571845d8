import { findDuplicates } from './duplicates.ts';
import type { DeclaredConstraint } from './project.ts';
import type { PropertyReader } from './property-reader.ts';
import type { ColumnConstraintEntry, ConstrainedEntry, ModelConstraintEntry } from './property-schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** The constraints of a model or seed at `path`, with those of its columns; a wrong one is reported and left out. */
export function readConstraints(
  reader: PropertyReader,
  path: YamlPath,
  resource: ConstrainedEntry,
): readonly DeclaredConstraint[] {
  const ofTable = (resource.constraints ?? []).flatMap(
    (entry, index) => readConstraint(reader, [...path, 'constraints', index], entry) ?? [],
  );
  const ofColumns = (resource.columns ?? []).flatMap((column, place) =>
    (column.constraints ?? []).flatMap((entry, index) => {
      const at = [...path, 'columns', place, 'constraints', index];
      return readConstraint(reader, at, entry, column.name) ?? [];
    }),
  );
  const all = [...ofTable, ...ofColumns];
  const named = all.flatMap(({ name, at }) => (name === undefined ? [] : [{ name, at }]));
  const twins = findDuplicates(`constraint of ${resource.name}`, named, 'Rename one of them.');
  for (const { code, message, at, hint } of twins) reader.report(code, message, at!, hint);
  return all;
}

function readConstraint(
  reader: PropertyReader,
  path: YamlPath,
  entry: ColumnConstraintEntry & Partial<Pick<ModelConstraintEntry, 'columns'>>,
  column?: string,
): DeclaredConstraint | undefined {
  const { type } = entry;
  const columns = column === undefined ? (entry.columns ?? []) : [column];
  const expression = entry.expression ?? undefined;
  if (type === 'check' && expression === undefined)
    return reader.refuse(path, 'A check constraint needs an expression.', "E.g. expression: 'amount >= 0'");
  if (type !== 'check' && columns.length === 0)
    return reader.refuse(
      path,
      `The constraint ${type} does not say which columns it is about.`,
      'Add columns: [...], or declare it on a column.',
    );
  const to = entry.to ?? undefined;
  const toColumns = entry.to_columns ?? [];
  if (type === 'foreign_key' && !isWhole(reader, path, { to, toColumns, columns, expression })) return;
  if (type !== 'foreign_key' && (to !== undefined || toColumns.length > 0))
    return reader.refuse(path, `The constraint ${type} has "to", which only a foreign_key has.`);
  const at = reader.file.positionOf([...path, 'type']);
  return { type, name: entry.name ?? undefined, columns, expression, to, toColumns, column, at };
}

type Target = Pick<DeclaredConstraint, 'to' | 'toColumns' | 'columns' | 'expression'>;

/** Whether a foreign key says where it leads, in one of the two ways. */
function isWhole(reader: PropertyReader, path: YamlPath, target: Target): boolean {
  const { to, toColumns, columns, expression } = target;
  const form = "Write to: ref('model') and to_columns: [...].";
  if (to === undefined) {
    if (expression !== undefined && toColumns.length === 0) return true;
    reader.refuse(path, 'A foreign_key constraint does not say where it leads.', form);
    return false;
  }
  if (expression !== undefined) {
    reader.refuse([...path, 'expression'], 'A foreign_key constraint has both "to" and an expression.', form);
    return false;
  }
  if (toColumns.length === columns.length) return true;
  const counts = `${columns.length} here, ${toColumns.length} in to_columns`;
  reader.refuse(path, `A foreign_key constraint pairs unequal numbers of columns: ${counts}.`, form);
  return false;
}
