import type { SourcePosition } from '../../diagnostics/position.ts';
import type { TemplateSource } from './template-source.ts';

/** A text to put into a template, in place of `removed` characters of it. */
export interface Edit {
  readonly offset: number;
  readonly text: string;
  readonly removed: number;
}

/** A template with edits, which still knows where each of its characters was written. */
export class SourceText {
  readonly text: string;
  readonly source: TemplateSource;
  readonly #edits: readonly Edit[];

  /** @param edits in order of offset */
  constructor(source: TemplateSource, edits: readonly Edit[]) {
    let text = '';
    let from = source.start;
    for (const edit of edits) {
      text += source.text.slice(from, edit.offset) + edit.text;
      from = edit.offset + edit.removed;
    }
    this.text = text + source.text.slice(from, source.end);
    this.source = source;
    this.#edits = edits;
  }

  /** The offset in the file of an offset in `text`; inside an edit, where it was made. */
  originalOffset(offset: number): number {
    let added = 0;
    for (const edit of this.#edits) {
      const at = edit.offset - this.source.start + added;
      if (offset < at) break;
      if (offset < at + edit.text.length) return edit.offset;
      added += edit.text.length - edit.removed;
    }
    return offset - added + this.source.start;
  }

  position(start: number, end: number): SourcePosition {
    const from = this.originalOffset(start);
    return this.source.position(from, Math.max(1, this.originalOffset(end) - from));
  }
}
