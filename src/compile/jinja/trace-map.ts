import type { MapSegment, SourceMap } from '../source-map.ts';
import { findMarks, type Marks } from './marks.ts';

/** Reads the marks in a rendered text: which of its characters were written where. */
export function traceMap(file: string, marked: string, marks: Marks): SourceMap {
  const segments: MapSegment[] = [];
  const found = [...findMarks(marked)];
  let removed = 0;
  found.forEach((match, index) => {
    const start = match.index - removed;
    removed += match[0].length;
    const place = marks.get(match[0]);
    if (place === undefined) return;
    const text = marked.slice(match.index + match[0].length, found[index + 1]?.index);
    const { file: writtenIn, line, column } = place.at;
    segments.push({ start, length: commonPrefix(text, place.text), file: writtenIn, line, column });
  });
  return { file, segments };
}

/** A filter may have changed what was written: only as far as it is the same, each character has a place. */
function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
