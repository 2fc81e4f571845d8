import { nextToken, type Token } from './tokenize.ts';

export interface LiteralPart {
  readonly kind: 'literal';
  readonly start: number;
  readonly end: number;
  /** Inside a macro or another block whose text becomes a value that expressions can look at. */
  readonly captured: boolean;
}

export interface TagPart {
  readonly kind: 'expression' | 'statement';
  readonly start: number;
  readonly end: number;
  readonly captured: boolean;
  /** `if`, `endfor`, `raw`; empty for an expression. */
  readonly name: string;
  /** What follows the name. */
  readonly tokens: readonly Token[];
  /** Whether `{{-` removes the blanks before it. */
  readonly trimsBefore: boolean;
}

export type TemplatePart = LiteralPart | TagPart;

const macroStarts = new Set(['macro', 'test', 'data_test']);
const macroEnds = new Set(['endmacro', 'endtest', 'enddata_test']);
const capturing = new Set([...macroStarts, 'call', 'filter']);
const captureEnds = new Set([...macroEnds, 'endcall', 'endfilter', 'endset']);
const endRaw = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;

/**
 * Cuts a template into literal runs and tags; comments are left out. It accepts what the Jinja engine accepts; where
 * a tag is not closed it stops, since the engine refuses such a template anyway.
 */
export function scanTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let depth = 0;
  let offset = 0;
  const literal = (end: number) => {
    if (end > offset) parts.push({ kind: 'literal', start: offset, end, captured: depth > 0 });
    offset = end;
  };
  while (offset < text.length) {
    const open = nextTag(text, offset);
    literal(open);
    if (open === text.length) break;
    if (text[open + 1] === '#') {
      const close = text.indexOf('#}', open + 2);
      if (close === -1) break;
      offset = close + 2;
      continue;
    }
    const tag = scanTag(text, open, depth > 0);
    if (tag === undefined) break;
    parts.push(tag);
    offset = tag.end;
    if (opensCapture(tag)) depth++;
    if (captureEnds.has(tag.name)) depth = Math.max(0, depth - 1);
    if (tag.name === 'raw') {
      endRaw.lastIndex = offset;
      literal(endRaw.exec(text)?.index ?? text.length);
    }
  }
  return parts;
}

/** Whether a part opens a macro, or a data test, which is a macro to Jinja. */
export function opensMacro(part: TemplatePart): part is TagPart {
  return part.kind === 'statement' && macroStarts.has(part.name);
}

export function closesMacro(part: TemplatePart): boolean {
  return part.kind === 'statement' && macroEnds.has(part.name);
}

/** Whether a `set` statement takes the text of its block: `{% set x %}…{% endset %}`. */
export function isBlockSet(tag: TagPart): boolean {
  return tag.name === 'set' && topLevelIndex(tag.tokens, '=') === -1;
}

/** Where an operator or word stands outside of all brackets, or -1. */
export function topLevelIndex(tokens: readonly Token[], text: string): number {
  let depth = 0;
  return tokens.findIndex(token => {
    depth += nesting(token);
    return depth === 0 && token.text === text && token.kind !== 'string';
  });
}

function opensCapture(tag: TagPart): boolean {
  return capturing.has(tag.name) || isBlockSet(tag);
}

function nextTag(text: string, from: number): number {
  for (let at = text.indexOf('{', from); at !== -1; at = text.indexOf('{', at + 1)) {
    if ('{%#'.includes(text[at + 1] ?? ' ')) return at;
  }
  return text.length;
}

function scanTag(text: string, start: number, captured: boolean): TagPart | undefined {
  const kind = text[start + 1] === '{' ? 'expression' : 'statement';
  const close = kind === 'expression' ? '}}' : '%}';
  const sign = text[start + 2];
  const tokens: Token[] = [];
  let depth = 0;
  let token = nextToken(text, start + (isSign(sign) ? 3 : 2));
  while (token !== undefined) {
    // Inside brackets `}}` closes dictionaries, not the tag.
    const end = depth === 0 || kind === 'statement' ? closeOf(text, token.start, close) : undefined;
    if (end !== undefined) {
      const name = kind === 'statement' ? tokens.shift()?.text : '';
      return { kind, start, end, captured, name: name ?? '', tokens, trimsBefore: sign === '-' };
    }
    depth += nesting(token);
    tokens.push(token);
    token = nextToken(text, token.start + token.text.length);
  }
  return undefined;
}

/** 1 for an opening bracket, -1 for a closing one, else 0. */
export function nesting(token: Token): number {
  if (token.kind !== 'operator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

function closeOf(text: string, at: number, close: string): number | undefined {
  if (text.startsWith(close, at)) return at + close.length;
  return isSign(text[at]) && text.startsWith(close, at + 1) ? at + 1 + close.length : undefined;
}

function isSign(character: string | undefined): boolean {
  return character === '-' || character === '+';
}
