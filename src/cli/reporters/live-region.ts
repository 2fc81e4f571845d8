import type { OutputStream } from '../cli.ts';
import { visibleWidth } from '../output/display-width.ts';

const defaultColumns = 80;
const csi = '\u001b[';
/** Terminals that know synchronized output show a frame at once; the others ignore these two. */
const beginFrame = `${csi}?2026h`;
const endFrame = `${csi}?2026l`;

/**
 * The last rows of a terminal, drawn over in place, with lines that stay moving up above them. A frame is one write.
 * The cursor is never hidden, so that nothing has to be restored if the process is killed. (log-update does the same
 * with sixteen packages and 60 ms at every start.)
 */
export class LiveRegion {
  readonly #out: OutputStream;
  #drawn: readonly string[] = [];

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
    if (lasting.length === 0 && live.length === 0 && this.#drawn.length === 0) return;
    const height = this.#rowsDrawn();
    const up = height === 0 ? '\r' : `\r${csi}${height}A`;
    // A lasting line may wrap over rows that the region held: those go first. Live lines clear their own row, which does not flicker.
    const stay = lasting.length === 0 ? '' : `${csi}J${lasting.map(line => `${line}\n`).join('')}`;
    const rows = live.map(line => `${csi}2K${line}\n`).join('');
    this.#out.write(`${beginFrame}${up}${stay}${rows}${csi}J${endFrame}`);
    this.#drawn = live;
  }

  /** Rows between the region's first line and the cursor now: a terminal made narrower has wrapped what was drawn. */
  #rowsDrawn(): number {
    const columns = this.columns;
    return this.#drawn.reduce((rows, line) => rows + Math.max(1, Math.ceil(visibleWidth(line) / columns)), 0);
  }
}
