import { isDefinition } from '../compile/definitions.ts';
import type { RunHook } from '../compile/hook.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SchemaReader } from './schema-reader.ts';

/**
 * Gives the shadow the macros, types and variables that the hooks of a run define, so that queries which use them bind.
 * Nothing else of a hook runs: it may read data, or write them.
 */
export async function defineInShadow(
  hooks: readonly RunHook[],
  reader: SchemaReader,
): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { statements, at, name } of hooks) {
    for (const sql of statements.filter(isDefinition)) {
      const failure = await reader.define(sql);
      // A macro over a table of a hook is unknown here, and so is what uses it.
      if (failure === undefined || failure.code === 'unknown-relation') continue;
      const { code, message, hint } = failure;
      const said = `The hook ${name} cannot run: ${message}`;
      found.push(errorDiagnostic(code, said, { at, ...(hint !== undefined && { hint }) }));
    }
  }
  return found;
}
