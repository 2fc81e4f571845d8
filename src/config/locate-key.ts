import { positionAt, type SourcePosition } from '../diagnostics/position.ts';

/**
 * Where a key stands in the text of a config file, by reading its braces, strings and comments: enough for a config
 * written as one literal. For a key that comes from elsewhere (a variable, a spread) the nearest key around it;
 * undefined when there is none.
 *
 * @param call where the call begins that the path leads into; that of `defineConfig`, unless given
 * @example locateKey('sparkify.config.ts', text, ['targets', 'dev', 'threads'])
 */
export function locateKey(
  file: string,
  text: string,
  path: readonly PropertyKey[],
  call?: number,
): SourcePosition | undefined {
  const keys = keysOfCall(text, call);
  for (let length = path.length; length > 0; length--) {
    const key = keys.get(joined(path.slice(0, length)));
    if (key !== undefined) return positionAt(file, text, key.offset, key.length);
  }
  return undefined;
}

/** By their paths. One text is asked for many keys in a row. */
function keysOfCall(text: string, call: number | undefined): ReadonlyMap<string, FoundKey> {
  if (last?.text === text && last.call === call) return last.keys;
  const end = (call === undefined ? undefined : closingBracket(text, call)) ?? text.length;
  const keys = new Map<string, FoundKey>();
  for (const key of keysOf(text, call ?? exportOffset(text))) {
    if (key.offset >= end) break;
    const path = joined(key.path);
    if (!(key.isShorthand || keys.has(path))) keys.set(path, key);
  }
  last = { text, call, keys };
  return keys;
}

let last:
  | { readonly text: string; readonly call: number | undefined; readonly keys: ReadonlyMap<string, FoundKey> }
  | undefined;

function joined(path: readonly PropertyKey[]): string {
  return path.map(String).join('\0');
}

/**
 * The text of the value at a path of keys; undefined when the text does not hold the key.
 *
 * @param start where the object begins that the path leads into; that of `defineConfig`, unless given
 */
export function valueText(
  text: string,
  path: readonly string[],
  start = exportOffset(text),
): string | undefined {
  const key = keysOf(text, start).find(found => joined(found.path) === joined(path));
  if (key === undefined) return undefined;
  if (key.isShorthand) return key.path.at(-1);
  const value = text.indexOf(':', key.offset + key.length) + 1;
  return text.slice(value, valueEnd(text, value)).trim();
}

/** Where the bracket stands that closes the first one at or after an offset; undefined when none does. */
export function closingBracket(text: string, start: number): number | undefined {
  const open = text.indexOf('(', start);
  const close = open === -1 ? -1 : valueEnd(text, open + 1, false);
  return text[close] === ')' ? close : undefined;
}

/** Where the comma or bracket stands that ends a value. */
function valueEnd(text: string, start: number, atComma = true): number {
  let depth = 0;
  token.lastIndex = start;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const mark = match.groups!.mark ?? '';
    if (depth === 0 && ((atComma && mark === ',') || '}])'.includes(mark || ' '))) return match.index;
    if ('{[('.includes(mark || ' ')) depth++;
    if ('}])'.includes(mark || ' ')) depth--;
  }
  return text.length;
}

interface FoundKey {
  readonly path: readonly string[];
  readonly offset: number;
  readonly length: number;
  /** `{ materialized }`; what looks like it may also be the end of a statement in a function. */
  readonly isShorthand?: boolean;
}

function exportOffset(text: string): number {
  const call = text.search(/\bdefineConfig\s*\(/);
  return Math.max(0, call >= 0 ? call : text.search(/\bexport\s+default\b/));
}

const token =
  /\/\/.*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|[^`\\])*`|(?<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<mark>[{}[\]():,])/gu;

/** Every key of the object literals, with the keys and list places around it. */
function* keysOf(text: string, start: number): Generator<FoundKey> {
  const scopes: Scope[] = [];
  let name: FoundKey | undefined;
  token.lastIndex = start;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const { quoted, word, mark } = match.groups!;
    const scope = scopes.at(-1);
    if (quoted !== undefined || word !== undefined) {
      const key = word ?? quoted!.slice(1, -1);
      name = { path: [...(scope?.path ?? []), key], offset: match.index, length: match[0].length };
    } else if (mark === ':' && scope?.kind === '{' && scope.key === undefined && name !== undefined) {
      scope.key = name.path.at(-1);
      yield name;
    } else if (mark !== undefined) {
      if (name !== undefined && isShorthand(mark, scope)) yield { ...name, isShorthand: true };
      step(scopes, mark);
      name = undefined;
    }
  }
}

/** Whether a name that this follows is both key and value. */
function isShorthand(mark: string, scope: Scope | undefined): boolean {
  return (mark === ',' || mark === '}') && scope?.kind === '{' && scope.key === undefined;
}

interface Scope {
  readonly kind: '{' | '[' | '(';
  readonly path: readonly string[];
  /** The key whose value is being read. */
  key: string | undefined;
}

function step(scopes: Scope[], mark: string): void {
  const scope = scopes.at(-1);
  if (mark === '{' || mark === '(' || mark === '[') {
    const path = scope === undefined ? [] : scope.key === undefined ? scope.path : [...scope.path, scope.key];
    scopes.push({ kind: mark, path, key: mark === '[' ? '0' : undefined });
  } else if (mark === ',') {
    if (scope?.kind === '[') scope.key = String(Number(scope.key) + 1);
    else if (scope !== undefined) scope.key = undefined;
  } else if (mark !== ':') {
    scopes.pop();
  }
}
