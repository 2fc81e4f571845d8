import type { SourcePosition } from '../../diagnostics/position.ts';
import type { TemplateSource } from './template-source.ts';

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** A template with insertions, which still knows where each of its characters was written. */
export class SourceText {
  readonly text: string;
  readonly source: TemplateSource;
  readonly #insertions: readonly Insertion[];

  /** @param insertions in order of offset */
  constructor(source: TemplateSource, insertions: readonly Insertion[]) {
    let text = '';
    let from = source.start;
    for (const insertion of insertions) {
      text += source.text.slice(from, insertion.offset) + insertion.text;
      from = insertion.offset;
    }
    this.text = text + source.text.slice(from, source.end);
    this.source = source;
    this.#insertions = insertions;
  }

  /** The offset in the file of an offset in `text`; inside an insertion, where it was inserted. */
  originalOffset(offset: number): number {
    let inserted = 0;
    for (const insertion of this.#insertions) {
      const at = insertion.offset - this.source.start + inserted;
      if (offset < at) break;
      if (offset < at + insertion.text.length) return insertion.offset;
      inserted += insertion.text.length;
    }
    return offset - inserted + this.source.start;
  }

  position(start: number, end: number): SourcePosition {
    const from = this.originalOffset(start);
    return this.source.position(from, Math.max(1, this.originalOffset(end) - from));
  }
}
