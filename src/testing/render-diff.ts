import type { RowDiff } from './row-diff.ts';

/** A longer diff is cut: nobody reads a thousand rows. */
const longest = 50;

/**
 * A diff as dbt prints it, with its columns in line.
 *
 * @param agreeing how many rows are as expected
 */
export function renderDiff(columns: readonly string[], diff: readonly RowDiff[], agreeing: number): string {
  const rows = diff
    .slice(0, longest)
    .map(({ marker, cells }) => [
      marker,
      ...cells.map(({ expected, actual }) =>
        expected === actual ? cellText(expected) : `${cellText(expected)}→${cellText(actual)}`,
      ),
    ]);
  const table = [['@@', ...columns], ...rows];
  const widths = table[0]!.map((_, index) => Math.max(...table.map(row => [...row[index]!].length)));
  const lines = table.map(row =>
    row
      .map((cell, index) => cell + ' '.repeat(widths[index]! - [...cell].length))
      .join(',')
      .trimEnd(),
  );
  const more = diff.length - rows.length;
  return [
    'actual differs from expected:',
    '',
    ...lines,
    ...(more > 0 ? [`... ${more} more that differ`] : []),
    ...(agreeing > 0 ? [`... ${agreeing} ${agreeing === 1 ? 'row agrees' : 'rows agree'}`] : []),
  ].join('\n');
}

/** Line breaks and the like are escaped, so that a row stays a line. */
function cellText(value: string | null): string {
  return value === null ? 'NULL' : JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
}
