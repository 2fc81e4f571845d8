import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { CheckedProject } from '../check/checked-project.ts';
import type { ColumnRef } from '../check/lineage/lineage.ts';
import type { Column } from '../columns/column.ts';
import { renderTypes } from './render-types.ts';
import { compareTypes } from './types-file.ts';
import { copyTypeScript, listTypeScript } from './typescript-copy.ts';

/** A line of TypeScript that reads a column. */
export interface TypeScriptLine {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
}

export interface TypeScriptReaders {
  readonly lines: readonly TypeScriptLine[];
  /** Why it cannot be told who reads what. */
  readonly unknown: string | undefined;
}

/**
 * Finds the TypeScript that reads columns, wherever in the project it is: `tsc` checks a copy with the types as they are
 * and one without the columns, and what breaks in the second one only reads them. A project without a types file has
 * no typed readers.
 *
 * @param project checked, without errors
 */
export async function findTypeScriptReaders(
  project: CheckedProject,
  columns: readonly ColumnRef[],
): Promise<TypeScriptReaders> {
  const { config } = project;
  const { state, text, path } = await compareTypes(project);
  if (state === 'missing') return { lines: [], unknown: undefined };
  const files = await listTypeScript(config);
  if (files.length === 0) return { lines: [], unknown: undefined };
  const tsc = findTsc(config.projectDir);
  if (tsc === undefined) {
    return unknown('This project has no TypeScript. Install it with: npm install --save-dev typescript');
  }
  const without = renderTypes({ ...project, columns: withoutColumns(project.columns, columns) }).text;
  const check = async (types: string) => {
    const folder = await copyTypeScript(config, files, types);
    try {
      return (await runTsc(tsc, folder)).filter(({ file }) => file !== path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const [now, then] = await Promise.all([check(text), check(without)]);
  const obstacle = now.find(({ file, code }) => file === '' || isSyntax(code));
  if (obstacle !== undefined) {
    return unknown(
      `tsc stops at ${obstacle.file === '' ? '' : `${obstacle.file}:${obstacle.line}: `}${obstacle.message}`,
    );
  }
  const known = new Set(now.map(keyOf));
  return { lines: linesOf(then.filter(error => !known.has(keyOf(error)))), unknown: undefined };
}

function unknown(reason: string): TypeScriptReaders {
  return { lines: [], unknown: reason };
}

interface TypeScriptError extends TypeScriptLine {
  readonly column: number;
  readonly code: number;
  readonly message: string;
}

/** Errors of syntax, after which `tsc` looks no further. */
function isSyntax(code: number): boolean {
  return code < 2000;
}

function keyOf({ file, line, column, code, message }: TypeScriptError): string {
  return JSON.stringify([file, line, column, code, message]);
}

function linesOf(errors: readonly TypeScriptError[]): readonly TypeScriptLine[] {
  const byPlace = new Map(errors.map(({ file, line }) => [`${file}:${line}`, { file, line }]));
  return [...byPlace.values()].toSorted((a, b) =>
    a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
  );
}

function withoutColumns(
  columns: CheckedProject['columns'],
  gone: readonly ColumnRef[],
): CheckedProject['columns'] {
  const goneOf = Map.groupBy(gone, ({ table }) => table);
  const rest = Object.entries(columns).map(([id, all]): [string, readonly Column[]] => {
    const names = new Set(goneOf.get(id)?.map(({ column }) => column));
    return [id, all.filter(({ name }) => !names.has(name))];
  });
  return Object.fromEntries(rest.filter(([id, left]) => left.length > 0 || !goneOf.has(id)));
}

/** The compiler that the project itself installs. */
function findTsc(projectDir: string): string | undefined {
  try {
    const manifest = createRequire(join(projectDir, 'package.json')).resolve('typescript/package.json');
    const tsc = join(dirname(manifest), 'bin', 'tsc');
    return existsSync(tsc) ? tsc : undefined;
  } catch {
    return undefined;
  }
}

function runTsc(tsc: string, folder: string): Promise<readonly TypeScriptError[]> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
    execFile(
      process.execPath,
      [tsc, '-p', 'tsconfig.json', '--pretty', 'false'],
      options,
      (error, stdout) => {
        // The exit code of tsc says whether there are errors; a number is what it gives, a name means that it did not run.
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve(parseErrors(stdout));
      },
    );
  });
}

/** Lines of `tsc`: `path(line,column): error TS2345: message`, or without a place. What goes on below is indented. */
function parseErrors(output: string): readonly TypeScriptError[] {
  const found = output.matchAll(
    /^(?:(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): )?error TS(?<code>\d+): (?<message>.*)$/gm,
  );
  return [...found].map(({ groups }) => ({
    file: (groups!.file ?? '').split(sep).join('/'),
    line: Number(groups!.line ?? 0),
    column: Number(groups!.column ?? 0),
    code: Number(groups!.code),
    message: groups!.message!,
  }));
}
