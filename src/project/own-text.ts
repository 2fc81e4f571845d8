import { closingBracket } from '../config/locate-key.ts';
import type { SourcePosition } from '../diagnostics/position.ts';

/** Offsets of a call, from its name to its closing bracket. */
interface Call {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a file of TypeScript models as far as one of them depends on it: without the calls that define the others.
 * Models that one call makes, in a loop, depend on all of it.
 *
 * @param at where the model is defined
 * @param all where every model of the file is
 */
export function ownText(text: string, at: SourcePosition, all: readonly SourcePosition[]): string {
  const own = callAt(text, at);
  if (own === undefined) return text;
  const others = new Map(all.flatMap(other => callAt(text, other) ?? []).map(call => [call.start, call]));
  const calls = [...others.values()].sort((a, b) => a.start - b.start);
  const before = withoutCalls(
    text,
    0,
    own.start,
    calls.filter(({ end }) => end < own.start),
  );
  const after = withoutCalls(
    text,
    own.end + 1,
    text.length,
    calls.filter(({ start }) => start > own.end),
  );
  // Blanks and commas around it are those of the list that it is in, whatever else is in it.
  return before.replace(/[\s,]*$/, '') + text.slice(own.start, own.end + 1) + after.replace(/^[\s,]*/, '');
}

/** A part of a text without calls, which are sorted and do not overlap. */
function withoutCalls(text: string, from: number, to: number, calls: readonly Call[]): string {
  const starts = [from, ...calls.map(({ end }) => end + 1)];
  return starts.map((start, index) => text.slice(start, calls[index]?.start ?? to)).join('');
}

function callAt(text: string, { line, column }: SourcePosition): Call | undefined {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((offset, { length }) => offset + length + 1, column - 1);
  const end = text.startsWith('defineModel', start) ? closingBracket(text, start) : undefined;
  return end === undefined ? undefined : { start, end };
}
