export const batchSizes = ['hour', 'day', 'month', 'year'] as const;

export type BatchSize = (typeof batchSizes)[number];

/** A stretch of time in UTC, as ISO 8601: from `start` on and before `end`. */
export interface TimeWindow {
  readonly start: string;
  readonly end: string;
}

/** A window of the size of a batch, by the name that dbt gives it: `20260131`, of hours `20260131T07`. */
export interface Batch extends TimeWindow {
  readonly id: string;
}

/** How a microbatch model is cut. */
export interface BatchConfig {
  readonly size: BatchSize;
  /** ISO 8601, UTC: what happened before is no part of the table. */
  readonly begin: string;
  /** How many batches before the last one are computed again, for what came late. */
  readonly lookback: number;
  /** Whether batches may run side by side; null leaves it to the query: one that reads its own table goes one by one. */
  readonly concurrent: boolean | null;
}

/** The beginning of the batch in which a time lies. */
export function batchStart(time: Date, size: BatchSize): Date {
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  switch (size) {
    case 'hour':
      return new Date(Date.UTC(year, month, day, time.getUTCHours()));
    case 'day':
      return new Date(Date.UTC(year, month, day));
    case 'month':
      return new Date(Date.UTC(year, month));
    case 'year':
      return new Date(Date.UTC(year, 0));
  }
}

/** The same of the batch that comes so many after that one; before it when `count` is negative. */
export function batchAfter(time: Date, size: BatchSize, count: number): Date {
  const start = batchStart(time, size);
  if (size === 'hour') start.setUTCHours(start.getUTCHours() + count);
  else if (size === 'day') start.setUTCDate(start.getUTCDate() + count);
  else if (size === 'month') start.setUTCMonth(start.getUTCMonth() + count);
  else start.setUTCFullYear(start.getUTCFullYear() + count);
  return start;
}

/** The first beginning of a batch that is not before a time. */
export function batchEnd(time: Date, size: BatchSize): Date {
  const start = batchStart(time, size);
  return start.getTime() === time.getTime() ? start : batchAfter(start, size, 1);
}

/** The batches that hold what happened from one time on and before another, whole. */
export function batchesBetween(from: Date, before: Date, size: BatchSize): readonly Batch[] {
  const found: Batch[] = [];
  for (let start = batchStart(from, size); start < before; ) {
    const end = batchAfter(start, size, 1);
    found.push({ id: batchId(start, size), start: start.toISOString(), end: end.toISOString() });
    start = end;
  }
  return found;
}

function batchId(start: Date, size: BatchSize): string {
  const [day = '', time = ''] = start.toISOString().replaceAll('-', '').split('T');
  return size === 'hour' ? `${day}T${time.slice(0, 2)}` : day;
}

/** Windows that follow each other as one. They stand in the order of time. */
export function joinWindows(windows: readonly TimeWindow[]): readonly TimeWindow[] {
  const joined: TimeWindow[] = [];
  for (const { start, end } of windows) {
    const last = joined.at(-1);
    if (last?.end === start) joined[joined.length - 1] = { start: last.start, end };
    else joined.push({ start, end });
  }
  return joined;
}
