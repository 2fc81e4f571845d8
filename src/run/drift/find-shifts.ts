import type { ColumnFigures, ColumnShift, RecordFigures } from './source-drift.ts';

/** By how much the share of NULL may differ. */
const NULL_SHARE = 0.05;
/** How many times as many different values there may be. */
const FACTOR = 2;
/** From how many records for each value on all values should be among them. */
const RECORDS_PER_VALUE = 20;
/** What share of values that are different makes them unique, as far as counts that are estimates tell; and what does not. */
const [UNIQUE, REPEATED] = [0.95, 0.8];
/** Fewer records tell nothing. */
const FEWEST = 20;

/**
 * Compares new records with those of the last release, column by column. A larger table may have more different values, and a
 * smaller one fewer, before that counts.
 */
export function findShifts(before: RecordFigures, now: RecordFigures): readonly ColumnShift[] {
  if (before.records < FEWEST || now.records < FEWEST) return [];
  const growth = Math.max(1, now.records / before.records);
  return now.columns.flatMap((column, index) => {
    const then = before.columns[index]!;
    return [
      ...nullShift(then, column, [before.records, now.records]),
      ...(valueShift(then, column, growth) ?? []),
    ];
  });
}

function nullShift(
  before: ColumnFigures,
  now: ColumnFigures,
  [recordsBefore, recordsNow]: readonly [number, number],
): readonly ColumnShift[] {
  const [then, share] = [1 - before.present / recordsBefore, 1 - now.present / recordsNow];
  // A key that was always there and now is not is news, however few records lack it.
  const isOther = Math.abs(then - share) >= NULL_SHARE || (then === 0 && share > 0);
  return isOther ? [{ column: now.name, kind: 'nulls', before: then, now: share }] : [];
}

function valueShift(
  before: ColumnFigures,
  now: ColumnFigures,
  growth: number,
): readonly ColumnShift[] | undefined {
  if (before.present < FEWEST || now.present < FEWEST) return undefined;
  const shift = (kind: ColumnShift['kind']) => [
    { column: now.name, kind, before: before.distinct, now: now.distinct },
  ];
  if (before.distinct >= UNIQUE * before.present)
    return now.distinct < REPEATED * now.present ? shift('repeated-values') : undefined;
  if (now.distinct > FACTOR * growth * before.distinct) return shift('more-values');
  const showsAll = now.present >= RECORDS_PER_VALUE * before.distinct;
  return showsAll && FACTOR * now.distinct < before.distinct ? shift('fewer-values') : undefined;
}
