import type { SourcePosition } from '../../diagnostics/position.ts';
import type { SourceText } from './source-text.ts';

export interface FoundText {
  readonly at: SourcePosition;
  /** What was written there. */
  readonly text: string;
}

/** The text that the Jinja engine gets: one or more pieces of the project's files after a prefix of our own. */
export class JoinedText {
  readonly text: string;
  readonly #pieces: readonly { readonly start: number; readonly piece: SourceText }[];

  constructor(prefix: string, pieces: readonly SourceText[]) {
    let text = prefix;
    this.#pieces = pieces.map(piece => {
      const start = text.length;
      text += piece.text;
      return { start, piece };
    });
    this.text = text;
  }

  /**
   * Finds what the engine calls line and column.
   *
   * @param line from 1
   * @param column from 0, in code points; undefined means the whole line
   */
  find(line: number, column: number | undefined, length: number): FoundText {
    const lineStart = this.#lineStart(line);
    const lineText = this.text.slice(lineStart).split('\n', 1)[0]!;
    const points = [...lineText];
    const before = column === undefined ? lineText.search(/\S|$/) : points.slice(0, column).join('').length;
    const width = column === undefined ? 0 : points.slice(column, column + length).join('').length;
    const start = lineStart + before;
    const found = this.#pieces.findLast(piece => piece.start <= start) ?? this.#pieces[0]!;
    const local = Math.max(0, start - found.start);
    const at = found.piece.position(local, local + width);
    const offset = found.piece.originalOffset(local);
    return { at, text: found.piece.source.text.slice(offset, offset + (at.length ?? 0)) };
  }

  #lineStart(line: number): number {
    let start = 0;
    for (let number = 1; number < line; number++) start = this.text.indexOf('\n', start) + 1;
    return start;
  }
}
