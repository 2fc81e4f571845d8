import { closingBracket } from '../config/locate-key.ts';
import { offsetAt, type SourcePosition } from '../diagnostics/position.ts';

/** Offsets of a call, from its name to its closing bracket. */
interface Call {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a file of TypeScript models as far as each of them depends on it: without the calls that define the others.
 * Models that one call makes, in a loop, depend on all of it.
 *
 * @param places where the models are defined
 * @returns the texts in the order of the places
 */
export function ownTexts(text: string, places: readonly SourcePosition[]): readonly string[] {
  const starts = places.map(place => offsetAt(text, place));
  const calls = [...new Set(starts)].sort((a, b) => a - b).flatMap(start => callAt(text, start) ?? []);
  const cut = new Map(calls.map(call => [call.start, withoutOthers(text, call, calls)]));
  return starts.map(start => cut.get(start) ?? text);
}

/** @param calls all of the file, sorted */
function withoutOthers(text: string, own: Call, calls: readonly Call[]): string {
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

function callAt(text: string, start: number): Call | undefined {
  const end = text.startsWith('defineModel', start) ? closingBracket(text, start) : undefined;
  return end === undefined ? undefined : { start, end };
}
