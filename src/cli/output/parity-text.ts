import type { Column } from '../../columns/column.ts';
import type { TableComparison } from '../../run/parity/compare-tables.ts';
import type { Colors } from '../colors.ts';
import type { Parity } from '../operations/parity.ts';
import { renderQuantity } from './quantity.ts';
import { renderTable } from './table.ts';

/** A line for each table, and under one that differs the first rows that do. `width` is that of the terminal, if there is one. */
export function renderParity(
  { targets, comparisons, proof }: Parity,
  colors: Colors,
  width: number | undefined,
): string {
  const longest = Math.max(...comparisons.map(({ name }) => name.length), 0);
  const lines = comparisons.map(found => {
    const label = found.name.padEnd(longest);
    if (found.same)
      return `  ${label}  ${renderQuantity(found.rows[0], 'row')}, ${colors.good('the same')}\n`;
    return `  ${label}  ${colors.bad(found.columns === undefined ? 'other rows' : 'other columns')}\n${details(found, targets, width)}`;
  });
  return `${lines.join('')}\n${verdict(comparisons, targets, colors)}\nThe proof is in ${proof}.\n`;
}

function verdict(
  comparisons: readonly TableComparison[],
  [ours, theirs]: Parity['targets'],
  colors: Colors,
): string {
  const apart = comparisons.filter(({ same }) => !same).length;
  if (apart === 0)
    return colors.good(`${renderQuantity(comparisons.length, 'table')}: ${ours} and ${theirs} agree.`);
  return colors.bad(`${renderQuantity(apart, 'table')} of ${comparisons.length} differ.`);
}

function details(
  found: TableComparison,
  [ours, theirs]: Parity['targets'],
  width: number | undefined,
): string {
  if (found.columns !== undefined) {
    const list = (columns: readonly Column[]) =>
      columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    return `    ${ours}: ${list(found.columns[0])}\n    ${theirs}: ${list(found.columns[1])}\n`;
  }
  const { rows, missing, sample } = found;
  const counts = [ours, theirs].map(
    (name, side) => `${name} has ${renderQuantity(rows[side]!, 'row')}, ${missing[side]} of which only there`,
  );
  const table = renderTable(sample!, width === undefined ? undefined : width - 4).replaceAll(/^/gm, '    ');
  return `    ${counts.join('; ')}. The first:\n${table}\n`;
}
