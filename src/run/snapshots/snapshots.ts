import { queriedColumns } from '../../check/lineage/snapshot-lineage.ts';
import type { Column } from '../../columns/column.ts';
import { findColumn } from '../../columns/find-column.ts';
import { sqlTime } from '../../columns/sql-time.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { CompiledSnapshot } from '../../compile/node.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { OnStatement, Session } from '../../engines/session.ts';
import type { Increments, OpenTable } from '../incremental/increments.ts';
import type { Reading } from '../reading.ts';
import type { SampledTables } from '../sampled-tables.ts';
import { refuseBadRows, refuseEarlierClock, refuseLossyTypes } from './check-rows.ts';
import { columnsOfHistory } from './columns-of-history.ts';
import { changesSql, firstStatesSql, type SnapshotParts } from './snapshot-sql.ts';

/** Takes snapshots. */
export interface Snapshots {
  /** Binds the relation of a snapshot to its table with what has changed; gives the number of rows. */
  take(node: CompiledSnapshot, onStatement: OnStatement): Promise<number>;
}

interface Options {
  readonly session: Session;
  readonly increments: Pick<Increments, 'open' | 'add'>;
  /** Of every table, as `check` inferred them. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** When the run began, for all of its snapshots: milliseconds since the epoch. */
  readonly time: number;
  /** Whether what comes out is published. */
  readonly writes: boolean;
  readonly reading: Reading | undefined;
  readonly sampled: SampledTables;
}

/**
 * What a snapshot holds is nowhere else, so that it is never computed anew: a run ends states of rows that have changed,
 * adds those that they are in now, and leaves all others as they are.
 */
export function createSnapshots(options: Options): Snapshots {
  const { session, increments, columns, time, writes, reading, sampled } = options;
  return {
    async take(node, onStatement) {
      const { relation, snapshot, uniqueId } = node;
      const sample = sampled.get(uniqueId);
      if (sample !== undefined && writes) throw ofSample(node, sample);
      const taken = { ...relation, name: `${relation.name}/taken` };
      const known = columns[uniqueId]!;
      const query = queriedColumns(node, known);
      const parts = { snapshot, taken, columns: known, query, time: sqlTime(new Date(time)) };
      await session.createTable(taken, node.sql, onStatement);
      try {
        await refuseBadRows(node, taken, session);
        // What a part lacks has not gone.
        const isWhole = sample === undefined && (reading === undefined || writes);
        const open = isWhole ? await increments.open(node) : undefined;
        if (open === undefined)
          return await session.createTable(relation, firstStatesSql(parts), onStatement);
        return await addChanges(node, open, parts, { session, increments, onStatement });
      } finally {
        // What stopped it is said by what stopped it.
        await session.drop(taken).catch(() => undefined);
      }
    },
  };
}

function ofSample({ name, at }: CompiledSnapshot, sample: string): SparkifyError {
  return new SparkifyError(
    'bad-snapshot',
    `The snapshot ${name} would take a sample for all there is: ${sample}.`,
    { at, hint: 'Build what it reads whole first, or leave it out: --exclude resource_type:snapshot' },
  );
}

interface AddOptions extends Pick<Options, 'session' | 'increments'> {
  readonly onStatement: OnStatement;
}

async function addChanges(
  node: CompiledSnapshot,
  open: OpenTable,
  parts: SnapshotParts,
  { session, increments, onStatement }: AddOptions,
): Promise<number> {
  const { snapshot, relation } = node;
  const before = open.table.columns;
  requireColumns(node, before);
  const columns = columnsOfHistory(before, parts.columns);
  const next = { ...parts, table: relation, before, columns };
  await refuseLossyTypes(node, next, session);
  await refuseEarlierClock(node, next, session);
  const uniqueKey = [snapshot.columns.scdId, ...snapshot.uniqueKey];
  const query = { sql: changesSql(next), columns: next.columns, strategy: 'merge', uniqueKey } as const;
  return increments.add(open, { ...query, onSchemaChange: 'append_new_columns' }, onStatement);
}

/** `dbt_is_deleted` may come later; without the others no table is a snapshot. */
function requireColumns({ name, relation, snapshot, at }: CompiledSnapshot, before: readonly Column[]): void {
  const { scdId, updatedAt, validFrom, validTo } = snapshot.columns;
  const needed = [scdId, updatedAt, validFrom, validTo, ...snapshot.uniqueKey];
  const missing = needed.filter(column => findColumn(before, column) === undefined);
  if (missing.length === 0) return;
  throw new SparkifyError(
    'schema-changed',
    `The published table ${lakeName(relation)} has no ${missing.join(', ')}, so the snapshot ${name} cannot go on with it.`,
    {
      at,
      hint: 'Write unique_key and snapshot_meta_column_names as they were, or give the snapshot another name.',
    },
  );
}
