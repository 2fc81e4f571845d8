import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import type { EmitRunEvent } from './run-event.ts';

/**
 * Says what was found while a task ran. Errors stop the task, the first one as its result; everything else is said and the
 * run goes on.
 *
 * @throws SparkifyError when there is an error
 */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], emit: EmitRunEvent): void {
  const [first] = diagnostics;
  const others = hasErrors(diagnostics) ? diagnostics.slice(1) : diagnostics;
  for (const diagnostic of others) emit({ type: 'diagnostic', diagnostic });
  if (first === undefined || !hasErrors(diagnostics)) return;
  throw new SparkifyError(first.code, first.message, {
    diagnostics,
    ...(first.at && { at: first.at }),
    ...(first.hint && { hint: first.hint }),
  });
}
