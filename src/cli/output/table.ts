import { cellText } from './cell-text.ts';
import { displayWidth, truncate } from './display-width.ts';
import { printableLine } from './printable.ts';
import { isNumeric, type ResultTable } from './result-table.ts';

/**
 * Rows as a table with lines around it, numbers to the right. A table wider than `width` is written as one block
 * a row, a column a line, for a wrapped table cannot be read. (cli-table3 takes time by the square of the rows.)
 *
 * @param width how many cells a line may take; undefined when nobody looks at a terminal
 */
export function renderTable(table: ResultTable, width: number | undefined): string {
  const cells = table.rows.map(row => row.map(value => printableLine(cellText(value))));
  const names = table.columns.map(column => printableLine(column.name));
  const widths = columnWidths(names, cells);
  // A space on either side of a cell, a line before each and one at the end.
  const total = widths.reduce((sum, column) => sum + column + 3, 1);
  if (width !== undefined && total > width) return renderBlocks(names, cells, width);
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map(column => '─'.repeat(column + 2)).join(middle) + right;
  const numeric = table.columns.map(isNumeric);
  return [
    rule('┌', '┬', '┐'),
    renderRow(names, widths, []),
    rule('├', '┼', '┤'),
    ...cells.map(row => renderRow(row, widths, numeric)),
    rule('└', '┴', '┘'),
  ].join('\n');
}

function columnWidths(names: readonly string[], cells: readonly (readonly string[])[]): readonly number[] {
  return names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[index]!)), displayWidth(name)),
  );
}

function renderRow(row: readonly string[], widths: readonly number[], numeric: readonly boolean[]): string {
  const padded = row.map((cell, index) => {
    const padding = ' '.repeat(widths[index]! - displayWidth(cell));
    return numeric[index] ? padding + cell : cell + padding;
  });
  return `│ ${padded.join(' │ ')} │`;
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
