/** A place in a file of the user's project. Lines and columns count from 1, columns in UTF-16 units. */
export interface SourcePosition {
  /** Path relative to the project folder, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are meant, for the underline in a code frame. */
  readonly length?: number;
}

/** Turns an offset into a text to a position in `file`. */
export function positionAt(file: string, text: string, offset: number, length?: number): SourcePosition {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return length === undefined ? { file, line, column } : { file, line, column, length };
}

/** The offset into a text of a place in it: the inverse of `positionAt`. */
export function offsetAt(text: string, { line, column }: Pick<SourcePosition, 'line' | 'column'>): number {
  const before = text.split('\n', line - 1);
  return before.reduce((offset, { length }) => offset + length + 1, column - 1);
}

/** `models/users.sql:3:14`, the form that terminals and editors make clickable. */
export function renderPosition(at: SourcePosition): string {
  return `${at.file}:${at.line}:${at.column}`;
}
