import { isBlockSet, nesting, type TagPart, type TemplatePart, topLevelIndex } from './scan-template.ts';
import type { Token } from './tokenize.ts';

/** A name that an expression looks up. */
export interface NameUse {
  readonly name: string;
  readonly start: number;
  /** Whether it is called: `name(…)`. */
  readonly called: boolean;
  /** What follows the first dot: `schema` in `target.schema`. */
  readonly attribute: Token | undefined;
  /** Offset just after the opening bracket of the call, of `name(` or `name.attribute(`. */
  readonly argumentsStart: number | undefined;
}

export interface TemplateNames {
  /** Every lookup, in order, of names that the template does not bind itself. */
  readonly free: readonly NameUse[];
  /** Names that set, for, macro, call and with give a value somewhere in the template. */
  readonly bound: ReadonlySet<string>;
  /** Names asked for with `is defined` or given a `default`: they may be undefined. */
  readonly optional: ReadonlySet<string>;
}

const words = new Set([
  ...['and', 'or', 'not', 'in', 'is', 'if', 'else', 'recursive'],
  ...['true', 'false', 'none', 'True', 'False', 'None'],
]);

/** What follows them is not looked up: a filter has names of its own, a data test is known by `test_` and its name. */
const namingStatements = new Set(['filter', 'test', 'data_test']);

/** Finds the names that a template binds and those that it needs from outside. */
export function findNames(parts: readonly TemplatePart[]): TemplateNames {
  const bound = new Set<string>();
  const optional = new Set<string>();
  const uses: NameUse[] = [];
  for (const part of parts) {
    if (part.kind === 'literal') continue;
    const bindings = bindingsOf(part);
    for (const token of bindings) bound.add(token.text);
    part.tokens.forEach((token, index) => {
      if (bindings.has(token) || !isLookup(part, index)) return;
      if (isGuarded(part.tokens, index)) optional.add(token.text);
      uses.push(useAt(part.tokens, index));
    });
  }
  return { free: uses.filter(use => !bound.has(use.name)), bound, optional };
}

/** The tokens of a statement that give a name a value. */
function bindingsOf(tag: TagPart): ReadonlySet<Token> {
  const { tokens } = tag;
  switch (tag.name) {
    case 'set':
      return isBlockSet(tag)
        ? new Set(tokens.slice(0, 1))
        : targets(tokens.slice(0, topLevelIndex(tokens, '=')));
    case 'for':
      return targets(tokens.slice(0, topLevelIndex(tokens, 'in')));
    case 'macro':
      return new Set([...tokens.slice(0, 1), ...parameters(tokens.slice(1))]);
    case 'test':
    case 'data_test':
      return parameters(tokens.slice(1));
    case 'call':
      return tokens[0]?.text === '(' ? parameters(tokens) : new Set();
    case 'with':
      return new Set(
        tokens.filter((token, index) => token.kind === 'name' && tokens[index + 1]?.text === '='),
      );
    default:
      return new Set();
  }
}

/** `a, (b, c)` binds three names; `ns.a` binds none. */
function targets(tokens: readonly Token[]): ReadonlySet<Token> {
  const attributed = tokens.some(token => token.text === '.');
  return new Set(attributed ? [] : tokens.filter(token => token.kind === 'name'));
}

/** The names after `(` and `,` of the first pair of brackets. */
export function parameters(tokens: readonly Token[]): ReadonlySet<Token> {
  const found = new Set<Token>();
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    depth += nesting(token);
    if (depth === 0) break;
    const before = tokens[index - 1]?.text;
    if (depth === 1 && token.kind === 'name' && (before === '(' || before === ',')) found.add(token);
  }
  return found;
}

function isLookup(tag: TagPart, index: number): boolean {
  const token = tag.tokens[index]!;
  if (token.kind !== 'name' || words.has(token.text)) return false;
  const before = tag.tokens[index - 1]?.text;
  if (before === '.' || before === '|' || before === 'is') return false;
  if (before === 'not' && tag.tokens[index - 2]?.text === 'is') return false;
  if (index === 0 && namingStatements.has(tag.name)) return false;
  return tag.tokens[index + 1]?.text !== '=';
}

function isGuarded(tokens: readonly Token[], index: number): boolean {
  const [first, second, third] = tokens.slice(index + 1, index + 4).map(token => token.text);
  if (first === '|') return second === 'default' || second === 'd';
  const test = second === 'not' ? third : second;
  return first === 'is' && (test === 'defined' || test === 'undefined');
}

function useAt(tokens: readonly Token[], index: number): NameUse {
  const token = tokens[index]!;
  const attribute = tokens[index + 1]?.text === '.' ? tokens[index + 2] : undefined;
  const bracket = tokens[index + (attribute === undefined ? 1 : 3)];
  const argumentsStart = bracket?.text === '(' ? bracket.start + 1 : undefined;
  const called = attribute === undefined && argumentsStart !== undefined;
  return { name: token.text, start: token.start, called, attribute, argumentsStart };
}
