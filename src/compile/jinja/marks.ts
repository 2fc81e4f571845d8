import type { SourcePosition } from '../../diagnostics/position.ts';

/** What a mark stands for: a place in a file and the text that was written there; no text for an expression. */
export interface Place {
  readonly at: SourcePosition;
  readonly text: string;
  /** Whether `.render()` follows the call that stands there. */
  readonly isRendered?: boolean;
}

// The private-use planes 15 and 16: one code point a mark, which no filter changes and no SQL needs.
const first = 0xf0000;
const last = 0x10fffd;
const anyMark = /[\u{F0000}-\u{10FFFD}]/gu;

/** Numbers the places of a template. Marks of macros come first and are shared by every template. */
export class Marks {
  readonly #base: Marks | undefined;
  readonly #offset: number;
  readonly #places: Place[] = [];

  constructor(base?: Marks) {
    this.#base = base;
    this.#offset = base === undefined ? 0 : base.#offset + base.#places.length;
  }

  /** The character that stands for a place, or nothing when all 131,070 are taken: such text has no map. */
  add(place: Place): string {
    const point = first + this.#offset + this.#places.length;
    if (point > last) return '';
    this.#places.push(place);
    return String.fromCodePoint(point);
  }

  get(mark: string): Place | undefined {
    const index = mark.codePointAt(0)! - first;
    return index < this.#offset ? this.#base?.get(mark) : this.#places[index - this.#offset];
  }
}

export function stripMarks(text: string): string {
  return text.replaceAll(anyMark, '');
}

/** Every mark in a text with its offset. */
export function findMarks(text: string): IterableIterator<RegExpExecArray> {
  return text.matchAll(anyMark);
}
