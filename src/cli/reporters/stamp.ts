import { visibleWidth } from '../output/display-width.ts';
import { renderClock } from '../output/quantity.ts';

/** As wide as the time and its two spaces. */
const indent = ' '.repeat(10);

/**
 * Puts the time before each line, as dbt does; an empty line stays empty.
 *
 * @param columns width of the terminal, at which lines are broken between words; undefined when nobody looks at one
 */
export function stamp(lines: readonly string[], time: Date, columns?: number): string[] {
  const clock = `${renderClock(time)}  `;
  return lines.flatMap(line => {
    if (line === '') return '';
    const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - indent.length;
    return brokenAt(line, room).map((part, index) => `${index === 0 ? clock : indent}${part}`);
  });
}

/** A word without room is left to the terminal. */
function brokenAt(line: string, width: number): readonly string[] {
  const parts: string[] = [];
  let part: string | undefined;
  for (const word of line.split(' ')) {
    const longer = part === undefined ? word : `${part} ${word}`;
    if (part === undefined || visibleWidth(longer) <= width) part = longer;
    else {
      parts.push(part);
      part = word;
    }
  }
  return [...parts, part ?? ''];
}
