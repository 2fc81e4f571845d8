import type { DescribeResult } from '../../check/schema-reader.ts';
import { closestName } from '../../diagnostics/closest.ts';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { fromByteOffset } from './byte-offset.ts';

type BindFailure = Extract<DescribeResult, { ok: false }>;

/** What DuckDB says of an error under `errors_as_json`. */
interface EngineError {
  readonly exception_type?: string;
  readonly exception_message: string;
  readonly error_subtype?: string;
  /** Kind of a missing catalog entry: `Table`, `Scalar Function`, `Type`, … */
  readonly type?: string;
  readonly name?: string;
  /** A function with the types it was called with: `sum(VARCHAR)`. */
  readonly call?: string;
  /** Signatures, when a function does not fit. */
  readonly candidates?: string;
  /** In bytes of UTF-8. */
  readonly position?: string;
}

/** Turns an error of DuckDB about `sql` into a code, a sentence, a hint and a place. */
export function parseBindError(error: unknown, sql: string): BindFailure {
  const found = readError(error);
  const code = codeOf(found);
  const wanted = found.name ?? UNQUOTED.exec(firstLine(found))?.[1] ?? lastQuoted(firstLine(found));
  const offset =
    found.position === undefined ? onlyOccurrence(wanted, sql) : fromByteOffset(Number(found.position), sql);
  return {
    ok: false,
    code,
    message: messageOf(found, code),
    hint: hintOf(found, code, wanted),
    offset,
    length: offset === undefined ? undefined : tokenLength(sql, offset, wanted),
  };
}

function readError(error: unknown): EngineError {
  const text = error instanceof Error ? error.message : String(error);
  try {
    // A syntax error comes as `Parser Error: {…}`.
    return JSON.parse(text.slice(text.indexOf('{'))) as EngineError;
  } catch {
    return { exception_message: text };
  }
}

/** The one message that names a column without quotes. */
const UNQUOTED = /^Referenced column (\S+) not found/;

const MANY_STATEMENTS = /^Cannot prepare multiple statements/;

/** DuckDB names a subtype for some errors only; the others are known by their first line. */
const CODES_BY_MESSAGE: readonly (readonly [RegExp, DiagnosticCode])[] = [
  [/^Ambiguous reference/, 'ambiguous-column'],
  [/^Referenced table .* not found/, 'unknown-relation'],
  [/because schema .* does not exist/, 'unknown-relation'],
  [/does not have a column named/, 'unknown-column'],
  [/^Column .* does not exist/, 'unknown-column'],
  [UNQUOTED, 'unknown-column'],
  [/^Column .* in (EXCLUDE|REPLACE|RENAME) list not found/, 'unknown-column'],
  [/^No matching columns found/, 'unknown-column'],
  [/^Could not find key .* in struct/, 'unknown-column'],
  [/^Cannot (mix|compare) values/, 'type-clash'],
  [/^Cannot extract field/, 'type-clash'],
  [/^Could not choose a best candidate function/, 'type-clash'],
  [/can only be applied to/, 'type-clash'],
  [/^Unimplemented type for cast/, 'type-clash'],
];

function codeOf(error: EngineError): DiagnosticCode {
  if (error.error_subtype === 'COLUMN_NOT_FOUND') return 'unknown-column';
  if (error.error_subtype === 'NO_MATCHING_FUNCTION') return 'type-clash';
  if (error.error_subtype === 'MISSING_ENTRY') return codeOfMissing(error.type ?? '');
  if (/^(Conversion|Mismatch Type)$/.test(error.exception_type ?? '')) return 'type-clash';
  const line = firstLine(error);
  return CODES_BY_MESSAGE.find(([pattern]) => pattern.test(line))?.[1] ?? 'bad-sql';
}

function codeOfMissing(kind: string): DiagnosticCode {
  if (kind.includes('Function')) return 'unknown-function';
  return kind === 'Table' || kind === 'View' ? 'unknown-relation' : 'bad-sql';
}

function firstLine(error: EngineError): string {
  return error.exception_message.split('\n', 1)[0]!;
}

function messageOf(error: EngineError, code: DiagnosticCode): string {
  if (error.call !== undefined)
    return `No form of ${error.name} takes these types: ${plainTypes(error.call)}.`;
  if (error.name !== undefined && code === 'unknown-column')
    return `There is no column "${error.name}" here.`;
  if (error.name !== undefined && code === 'unknown-function') return `There is no function "${error.name}".`;
  if (error.name !== undefined && code === 'unknown-relation') return `There is no table "${error.name}".`;
  if (MANY_STATEMENTS.test(error.exception_message)) return 'The text holds more than one statement.';
  const sentence = plainTypes(firstLine(error))
    .replace(/^Table with name "(.*?)" .*/, 'There is no table "$1"')
    .replace(/^Referenced column (\S+) not found.*/, 'There is no column "$1" here')
    .replace(/ \(use: .*\)$/, '')
    .replace(/[.!]( .*)?$/, '');
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}

/** A literal has a type of its own in DuckDB, which nobody can write. */
function plainTypes(call: string): string {
  return call.replaceAll('STRING_LITERAL', 'VARCHAR').replaceAll('INTEGER_LITERAL', 'INTEGER');
}

function hintOf(error: EngineError, code: DiagnosticCode, wanted: string | undefined): string | undefined {
  const text = error.exception_message;
  if (error.call !== undefined) return castHint(error.candidates?.split(/,(?=[^,(]+\()/) ?? []);
  if (code === 'type-clash') return 'Cast one of the values with ::TYPE.';
  if (MANY_STATEMENTS.test(text)) {
    return 'Write one SELECT; a PIVOT must list its values: PIVOT … ON column IN (…).';
  }
  if (error.exception_type === 'IO') return 'Declare files as a source and read them with source().';
  if (code === 'ambiguous-column') return `Write ${candidatesIn(text).map(quoted).join(' or ')}.`;
  return (
    nearHint(wanted, candidatesIn(text)) ?? (code === 'unknown-column' ? knownHint(text) : adviceIn(text))
  );
}

function castHint(signatures: readonly string[]): string {
  if (signatures.length === 0 || signatures.length > 6) return 'Cast one of its arguments with ::TYPE.';
  return `Cast an argument with ::TYPE; there are ${signatures.map(one => one.replace(/ -> .*/, '')).join(', ')}.`;
}

/** `Candidate bindings: "a", "b"`, `Did you mean "a"?`, `(use: "u.a" or "b.a")`. */
function candidatesIn(text: string): readonly string[] {
  const list = /(?:Candidate [a-z]+|Did you mean|\(use: )(.*)/i.exec(text)?.[1] ?? '';
  return [...list.matchAll(/"((?:[^"]|"")+)"/g)].map(match => match[1]!);
}

function nearHint(wanted: string | undefined, candidates: readonly string[]): string | undefined {
  const near = candidates.filter(
    candidate => wanted !== undefined && closestName(lastPart(wanted), [lastPart(candidate)]) !== undefined,
  );
  return near.length === 0 ? undefined : `Did you mean ${near.map(quoted).join(' or ')}?`;
}

/** DuckDB names what is most alike even if it is not alike at all. */
function knownHint(text: string): string | undefined {
  const candidates = candidatesIn(text);
  return candidates.length === 0 ? undefined : `The nearest here: ${candidates.map(quoted).join(', ')}.`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** What DuckDB recommends in a line of its own, e.g. how to mend a GROUP BY. */
function adviceIn(text: string): string | undefined {
  const advice = text
    .split('\n')
    .slice(1)
    .find(line => /^(?!Candidate|Did you mean)[A-Z]/.test(line));
  return advice?.trim();
}

function lastQuoted(text: string): string | undefined {
  return [...text.matchAll(/["']((?:[^"'])+)["']/g)].at(-1)?.[1];
}

/** Where DuckDB names no place, a name that stands in the query once is where it must be. */
function onlyOccurrence(name: string | undefined, sql: string): number | undefined {
  if (name === undefined || !/^\w+$/.test(name)) return undefined;
  const [first, second] = [...sql.matchAll(new RegExp(`(?<![\\w'])${name}(?![\\w'])`, 'gi'))];
  return second === undefined ? first?.index : undefined;
}

function tokenLength(sql: string, offset: number, name: string | undefined): number | undefined {
  const rest = sql.slice(offset);
  if (name !== undefined && rest.toLowerCase().startsWith(name.toLowerCase())) return name.length;
  return /^(?:"(?:[^"]|"")*"|'[^']*'|[\w$]+(?:\.\w+)*|\S)/.exec(rest)?.[0].length;
}
