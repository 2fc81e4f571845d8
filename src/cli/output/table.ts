import CliTable from 'cli-table3';
import { cellText } from './cell-text.ts';
import { displayWidth, truncate } from './display-width.ts';
import { printableLine } from './printable.ts';
import { isNumeric, type ResultTable } from './result-table.ts';

/**
 * Rows as a table with lines around it, numbers to the right. A table wider than `width` is written as one block
 * a row, a column a line, for a wrapped table cannot be read.
 *
 * @param width how many cells a line may take; undefined when nobody looks at a terminal
 */
export function renderTable(table: ResultTable, width: number | undefined): string {
  const cells = table.rows.map(row => row.map(value => printableLine(cellText(value))));
  const names = table.columns.map(column => printableLine(column.name));
  if (width !== undefined && tableWidth(names, cells) > width) return renderBlocks(names, cells, width);
  const out = new CliTable({
    head: names,
    colAligns: table.columns.map(column => (isNumeric(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  out.push(...cells);
  return out.toString();
}

function tableWidth(names: readonly string[], cells: readonly (readonly string[])[]): number {
  const widths = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(name)),
  );
  // A space on either side of a cell, a line before each and one at the end.
  return widths.reduce((sum, cell) => sum + cell + 3, 1);
}

function renderBlocks(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  width: number,
): string {
  const label = Math.min(Math.max(...names.map(displayWidth)), Math.floor(width / 2));
  const blocks = cells.map((row, index) => {
    const lines = row.map((cell, column) => {
      const name = truncate(names[column]!, label);
      const padding = ' '.repeat(label - displayWidth(name));
      return `${name}${padding}  ${truncate(cell, Math.max(1, width - label - 2))}`;
    });
    return [`── row ${index + 1} `.padEnd(Math.min(width, label + 20), '─'), ...lines].join('\n');
  });
  return blocks.join('\n');
}
