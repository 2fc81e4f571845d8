import type { SourcePosition } from '../../diagnostics/position.ts';
import type { TextFile } from '../../project/project.ts';
import { findNames, type TemplateNames } from './find-names.ts';
import { scanTemplate, type TemplatePart } from './scan-template.ts';

/** A template as written, cut into its parts: a whole file, or one macro of it. */
export class TemplateSource {
  readonly file: string;
  /** The whole file. */
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  /** Where the template begins and ends in the file. */
  readonly start: number;
  readonly end: number;
  readonly names: TemplateNames;
  /** The tag that makes it a macro or a data test, when it is one. */
  readonly opening: TemplatePart | undefined;
  readonly #lineStarts: readonly number[];

  constructor(file: TextFile, macro?: readonly TemplatePart[]) {
    const parts = macro ?? scanTemplate(file.text);
    this.file = file.path;
    this.text = file.text;
    this.parts = parts;
    this.opening = macro?.[0];
    this.start = macro?.[0]?.start ?? 0;
    this.end = macro?.at(-1)?.end ?? file.text.length;
    this.names = findNames(parts);
    this.#lineStarts = [0, ...Array.from(file.text.matchAll(/\n/g), match => match.index + 1)];
  }

  /** Like `positionAt`, without counting the lines again for every offset. */
  position(offset: number, length?: number): SourcePosition {
    const line = this.#lineStarts.findLastIndex(start => start <= offset);
    const column = offset - this.#lineStarts[line]! + 1;
    const at = { file: this.file, line: line + 1, column };
    return length === undefined ? at : { ...at, length };
  }
}
