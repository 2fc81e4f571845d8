import { type Diagnostic, errorDiagnostic } from '../../diagnostics/diagnostic.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/** What a command threw, as what is wrong: the diagnostics that it carries, or itself. A bug of ours gives nothing. */
export function thrownProblems(thrown: unknown): readonly Diagnostic[] {
  if (!(thrown instanceof SparkifyError)) return [];
  if (thrown.diagnostics.length > 0) return thrown.diagnostics;
  const { code, message, at, hint } = thrown;
  return [errorDiagnostic(code, message, { ...(at && { at }), ...(hint !== undefined && { hint }) })];
}
