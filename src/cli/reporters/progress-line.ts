import type { Colors } from '../colors.ts';
import { displayWidth, truncate, truncateMiddle } from '../output/display-width.ts';
import { renderClock } from '../output/quantity.ts';
import type { NodePhrase } from './node-phrase.ts';

export interface ProgressLine {
  readonly time: Date;
  readonly index: number;
  readonly total: number;
  readonly phrase: NodePhrase;
  /** What is counted, where it is not the nodes of the run. */
  readonly what?: string;
}

/** Where dbt's lines put their bracket: after the time, its two spaces, and 80 characters of text and dots. */
const bracketAt = 90;
/** Below this the whole text and a bracket with rows, files and bytes do not stand on one line. */
const roomForAll = 110;

/**
 * `18:05:09  1 of 8 OK created external model songs ........ [71 rows, 71 files, 12.3 kB in 0.12s]`
 *
 * Narrow terminals get the short text, fewer dots, and at last the bracket on a line of its own.
 *
 * @param columns width of the terminal; undefined when nobody looks at one
 */
export function renderProgressLine(line: ProgressLine, colors: Colors, columns?: number): string {
  const { before, room, bracket } = parts(line, columns);
  const width = displayWidth(before);
  const colored = colorBracket(bracket, line, colors);
  if (width + 1 + displayWidth(bracket) <= room) {
    const dots = Math.min(bracketAt, room - displayWidth(bracket)) - width - 2;
    return dots < 1 ? `${before} ${colored}` : `${before} ${'.'.repeat(dots)} ${colored}`;
  }
  return `${before}\n${' '.repeat(Math.max(2, Math.min(10, room - displayWidth(bracket))))}${colored}`;
}

/** The same cut to a single row, which can be drawn over. */
export function renderLiveLine(line: ProgressLine, colors: Colors, columns: number): string {
  const { before, bracket } = parts(line, columns);
  // The last column stays free: a terminal may wrap as soon as it is written.
  const room = columns - 1;
  const text = truncateMiddle(before, Math.max(0, room - displayWidth(bracket) - 1));
  if (text === '') return truncate(before, room);
  const dots = Math.min(bracketAt, room - displayWidth(bracket)) - displayWidth(text) - 2;
  return `${text} ${dots < 1 ? '' : `${'.'.repeat(dots)} `}${colorBracket(bracket, line, colors)}`;
}

function parts({ time, index, total, phrase, what }: ProgressLine, columns: number | undefined) {
  const room = columns ?? Number.POSITIVE_INFINITY;
  const { text, status, brief, briefStatus } = phrase;
  const counted = what === undefined ? '' : `${what} `;
  const before = (words: string) => `${renderClock(time)}  ${counted}${index} of ${total} ${words}`;
  return room < roomForAll
    ? { room, before: before(brief), bracket: `[${briefStatus}]` }
    : { room, before: before(text), bracket: `[${status}]` };
}

function colorBracket(bracket: string, { phrase }: ProgressLine, colors: Colors): string {
  return `[${colors[phrase.tone](bracket.slice(1, -1))}]`;
}
