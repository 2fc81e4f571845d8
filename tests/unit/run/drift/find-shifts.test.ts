import test from 'ava';
import { findShifts } from '../../../../src/run/drift/find-shifts.ts';
import type { RecordFigures } from '../../../../src/run/drift/source-drift.ts';

/** Records with one column that has so many values, of which so many are different. */
function figures(records: number, present: number, distinct: number): RecordFigures {
  return { files: 1, records, columns: [{ name: 'c', present, distinct }] };
}

const shifts = test.macro({
  title: title => title!,
  exec(t, before: RecordFigures, now: RecordFigures, expected: readonly string[]) {
    t.deepEqual(
      findShifts(before, now).map(({ kind }) => kind),
      expected,
    );
  },
});

test('the same is no shift', shifts, figures(1000, 900, 5), figures(1000, 900, 5), []);
test('few records tell nothing', shifts, figures(1000, 1000, 5), figures(10, 0, 0), []);
test('more NULL by five points is a shift', shifts, figures(1000, 900, 5), figures(1000, 840, 5), ['nulls']);
test('less NULL is one, too', shifts, figures(1000, 500, 5), figures(1000, 900, 5), ['nulls']);
test('a little more NULL is none', shifts, figures(1000, 900, 5), figures(1000, 870, 5), []);
test('the first NULL of all is one', shifts, figures(1000, 1000, 5), figures(1000, 999, 5), ['nulls']);
test('twice as many values and more', shifts, figures(1000, 1000, 5), figures(1000, 1000, 11), [
  'more-values',
]);
test('more records may have more', shifts, figures(1000, 1000, 50), figures(5000, 5000, 300), []);
test('fewer records need not show all', shifts, figures(10_000, 10_000, 500), figures(1000, 1000, 200), []);
test('enough of them do', shifts, figures(10_000, 10_000, 10), figures(1000, 1000, 4), ['fewer-values']);
test('ids that repeat', shifts, figures(1000, 1000, 980), figures(1000, 1000, 300), ['repeated-values']);
test('ids that are estimated', shifts, figures(1000, 1000, 970), figures(100, 100, 96), []);
