import type { OutputStream } from '../cli.ts';
import { visibleWidth } from '../output/display-width.ts';

const defaultColumns = 80;
const csi = '\u001b[';
/** Terminals that know synchronized output show a frame at once; the others ignore these two. */
const beginFrame = `${csi}?2026h`;
const endFrame = `${csi}?2026l`;
const eraseBelow = `${csi}J`;
const eraseRow = `${csi}2K`;
const eraseRest = `${csi}K`;

/**
 * The last rows of a terminal, drawn over in place, with lines that stay moving up above them. A frame is one write, which
 * holds only what is not on the screen yet: a second that went on is ten bytes and not a line. The cursor is never hidden,
 * so that nothing has to be restored if the process is killed. (log-update does the same with sixteen packages and 60 ms
 * at every start.)
 */
export class LiveRegion {
  readonly #out: OutputStream;
  #drawn: readonly string[] = [];
  #drawnAt = 0;

  constructor(out: OutputStream) {
    this.#out = out;
  }

  get columns(): number {
    return this.#out.columns || defaultColumns;
  }

  get rows(): number {
    return this.#out.rows || 24;
  }

  /**
   * @param lasting lines to leave above the region, of any length
   * @param live lines of the region, each shorter than a row
   */
  draw(lasting: readonly string[], live: readonly string[]): void {
    const { columns } = this;
    const resized = columns !== this.#drawnAt;
    if (lasting.length === 0 && !resized && sameLines(live, this.#drawn)) return;
    const height = this.#rowsDrawn();
    if (lasting.length === 0 && live.length === 0 && height === 0) return;
    const lines = [...lasting.flatMap(line => line.split('\n')), ...live];
    // Where a line may wrap over rows that others held, or a terminal has wrapped them, there is no telling what stands where.
    const isKnown = !resized && lines.every(line => visibleWidth(line) < columns);
    const rows = lines.map((line, row) => `${isKnown ? renderOver(this.#drawn[row], line) : line}\n`);
    const up = height === 0 ? '\r' : `\r${csi}${height}A`;
    this.#out.write(`${beginFrame}${up}${isKnown ? '' : eraseBelow}${rows.join('')}${eraseBelow}${endFrame}`);
    this.#drawn = live;
    this.#drawnAt = columns;
  }

  /** Rows between the region's first line and the cursor now: a terminal made narrower has wrapped what was drawn. */
  #rowsDrawn(): number {
    const columns = this.columns;
    return this.#drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(visibleWidth(line) / columns)), 0);
  }
}

function sameLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/** What makes a row that shows `before` show `line`; the cursor stands at its begin. */
function renderOver(before: string | undefined, line: string): string {
  if (before === undefined) return line;
  if (before === line) return '';
  const kept = sharedCells(before, line);
  return kept === 0 ? `${eraseRow}${line}` : `${csi}${kept + 1}G${line.slice(kept)}${eraseRest}`;
}

/** How many cells at the begin of two lines are the same, up to the first one with a color or another width. */
function sharedCells(one: string, other: string): number {
  let cells = 0;
  while (cells < one.length && one[cells] === other[cells] && /[ -~]/.test(one[cells]!)) cells++;
  return cells;
}
