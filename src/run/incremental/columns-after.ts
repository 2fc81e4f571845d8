import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { sameType } from '../../columns/same-type.ts';
import type { SchemaChangePolicy } from '../../compile/model-config.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

interface Input {
  /** What messages call the table. */
  readonly name: string;
  readonly policy: SchemaChangePolicy;
  /** Of the released table. */
  readonly before: readonly Column[];
  /** Of the query. */
  readonly now: readonly Column[];
}

/**
 * The columns of an incremental table when rows of its query have joined it. They are those of the release unless the
 * policy lets them change.
 *
 * @throws SparkifyError schema-changed
 */
export function columnsAfter({ name, policy, before, now }: Input): readonly Column[] {
  const added = now.filter(column => findColumn(before, column.name) === undefined);
  const gone = before.filter(column => findColumn(now, column.name) === undefined);
  const retyped = now.filter(({ name, type }) => {
    const known = findColumn(before, name);
    return known !== undefined && !sameType(known.type, type);
  });
  if (added.length + gone.length + retyped.length === 0) return before;
  if (policy === 'sync_all_columns') return now;
  if (policy === 'append_new_columns' && retyped.length === 0) return [...before, ...added];
  if (policy === 'ignore' && gone.length + retyped.length === 0) return before;
  const changes = [
    ...added.map(column => `"${column.name}" is new`),
    ...gone.map(column => `"${column.name}" is gone`),
    ...retyped.map(({ name, type }) => `"${name}" was ${findColumn(before, name)!.type} and is ${type}`),
  ];
  throw new SparkifyError(
    'schema-changed',
    `The incremental table ${name} changed its columns, which on_schema_change: ${policy} does not allow: ${changes.join('; ')}.`,
    {
      hint: `Compute it from scratch with --full-refresh --select ${name}, or write on_schema_change: sync_all_columns.`,
    },
  );
}
