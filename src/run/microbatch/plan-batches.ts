import {
  type Batch,
  type BatchSize,
  batchAfter,
  batchEnd,
  batchesBetween,
  batchStart,
  type TimeWindow,
} from '../../compile/batch.ts';
import { batchesOf } from '../../compile/is-microbatch.ts';
import type { CompiledModel } from '../../compile/node.ts';
import type { ReleasedTable } from '../../release/documents.ts';

/** Why a run computes these batches and no others. */
export type BatchesReason =
  /** --event-time-start and --event-time-end name them. */
  | 'asked'
  /** The table is computed from scratch. */
  | 'begin'
  /** The last one, and as many before it as `lookback` says. */
  | 'latest'
  /** These, and all that came since the table was computed last. */
  | 'missed';

/** The batches of a model that a run computes, in the order of time. */
export interface PlannedBatches {
  readonly model: CompiledModel;
  readonly size: BatchSize;
  readonly batches: readonly Batch[];
  readonly because: BatchesReason;
  /** Up to when, ISO 8601, the table will hold all batches without a gap; undefined when nobody knows. */
  readonly until: string | undefined;
}

/** The same with what of a project has to do with them. */
export interface FoundBatches extends PlannedBatches {
  /** Unique ids of the published tables that the model reads, itself or through views. */
  readonly reads: readonly string[];
  /** Whether they are computed even where all that the model reads is as it was. */
  readonly isDue: boolean;
}

interface Asked {
  /** The table that they join; undefined when it is computed from scratch. */
  readonly table: Pick<ReleasedTable, 'batchedUntil'> | undefined;
  /** The time of the run, ISO 8601. */
  readonly asOf: string;
  /** What to compute instead of what is new. */
  readonly eventTime: TimeWindow | undefined;
}

/**
 * As in dbt, a run computes the batch of its time and those before it that `lookback` says, or from `begin` on when the table is
 * computed from scratch. Batches that no run has computed come along: a day without a run leaves no hole.
 */
export function planBatches(model: CompiledModel, { table, asOf, eventTime }: Asked): PlannedBatches {
  const { size, begin, lookback } = batchesOf(model);
  const end = batchEnd(new Date(asOf), size);
  const planned = (from: Date, before: Date, because: BatchesReason, until: Date | undefined) => ({
    ...{ model, size, because, until: until?.toISOString() },
    batches: batchesBetween(from, before, size),
  });
  const done = table?.batchedUntil === undefined ? undefined : new Date(table.batchedUntil);
  if (eventTime !== undefined) {
    const from = batchStart(new Date(eventTime.start), size);
    const before = batchEnd(new Date(eventTime.end), size);
    return planned(
      from,
      before,
      'asked',
      untilAfter({ from, before, end, done, isNew: table === undefined }),
    );
  }
  const first = batchStart(new Date(begin), size);
  if (table === undefined) return planned(first, end, 'begin', end);
  const last = batchAfter(end, size, -1);
  const missed = done !== undefined && done < last;
  const from = batchAfter(missed ? done : last, size, -lookback);
  return planned(from < first ? first : from, end, missed ? 'missed' : 'latest', end);
}

/** A range moves the end on only where it leaves no gap before it. */
function untilAfter({ from, before, end, done, isNew }: Range): Date | undefined {
  const last = before < end ? before : end;
  if (isNew) return last;
  return done !== undefined && from <= done && done < last ? last : done;
}

interface Range {
  readonly from: Date;
  readonly before: Date;
  readonly end: Date;
  readonly done: Date | undefined;
  readonly isNew: boolean;
}
