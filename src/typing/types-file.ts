import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckedProject } from '../check/checked-project.ts';
import type { Config } from '../config/config.ts';
import { type Diagnostic, hasErrors, warning } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { renderTypes } from './render-types.ts';

export interface TypesFile {
  /** Relative to the project. */
  readonly path: string;
  /** What it was before; `stale` is not what the models say now. */
  readonly state: 'missing' | 'stale' | 'current';
  /** What it should say. */
  readonly text: string;
}

/** Compares the generated file with what the models say now. */
export async function compareTypes(project: CheckedProject): Promise<TypesFile> {
  const { path } = project.config.types;
  const before = await readTypes(project.config);
  const text = renderTypes(project);
  return {
    path,
    state: before === undefined ? 'missing' : sameText(before, text) ? 'current' : 'stale',
    text,
  };
}

/** @throws SparkifyError `types-not-written`. */
export async function writeTypes({ projectDir }: Config, { path, text }: TypesFile): Promise<void> {
  try {
    await mkdir(dirname(join(projectDir, path)), { recursive: true });
    await writeFile(join(projectDir, path), text);
  } catch (cause) {
    throw new SparkifyError('types-not-written', notWritten(path, cause), {
      hint: 'See whether the folder may be written, or set typesPath in sparkify.config.ts.',
      cause,
    });
  }
}

/**
 * Brings the generated file up to date in a project that has one, or that names one in its config; where it cannot be
 * written, a warning says so. A project with errors keeps the file that it has.
 */
export async function keepTypes(project: CheckedProject): Promise<CheckedProject> {
  const { config, diagnostics } = project;
  if (hasErrors(diagnostics)) return project;
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
