import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { configSchema, type ParsedConfig } from './config-schema.ts';
import { explainIssues } from './explain-issues.ts';
import { importModule } from './import-module.ts';
import { locateKey } from './locate-key.ts';
import { safeParse } from './safe-parse.ts';
import { thrownAt } from './thrown-at.ts';

/**
 * Reads a config file and validates its default export, or its JSON, with every default filled in.
 *
 * @param file absolute path.
 * @throws SparkifyError `bad-config`; its diagnostics are all that is wrong.
 */
export async function readConfig(file: string): Promise<ParsedConfig> {
  const value = await (file.endsWith('.json') ? parseConfig(file) : importConfig(file));
  const parsed = safeParse(configSchema, value);
  if (parsed.success) return parsed.data;
  const text = await readFile(file, 'utf8');
  const name = basename(file);
  const diagnostics = explainIssues(parsed.error.issues, configSchema, value, dbtKeys).map(issue =>
    badConfig(issue.message, { hint: issue.hint, at: locateKey(name, text, issue.path) ?? start(name) }),
  );
  throw asError(diagnostics);
}

/** How keys of dbt_project.yml are called here. */
const dbtKeys: Readonly<Record<string, string>> = {
  'on-run-start': 'Write onRunStart.',
  'on-run-end': 'Write onRunEnd.',
};

/** A config as JSON; the `$schema` that editors go by says nothing. */
async function parseConfig(file: string): Promise<unknown> {
  const name = basename(file);
  const text = await readFile(file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { $schema: _, ...config } = value as { readonly $schema?: unknown };
    return config;
  } catch (error) {
    const reason = (error as Error).message;
    const place = /\(line (\d+) column (\d+)\)/.exec(reason);
    const at = place === null ? start(name) : { ...start(name), line: +place[1]!, column: +place[2]! };
    throw asError([badConfig(`${name} is not valid JSON: ${reason}`, { at, hint: undefined })], error);
  }
}

async function importConfig(file: string): Promise<unknown> {
  const name = basename(file);
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await importModule(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = thrownAt(error, name, file) ?? start(name);
    throw asError([badConfig(`${name} could not be loaded: ${reason}`, { at, hint: undefined })], error);
  }
  if (exports.default !== undefined) return exports.default;
  throw asError([
    badConfig(`${name} has no default export.`, {
      at: start(name),
      hint: `Write: export default defineConfig({ name: '…' })`,
    }),
  ]);
}

function start(file: string): SourcePosition {
  return { file, line: 1, column: 1 };
}

function badConfig(
  message: string,
  { hint, at }: { hint: string | undefined; at: SourcePosition },
): Diagnostic {
  return errorDiagnostic('bad-config', message, hint === undefined ? { at } : { at, hint });
}

function asError(diagnostics: readonly Diagnostic[], cause?: unknown): SparkifyError {
  const { message, hint, at } = diagnostics[0]!;
  const details = { exitCode: 2, diagnostics, cause, ...(hint === undefined ? {} : { hint }) } as const;
  return new SparkifyError('bad-config', message, at === undefined ? details : { ...details, at });
}
