import { join } from 'node:path';
import { importModule } from '../config/import-module.ts';
import { thrownAt } from '../config/thrown-at.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { ImportedText } from './imported-text.ts';
import type { TextFile, TypeScriptMacro } from './project.ts';

export interface LoadedMacros {
  readonly macros: readonly TypeScriptMacro[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Imports TypeScript macro files: every exported function is a macro of its name.
 *
 * @param files they are imported in this order, one after the other, since they may have effects.
 */
export async function loadMacros(
  projectDir: string,
  files: readonly TextFile[],
  importedText: ImportedText,
): Promise<LoadedMacros> {
  const macros: TypeScriptMacro[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const text = `${file.text}${await importedText(file)}`;
    const loaded = await loadFile(projectDir, { ...file, text });
    macros.push(...loaded.macros);
    diagnostics.push(...loaded.diagnostics);
  }
  return { macros, diagnostics };
}

async function loadFile(projectDir: string, { path, text }: TextFile): Promise<LoadedMacros> {
  try {
    const exports = await importModule(join(projectDir, path));
    return {
      macros: Object.entries(exports).flatMap(([name, value]) =>
        typeof value === 'function' && name !== 'default'
          ? [{ name, path, text, call: textOf(name, path, value as MacroFunction) }]
          : [],
      ),
      diagnostics: 'default' in exports ? [defaultExport(path)] : [],
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const at = thrownAt(error, path, join(projectDir, path)) ?? { file: path, line: 1, column: 1 };
    return {
      macros: [],
      diagnostics: [errorDiagnostic('bad-module', `${path} could not be imported: ${reason}`, { at })],
    };
  }
}

type MacroFunction = (...args: readonly unknown[]) => unknown;

function textOf(name: string, path: string, call: MacroFunction): TypeScriptMacro['call'] {
  return (...args) => asText(name, path, call(...args));
}

/** A number in a template is as good as its digits; anything else would be written as [object Object]. */
function asText(name: string, path: string, result: unknown): string {
  if (typeof result === 'string') return result;
  if (typeof result === 'number' || typeof result === 'bigint') return String(result);
  const found = result instanceof Promise ? 'a promise' : result === null ? 'null' : typeof result;
  throw new TypeError(`The macro ${name} of ${path} must return a text, not ${found}.`);
}

function defaultExport(path: string): Diagnostic {
  return errorDiagnostic('bad-module', `${path} has a default export, which has no name to call it by.`, {
    at: { file: path, line: 1, column: 1 },
    hint: 'Export each macro by its name: export function cents(column: string): string { … }',
  });
}
