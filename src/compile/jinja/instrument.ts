import type { Marks } from './marks.ts';
import type { LiteralPart, TemplatePart } from './scan-template.ts';
import { SourceText } from './source-text.ts';
import type { TemplateSource } from './template-source.ts';

/** Which literal text gets marks: none, what goes straight to the output, or also what macros and blocks capture. */
export type MarkScope = 'none' | 'output' | 'all';

/**
 * Adds to a template what lets its output and its calls be traced back:
 * - a mark before every literal line, and before every expression, in the scope asked for;
 * - a mark as first argument of every call of one of `traced`, as `name` or `name.attribute`, which says where it stands.
 *
 * Jinja's whitespace control works as before: marks of literal text follow the leading blanks, and the mark of `{{-`
 * precedes the blanks that it removes.
 */
export function instrument(
  source: TemplateSource,
  marks: Marks,
  scope: MarkScope,
  traced: ReadonlySet<string>,
) {
  const insertions = [...callInsertions(source, marks, traced), ...markInsertions(source, marks, scope)];
  insertions.sort((a, b) => a.offset - b.offset);
  return new SourceText(source, insertions);
}

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

function callInsertions(source: TemplateSource, marks: Marks, traced: ReadonlySet<string>): Insertion[] {
  const found: Insertion[] = [];
  for (const use of source.names.free) {
    const { name, attribute, argumentsStart, start } = use;
    const callee = attribute === undefined ? name : `${name}.${attribute.text}`;
    if (argumentsStart === undefined || !traced.has(callee)) continue;
    const mark = marks.add({ at: source.position(start, callee.length), text: '' });
    // A comma before a closing bracket is fine in Jinja.
    if (mark !== '') found.push({ offset: argumentsStart, text: `'${mark}',` });
  }
  return found;
}

function markInsertions(source: TemplateSource, marks: Marks, scope: MarkScope): Insertion[] {
  if (scope === 'none') return [];
  const found: Insertion[] = [];
  source.parts.forEach((part, index) => {
    if (part.captured && scope === 'output') return;
    if (part.kind === 'literal') found.push(...literalInsertions(source, marks, part));
    if (part.kind !== 'expression') return;
    const place = { at: source.position(part.start, part.end - part.start), text: '' };
    const offset = part.trimsBefore
      ? trimmedEnd(source.text, source.parts[index - 1], part.start)
      : part.start;
    found.push({ offset, text: marks.add(place) });
  });
  return found;
}

function literalInsertions(source: TemplateSource, marks: Marks, part: LiteralPart): Insertion[] {
  const text = source.text.slice(part.start, part.end);
  return Array.from(text.matchAll(/\S(?:[^\n]*\S)?/g), match => {
    const offset = part.start + match.index;
    return { offset, text: marks.add({ at: source.position(offset), text: match[0] }) };
  });
}

function trimmedEnd(text: string, before: TemplatePart | undefined, offset: number): number {
  if (before?.kind !== 'literal' || before.end !== offset) return offset;
  return before.start + text.slice(before.start, before.end).trimEnd().length;
}
