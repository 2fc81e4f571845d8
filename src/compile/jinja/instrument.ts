import type { Marks } from './marks.ts';
import { closesMacro, type LiteralPart, nesting, opensMacro, type TemplatePart } from './scan-template.ts';
import { type Edit, SourceText } from './source-text.ts';
import type { TemplateSource } from './template-source.ts';
import { nextToken, type Token } from './tokenize.ts';

/** Which literal text gets marks: none, what goes straight to the output, or also what macros and blocks capture. */
export type MarkScope = 'none' | 'output' | 'all';

/**
 * Adds to a template what lets its output and its calls be traced back:
 * - a mark before every literal line, and before every expression, in the scope asked for;
 * - a mark as first argument of every call of one of `traced`, as `name` or `name.attribute`, which says where it stands,
 *   and whether `.render()` follows.
 *
 * A data test becomes a macro, which is all that Jinja knows: `{% test positive(…) %}` is the macro `test_positive`.
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
  const edits = [
    ...testEdits(source),
    ...callEdits(source, marks, traced),
    ...markEdits(source, marks, scope),
  ];
  edits.sort((a, b) => a.offset - b.offset);
  return new SourceText(source, edits);
}

function testEdits(source: TemplateSource): Edit[] {
  return source.parts.flatMap(part => {
    if (part.kind !== 'statement' || !part.name.endsWith('test')) return [];
    const offset = source.text.indexOf(part.name, part.start);
    const [name] = part.tokens;
    if (closesMacro(part)) return [{ offset, text: 'endmacro', removed: part.name.length }];
    if (!opensMacro(part) || name === undefined) return [];
    return [{ offset, text: 'macro', removed: part.name.length }, insertion(name.start, testMacroPrefix)];
  });
}

/** dbt's, so that a macro of such a name is a test, too. */
export const testMacroPrefix = 'test_';

function insertion(offset: number, text: string): Edit {
  return { offset, text, removed: 0 };
}

function callEdits(source: TemplateSource, marks: Marks, traced: ReadonlySet<string>): Edit[] {
  const found: Edit[] = [];
  for (const use of source.names.free) {
    const { name, attribute, argumentsStart, start } = use;
    const callee = attribute === undefined ? name : `${name}.${attribute.text}`;
    if (argumentsStart === undefined || !traced.has(callee)) continue;
    const rendering = renders.has(callee) ? renderCall(source.text, argumentsStart) : undefined;
    const at = source.position(start, callee.length);
    const mark = marks.add({ at, text: '', ...(rendering && { isRendered: true }) });
    // A comma before a closing bracket is fine in Jinja.
    if (mark !== '') found.push(insertion(argumentsStart, `'${mark}',`));
    if (rendering !== undefined) found.push(rendering);
  }
  return found;
}

/** What has dbt's method `.render()`: the relation itself, whatever part of it the query would be handed. */
const renders: ReadonlySet<string> = new Set(['ref', 'source']);

/** Takes `.render()` away where it follows a call: to the engine, what ref() gives is text. */
function renderCall(text: string, argumentsStart: number): Edit | undefined {
  let depth = 1;
  let token = nextToken(text, argumentsStart);
  for (; token !== undefined; token = nextToken(text, endOf(token))) {
    depth += nesting(token);
    if (depth === 0) break;
  }
  if (token === undefined) return undefined;
  const offset = endOf(token);
  let end = offset;
  for (const expected of ['.', 'render', '(', ')']) {
    const next = nextToken(text, end);
    if (next?.text !== expected) return undefined;
    end = endOf(next);
  }
  return { offset, text: '', removed: end - offset };
}

function endOf({ start, text }: Token): number {
  return start + text.length;
}

function markEdits(source: TemplateSource, marks: Marks, scope: MarkScope): Edit[] {
  if (scope === 'none') return [];
  const found: Edit[] = [];
  source.parts.forEach((part, index) => {
    if (part.captured && scope === 'output') return;
    if (part.kind === 'literal') found.push(...literalEdits(source, marks, part));
    if (part.kind !== 'expression') return;
    const place = { at: source.position(part.start, part.end - part.start), text: '' };
    const offset = part.trimsBefore
      ? trimmedEnd(source.text, source.parts[index - 1], part.start)
      : part.start;
    found.push(insertion(offset, marks.add(place)));
  });
  return found;
}

function literalEdits(source: TemplateSource, marks: Marks, part: LiteralPart): Edit[] {
  const text = source.text.slice(part.start, part.end);
  return Array.from(text.matchAll(/\S(?:[^\n]*\S)?/g), match => {
    const offset = part.start + match.index;
    return insertion(offset, marks.add({ at: source.position(offset), text: match[0] }));
  });
}

function trimmedEnd(text: string, before: TemplatePart | undefined, offset: number): number {
  if (before?.kind !== 'literal' || before.end !== offset) return offset;
  return before.start + text.slice(before.start, before.end).trimEnd().length;
}
