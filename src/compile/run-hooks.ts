import type { Config } from '../config/config.ts';
import type { JsonValue } from '../config/json-value.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { CompileContext } from './compile-context.ts';
import { compileHook } from './compile-hook.ts';
import type { TemplateCompiler } from './compiled-project.ts';
import type { RunHook } from './hook.ts';

/** The hooks of every run, as sparkify.config.ts sets them. */
export interface RunHooks {
  readonly start: readonly RunHook[];
  readonly end: readonly RunHook[];
}

/** Compiles the hooks of runs. Those of the end are compiled again when it is known how the run went. */
export function compileRunHooks(
  { name, hooks }: Pick<Config, 'name' | 'hooks'>,
  compiler: TemplateCompiler,
  configAt: CompileContext['configAt'],
): { readonly hooks: RunHooks; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const compile = (moment: RunHook['moment'], key: keyof Config['hooks']) =>
    hooks[key].map((text, index): RunHook => {
      const at = configAt([key]);
      const hook = { text, at };
      const outcome = compileHook(hook, compiler, moment === 'on-run-end' ? { results: [] } : {});
      diagnostics.push(
        ...outcome.diagnostics,
        ...outcome.references.slice(0, 1).map(({ at }) => refused(moment, at)),
      );
      return {
        ...outcome.hook,
        moment,
        file: at.file,
        uniqueId: `operation.${name}.${name}-${moment}-${index}`,
        name: `${name}.${moment}.${index}`,
      };
    });
  const compiled = {
    start: compile('on-run-start', 'onRunStart'),
    end: compile('on-run-end', 'onRunEnd'),
  };
  return { hooks: compiled, diagnostics };
}

/** A hook of the end of a run with its results. */
export function compileWithResults(
  hook: RunHook,
  compiler: TemplateCompiler,
  results: readonly JsonValue[],
): { readonly hook: RunHook; readonly diagnostics: readonly Diagnostic[] } {
  const outcome = compileHook(hook, compiler, { results });
  return { hook: { ...hook, ...outcome.hook }, diagnostics: outcome.diagnostics };
}

/** Tables come and go in a run; before it there are none of it, after it there are only files. */
function refused(moment: RunHook['moment'], at: Diagnostic['at']): Diagnostic {
  return errorDiagnostic('bad-config', `A hook of ${moment} reads a table of the project.`, {
    ...(at && { at }),
    hint: 'Write it as post_hook of the model, where {{ this }} is its rows, or as a macro for sparkify run-operation.',
  });
}
