import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CheckedProject } from '../check/checked-project.ts';
import type { Config } from '../config/config.ts';
import { type Diagnostic, warning } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { readEarlierTypes } from './earlier-types.ts';
import { isReadable, keptTables, namedTables } from './kept-tables.ts';
import { renderTypes } from './render-types.ts';

export interface TypesFile {
  /** Relative to the project. */
  readonly path: string;
  /** What it was before; `stale` is not what the models say now. */
  readonly state: 'missing' | 'stale' | 'current';
  /** What it should say. */
  readonly text: string;
  /** The tables that it types, by the names that queries give them. */
  readonly tables: readonly string[];
  /** Tables among them that keep the types of before, since they do not bind now, or what they read does not. */
  readonly kept: readonly string[];
  /** Tables of which nothing is known, since they do not bind and never did. */
  readonly unknown: readonly string[];
}

/**
 * Compares the generated file with what the models say now.
 *
 * @param project with errors, too: a table that cannot be typed because of them keeps the types that it has
 */
export async function compareTypes(project: CheckedProject): Promise<TypesFile> {
  const { path } = project.config.types;
  const before = await readTypes(project.config);
  const kept = before === undefined ? [] : keptTables(project, readEarlierTypes(before));
  const { text, tables } = renderTypes(project, kept);
  const state = before === undefined ? 'missing' : sameText(before, text) ? 'current' : 'stale';
  const unknown = namedTables(project).filter(table => !tables.includes(table));
  return { path, state, text, tables, kept: kept.map(({ table }) => table), unknown };
}

/**
 * Writes the file whole or not at all: what it says of a table may be all that is known while the table is broken.
 *
 * @throws SparkifyError `types-not-written`.
 */
export async function writeTypes({ projectDir }: Config, { path, text }: TypesFile): Promise<void> {
  const file = join(projectDir, path);
  const partial = unfinishedTypes(file);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, text);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new SparkifyError('types-not-written', notWritten(path, cause), {
      hint: 'See whether the folder may be written, or set typesPath in sparkify.config.ts.',
      cause,
    });
  }
}

/** Where the file is written before it is in its place. */
export function unfinishedTypes(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}`);
}

/**
 * Brings the generated file up to date in a project that has one, or that names one in its config, on the target that needs no
 * choice. Where it cannot be written, a warning says so. Errors of the models do not stop it, so that tsc tells who else reads
 * what was renamed.
 */
export async function keepTypes(project: CheckedProject): Promise<CheckedProject> {
  const { config, diagnostics } = project;
  if (!config.types.followed || !isReadable(project)) return project;
  try {
    if (!config.types.configured && (await readTypes(config)) === undefined) return project;
    const file = await compareTypes(project);
    if (file.state !== 'current') await writeTypes(config, file);
    return project;
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    return { ...project, diagnostics: [...diagnostics, asWarning(error)] };
  }
}

function asWarning({ code, message, hint }: SparkifyError): Diagnostic {
  return warning(code, message, hint === undefined ? {} : { hint });
}

function notWritten(path: string, cause: unknown): string {
  return `${path}, with the types of all rows, could not be written: ${(cause as Error).message}.`;
}

async function readTypes({ projectDir, types }: Config): Promise<string | undefined> {
  try {
    return await readFile(join(projectDir, types.path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SparkifyError(
      'types-not-written',
      `${types.path}, with the types of all rows, could not be read: ${(error as Error).message}.`,
      { exitCode: 2, cause: error, hint: 'See whether it is a file that may be read.' },
    );
  }
}

/** Git may give the file another kind of line break. */
function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b;
}
