import { displayWidth } from './display-width.ts';

export type Align = 'left' | 'right';

/** Rows of cells as lines in which the columns line up, two spaces apart, without anything at the ends of lines. */
export function renderColumns(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
): readonly string[] {
  const widths = aligns.map((_, index) => Math.max(0, ...rows.map(row => displayWidth(row[index] ?? ''))));
  return rows.map(row => {
    const cells = row.map((cell, index) => {
      const padding = ' '.repeat(widths[index]! - displayWidth(cell));
      return aligns[index] === 'right' ? padding + cell : cell + padding;
    });
    return cells.join('  ').trimEnd();
  });
}
