import { basename, extname } from 'node:path';
import { type CsvField, csvRecords } from '../columns/csv-records.ts';
import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { positionAt, type SourcePosition } from '../diagnostics/position.ts';
import type { DeclaredFixture, Fixture, FixtureRow } from './fixture.ts';
import type { TextFile } from './project.ts';

export interface ResolvedFixture {
  /** Undefined when it has errors. */
  readonly fixture: Fixture | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The rows of a fixture, whatever they are written in.
 *
 * @param files of the folders `fixtures`
 */
export function resolveFixture(declared: DeclaredFixture, files: readonly TextFile[]): ResolvedFixture {
  const { format, rows, file, at } = declared;
  if (typeof rows !== 'string' && file === undefined) {
    const written = rows ?? [];
    return { fixture: { format: 'dict', columns: columnsOf(written), rows: written, at }, diagnostics: [] };
  }
  const found = file === undefined ? undefined : findFile(file, format, files);
  if (file !== undefined && found === undefined) return missingFile(file, declared, files);
  const text = found?.text ?? (typeof rows === 'string' ? rows : '');
  if (format === 'sql') return { fixture: { format, sql: text, at }, diagnostics: [] };
  return parseCsv(text, found === undefined ? () => at : offset => positionAt(found.path, text, offset), at);
}

function columnsOf(rows: readonly FixtureRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
}

function findFile(name: string, format: string, files: readonly TextFile[]): TextFile | undefined {
  return files.find(
    ({ path }) => nameOf(path) === name.replace(/\.(csv|sql)$/, '') && extname(path) === `.${format}`,
  );
}

function missingFile(
  name: string,
  { format, at }: DeclaredFixture,
  files: readonly TextFile[],
): ResolvedFixture {
  const known = files.filter(({ path }) => extname(path) === `.${format}`).map(({ path }) => nameOf(path));
  const hint = didYouMean(
    name,
    known,
    `Put it into the folder fixtures of a test folder: tests/fixtures/${name}.${format}`,
  );
  const message = `There is no fixture file "${name}.${format}".`;
  return {
    fixture: undefined,
    diagnostics: [errorDiagnostic('bad-fixture', message, hint === undefined ? { at } : { at, hint })],
  };
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

/** The first line has the names. As in dbt, a field with nothing in it is NULL; `""` is the empty text. */
function parseCsv(
  text: string,
  place: (offset: number) => SourcePosition,
  at: SourcePosition,
): ResolvedFixture {
  const [head, ...records] = [...csvRecords(text, ',')];
  const wrong = [head, ...records].find(record => record?.problem !== undefined)?.problem;
  if (wrong !== undefined) {
    return {
      fixture: undefined,
      diagnostics: [
        errorDiagnostic('bad-fixture', `The CSV cannot be read: ${wrong.message}.`, {
          at: place(wrong.offset),
        }),
      ],
    };
  }
  const names = (head?.fields ?? []).map(field => field.text.trim());
  const long = records.find(({ fields }) => fields.length !== names.length);
  if (long !== undefined) {
    const message = `A line of the CSV has ${long.fields.length} fields, the first has ${names.length}.`;
    return {
      fixture: undefined,
      diagnostics: [errorDiagnostic('bad-fixture', message, { at: place(long.fields[0]?.offset ?? 0) })],
    };
  }
  const columnsAt = Object.fromEntries(
    names.map((name, index) => [name, place(head!.fields[index]!.offset)]),
  );
  const rows = records.map(({ fields }) => ({
    values: Object.fromEntries(names.map((name, index) => [name, csvValue(fields[index]!, text)])),
    at: place(fields[0]?.offset ?? 0),
    columnsAt,
  }));
  return { fixture: { format: 'csv', columns: names, rows, at }, diagnostics: [] };
}

function csvValue({ text: value, offset }: CsvField, text: string): string | null {
  return value === '' && text[offset] !== '"' ? null : value;
}
