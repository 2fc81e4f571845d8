import { isSpace, JsonFault, JsonScanner } from './json-scanner.ts';

interface Context {
  /** White space before the first text of the line that the piece begins on. */
  readonly indent: number;
  readonly inArray: boolean;
  /** Whether the bytes reach the end of the file. */
  readonly ended: boolean;
}

export interface Resumption {
  /** The end of the piece; when that is not decided yet, of the lines that are certainly part of it. */
  readonly end: number;
  readonly decided: boolean;
}

/**
 * Where reading goes on after a piece of a file that is no record: the end of its lines. A line belongs to the piece
 * when it is blank, when it is indented deeper than the piece began, when it begins like the inside of a
 * pretty-printed object, or when its object turns out to be nested (a comma or a closing mark follows it).
 *
 * @param lineStart when `from` begins a line of which it is not known whether it is part of the piece
 */
export function findResumption(bytes: Buffer, from: number, context: Context, lineStart = false): Resumption {
  let start = lineStart ? from : nextLine(bytes, from);
  while (start < bytes.length) {
    let text = start;
    while (text < bytes.length && isSpace(bytes[text]) && bytes[text] !== 0x0a) text++;
    const follows = text < bytes.length ? lineFollows(bytes, text, text - start, context) : undefined;
    if (follows === undefined) return { end: context.ended ? bytes.length : start, decided: context.ended };
    if (!follows) return { end: start, decided: true };
    start = nextLine(bytes, text);
  }
  return { end: bytes.length, decided: context.ended };
}

/** The beginning of the line after the one at `at`, or the end of the bytes. */
function nextLine(bytes: Buffer, at: number): number {
  const newline = bytes.indexOf(0x0a, at);
  return newline === -1 ? bytes.length : newline + 1;
}

/** Whether the line whose text begins at `text` belongs to the piece; undefined when the bytes do not decide it. */
function lineFollows(bytes: Buffer, text: number, indent: number, context: Context): boolean | undefined {
  const mark = String.fromCharCode(bytes[text]!);
  if (mark === '\n') return true;
  if (context.inArray && (indent < context.indent || mark === ']'))
    return !closesArray(bytes, text, indent, context);
  if (indent > context.indent) return true;
  if (mark === '{') return isNested(bytes, text, context);
  return '"}],'.includes(mark);
}

/** In an array, a line further to the left ends the piece, and so does a bracket that nothing follows. */
function closesArray(bytes: Buffer, text: number, indent: number, context: Context): boolean {
  if (indent < context.indent) return true;
  return context.ended && bytes.subarray(text + 1).every(isSpace);
}

function isNested(bytes: Buffer, text: number, { inArray, ended }: Context): boolean | undefined {
  try {
    let after = new JsonScanner(bytes).object(text);
    while (after < bytes.length && isSpace(bytes[after])) after++;
    if (after >= bytes.length) return ended ? false : undefined;
    return (inArray ? '}' : ',}]').includes(String.fromCharCode(bytes[after]!));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return error.incomplete && !ended ? undefined : false;
  }
}
