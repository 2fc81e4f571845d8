import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
} from 'yaml';
import type { JsonValue } from '../config/json-value.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { TextFile } from './project.ts';

export type YamlPath = readonly PropertyKey[];

/** A YAML file as plain data that remembers where everything stands. */
export interface YamlFile {
  readonly path: string;
  /** Null when the file is empty or no valid YAML. */
  readonly value: JsonValue;
  readonly diagnostics: readonly Diagnostic[];
  /** The value at a path, or its key when it is a list or mapping; what is nearest around it when it is missing. */
  positionOf(path: YamlPath): SourcePosition;
  /** Whether the number at a path is whole, but written as a float: `1.0`. */
  isWholeFloat(path: YamlPath): boolean;
  /** The first place of a text from another place on; that place when the text is not written in one piece. */
  find(text: string, from: SourcePosition): SourcePosition;
  /** The key that a path ends with. */
  positionOfKey(path: YamlPath): SourcePosition;
}

/**
 * Parses a YAML 1.2 file, with merge keys (`<<`); everything that is wrong becomes a diagnostic. The last text of each path
 * is not parsed twice: parsing takes a tenth of a check, and `check --watch` does it at every save.
 */
export function parseYamlFile(file: TextFile): YamlFile {
  const { path, text } = file;
  const known = lastParsed.get(path);
  if (known?.text === text) return known.parsed;
  const parsed = parseText({ path, text });
  lastParsed.set(path, { text, parsed });
  return parsed;
}

const lastParsed = new Map<string, { readonly text: string; readonly parsed: YamlFile }>();

function parseText(file: TextFile): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(file.text, {
    merge: true,
    intAsBigInt: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const place = ([start, end]: readonly number[]): SourcePosition => positionIn(file, lines, start ?? 0, end);
  const positionOf = (path: YamlPath) => place(rangeAt(document, path, 'value'));
  const [doubled, broken] = yamlErrors(document, file, place);
  const plain = broken.length > 0 ? nothing(broken) : plainValue(document, file, positionOf);
  const { value, diagnostics, wholeFloats } = plain;
  return {
    path: file.path,
    value,
    diagnostics: [...doubled, ...diagnostics],
    positionOf,
    isWholeFloat: path => wholeFloats.has(JSON.stringify(path)),
    find: (text, from) => findIn(file, text, from),
    positionOfKey: path => place(rangeAt(document, path, 'key')),
  };
}

/** Keys that stand twice, which leave the rest readable; and what does not: its first error, for others follow from it. */
function yamlErrors(
  document: Document,
  file: TextFile,
  place: (range: readonly number[]) => SourcePosition,
): readonly [readonly Diagnostic[], readonly Diagnostic[]] {
  const all = [...document.errors, ...document.warnings];
  const doubled = all.filter(({ code }) => code === 'DUPLICATE_KEY');
  const [first] = all.filter(({ code }) => code !== 'DUPLICATE_KEY').sort((a, b) => a.pos[0] - b.pos[0]);
  const broken = first === undefined ? [] : [first];
  return [
    doubled.map(({ pos }) => {
      const key = /^("[^"]*"|'[^']*'|[^:\s]*)/.exec(file.text.slice(pos[0]))![0];
      const at = { ...place([pos[0]]), length: key.length };
      return errorDiagnostic('bad-yaml', `The key "${key}" stands here twice.`, {
        at,
        hint: 'Keep one of them.',
      });
    }),
    broken.map(({ code, message, pos }) =>
      errorDiagnostic('bad-yaml', `${file.path} is not valid YAML: ${sentence(message)}`, {
        at: place(pos),
        hint:
          code === 'TAB_AS_INDENT'
            ? 'Indent with spaces.'
            : 'Check the indentation, and put texts that hold a colon in quotes.',
      }),
    ),
  ];
}

interface PlainValue {
  readonly value: JsonValue;
  /** Their paths, as JSON. */
  readonly wholeFloats: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

function nothing(diagnostics: readonly Diagnostic[]): PlainValue {
  return { value: null, diagnostics, wholeFloats: new Set() };
}

function plainValue(
  document: Document,
  file: TextFile,
  positionOf: (path: YamlPath) => SourcePosition,
): PlainValue {
  const diagnostics: Diagnostic[] = [];
  const refuse = (number: bigint | number, path: YamlPath) => {
    const message = `The number ${number} cannot be held exactly.`;
    diagnostics.push(
      errorDiagnostic('bad-property', message, { at: positionOf(path), hint: 'Put it in quotes.' }),
    );
    return null;
  };
  const wholeFloats = new Set<string>();
  // Integers come as bigint.
  const asNumber = (number: bigint | number, path: YamlPath) => {
    if (typeof number === 'bigint') {
      return Number.isSafeInteger(Number(number)) ? Number(number) : refuse(number, path);
    }
    if (Number.isInteger(number)) wholeFloats.add(JSON.stringify(path));
    return Number.isFinite(number) ? number : refuse(number, path);
  };
  try {
    return { value: asJson(document.toJS(), [], asNumber), diagnostics, wholeFloats };
  } catch (error) {
    // An alias without its anchor, or a bomb of aliases.
    const message = `${file.path} is not valid YAML: ${sentence((error as Error).message)}`;
    return nothing([errorDiagnostic('bad-yaml', message, { at: { file: file.path, line: 1, column: 1 } })]);
  }
}

function asJson(
  value: unknown,
  path: YamlPath,
  asNumber: (number: bigint | number, path: YamlPath) => number | null,
): JsonValue {
  if (typeof value === 'bigint' || typeof value === 'number') return asNumber(value, path);
  if (Array.isArray(value)) return value.map((item, index) => asJson(item, [...path, index], asNumber));
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, asJson(inner, [...path, key], asNumber)]));
}

/** Follows a path as far as it goes. */
function rangeAt(document: Document, path: YamlPath, part: 'key' | 'value'): readonly number[] {
  let node: unknown = document.contents;
  let key: unknown;
  for (const step of path) {
    const inner = stepInto(resolve(node, document), step, document);
    if (inner === undefined) break;
    node = isPair(inner) ? inner.value : inner;
    key = isPair(inner) ? inner.key : undefined;
  }
  const shown = key !== undefined && (part === 'key' || !isScalar(node)) ? key : node;
  return (isNode(shown) && shown.range) || [0];
}

function stepInto(node: unknown, step: PropertyKey, document: Document): Pair | unknown {
  if (isSeq(node)) return node.items[Number(step)];
  if (!isMap(node)) return undefined;
  const own = node.items.find(pair => keyText(pair) === step);
  if (own !== undefined) return own;
  const merged = node.items.filter(pair => keyText(pair) === '<<');
  return merged.map(pair => stepInto(resolve(pair.value, document), step, document)).find(Boolean);
}

function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : undefined;
}

function resolve(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The length is given only within one line. */
function positionIn(
  file: TextFile,
  lines: LineCounter,
  start: number,
  end: number | undefined,
): SourcePosition {
  const { line, col } = lines.linePos(start);
  const text = file.text.slice(start, end ?? start);
  const at = { file: file.path, line, column: col };
  return text === '' || text.includes('\n') ? at : { ...at, length: text.length };
}

function findIn(file: TextFile, text: string, from: SourcePosition): SourcePosition {
  const lines = file.text.split('\n');
  for (let line = from.line; line <= lines.length; line++) {
    const column = lines[line - 1]!.indexOf(text, line === from.line ? from.column - 1 : 0);
    if (column !== -1) return { file: file.path, line, column: column + 1, length: text.length };
  }
  return from;
}

function sentence(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/[:.]?$/, '.');
}
