import { histogram } from '../../run/profile/histogram.ts';
import type { ColumnProfile, TableProfile } from '../../run/profile/table-profile.ts';
import type { Colors } from '../colors.ts';
import { displayWidth, truncate } from './display-width.ts';
import { printableLine } from './printable.ts';
import { renderCount, renderQuantity } from './quantity.ts';

const BARS = ' ▁▂▃▄▅▆▇█';
const HISTOGRAM_BARS = 24;
const BAR_WIDTH = 24;
const MOST_VALUES = 5;

/**
 * A profile for a terminal: a block a column, with a histogram of numbers and times, and bars of the most frequent values.
 *
 * @param name what the table is called
 */
export function renderProfile(name: string, profile: TableProfile, colors: Colors, width = 100): string {
  const { rows, columns, counted_rows: counted } = profile;
  const head = `${colors.strong(printableLine(name))}  ${renderQuantity(rows, 'row')}, ${renderQuantity(columns.length, 'column')}`;
  const note =
    counted === null
      ? []
      : [
          colors.faint(
            `The most frequent values are those of ${renderCount(counted)} rows, chosen at random.`,
          ),
        ];
  const blocks = columns.map(column => renderColumn(column, profile, colors, width).join('\n'));
  return `${[head, ...note, '', blocks.join('\n\n')].join('\n')}\n`;
}

function renderColumn(
  column: ColumnProfile,
  { rows, counted_rows: counted }: TableProfile,
  colors: Colors,
  width: number,
): readonly string[] {
  const { name, type, nulls, distinct, quantiles, top } = column;
  const share = rows === 0 ? 0 : nulls / rows;
  const facts = [
    nulls === 0 ? 'no nulls' : `${percent(share)} null`,
    `${counted === null ? '' : 'about '}${renderCount(distinct)} distinct`,
    ...rangeOf(column),
  ];
  const title = `${colors.strong(printableLine(name))}  ${colors.faint(type)}`;
  const of = Math.max(1, Math.min(rows, counted ?? rows) - (counted === null ? nulls : 0));
  return [
    title,
    `  ${truncate(facts.join(', '), Math.max(20, width - 2))}`,
    ...(quantiles !== null && top.length === 0 && distinct > 1 ? [`  ${sparkline(quantiles)}`] : []),
    ...topLines(top.slice(0, MOST_VALUES), of, width),
  ];
}

function rangeOf({ min, max }: ColumnProfile): readonly string[] {
  if (min === null || max === null) return [];
  const [from, to] = [min, max].map(value => truncate(printableLine(value), 30));
  return [min === max ? `always ${from}` : `from ${from} to ${to}`];
}

function sparkline(quantiles: readonly number[]): string {
  const bars = histogram(quantiles, HISTOGRAM_BARS);
  const most = Math.max(...bars.map(({ share }) => share));
  return bars
    .map(({ share }) => BARS[share === 0 ? 0 : Math.max(1, Math.round((share / most) * 8))])
    .join('');
}

function topLines(top: ColumnProfile['top'], of: number, width: number): readonly string[] {
  const most = top[0]?.count ?? 1;
  const names = top.map(({ value }) => truncate(printableLine(value), Math.max(8, Math.min(32, width - 50))));
  const widest = Math.max(0, ...names.map(displayWidth));
  return top.map(({ count }, index) => {
    const name = names[index]!;
    const bar = '█'.repeat(Math.max(1, Math.round((count / most) * BAR_WIDTH)));
    return `  ${name}${' '.repeat(widest - displayWidth(name))}  ${bar.padEnd(BAR_WIDTH)}  ${renderCount(count)} (${percent(count / of)})`;
  });
}

/** `3%`, `0.4%` */
function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toPrecision(1) : Math.round(value)}%`;
}
