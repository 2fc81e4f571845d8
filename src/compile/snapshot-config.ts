import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { ConfigValues } from './config-keys.ts';

/** What becomes of rows whose key the query no longer returns. */
export type HardDeletes = 'ignore' | 'invalidate' | 'new_record';

/** How the columns are called that a snapshot adds to those of its query. */
export interface SnapshotColumns {
  readonly scdId: string;
  readonly updatedAt: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Only where `hardDeletes` is `new_record`. */
  readonly isDeleted: string;
}

/** By what a snapshot tells that a row has changed, and what it writes of that. */
export interface SnapshotConfig {
  readonly strategy: 'timestamp' | 'check';
  /** Columns that tell the rows of the query apart. */
  readonly uniqueKey: readonly string[];
  /** The column that tells since when a row is as it is; without it that is the time of the run. */
  readonly updatedAt: string | null;
  /** Counts where `strategy` is `check`. */
  readonly checkCols: readonly string[] | 'all';
  readonly hardDeletes: HardDeletes;
  /** What stands for the end of a state that still holds: a date or time; NULL when it is null. */
  readonly validToCurrent: string | null;
  readonly columns: SnapshotColumns;
}

/** Fills in what a snapshot does not say. */
export function completeSnapshot(values: ConfigValues): SnapshotConfig {
  const checkCols = values.check_cols ?? [];
  const deletes = values.invalidate_hard_deletes === true ? 'invalidate' : 'ignore';
  const names = values.snapshot_meta_column_names ?? {};
  return {
    strategy: values.strategy ?? 'timestamp',
    uniqueKey: values.unique_key ?? [],
    updatedAt: values.updated_at ?? null,
    checkCols: checkCols.length === 1 && checkCols[0]!.toLowerCase() === 'all' ? 'all' : checkCols,
    hardDeletes: values.hard_deletes ?? deletes,
    validToCurrent: values.dbt_valid_to_current ?? null,
    columns: {
      scdId: names.dbt_scd_id ?? 'dbt_scd_id',
      updatedAt: names.dbt_updated_at ?? 'dbt_updated_at',
      validFrom: names.dbt_valid_from ?? 'dbt_valid_from',
      validTo: names.dbt_valid_to ?? 'dbt_valid_to',
      isDeleted: names.dbt_is_deleted ?? 'dbt_is_deleted',
    },
  };
}

/** The names of the columns that it adds, in the order in which they stand behind those of the query. */
export function addedColumns({ columns, hardDeletes }: SnapshotConfig): readonly string[] {
  const { scdId, updatedAt, validFrom, validTo, isDeleted } = columns;
  return [scdId, updatedAt, validFrom, validTo, ...(hardDeletes === 'new_record' ? [isDeleted] : [])];
}

/** What a snapshot must say, and does not. */
export function checkSnapshotConfig(
  values: ConfigValues,
  name: string,
  at: (key: string) => SourcePosition,
): readonly Diagnostic[] {
  const snapshot = completeSnapshot(values);
  const { strategy, uniqueKey, updatedAt, checkCols } = snapshot;
  const found: Diagnostic[] = [];
  const report = (key: string, message: string, hint: string) =>
    found.push(errorDiagnostic('bad-model-config', message, { at: at(key), hint }));
  if (values.strategy === undefined) {
    const hint = 'Write strategy: timestamp with updated_at, or strategy: check with check_cols.';
    report('strategy', `The snapshot "${name}" does not say how it tells that a row has changed.`, hint);
  }
  if (uniqueKey.length === 0) {
    const hint = 'Write unique_key: the column, or the list of columns, that identifies a row.';
    report('unique_key', `The snapshot "${name}" does not say which rows are the same.`, hint);
  }
  if (values.strategy === 'timestamp' && updatedAt === null) {
    const hint = 'Write updated_at: the column that tells when a row changed; or take strategy: check.';
    report('updated_at', `The snapshot "${name}" goes by a timestamp, but does not say which.`, hint);
  }
  if (strategy === 'check' && checkCols.length === 0) {
    const hint = "Write check_cols: a list of columns, or 'all'.";
    report('check_cols', `The snapshot "${name}" compares columns, but does not say which.`, hint);
  }
  const names = addedColumns(snapshot).map(column => column.toLowerCase());
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined) {
    const message = `The snapshot "${name}" calls two of its columns "${twice}".`;
    report('snapshot_meta_column_names', message, 'Give each another name.');
  }
  return found;
}
