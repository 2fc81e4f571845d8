import { codes, type DiagnosticCode } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What a policy may name: a code of the catalogue, or dbt's name for the result of a data test. */
export type WarnCode = DiagnosticCode | 'LogTestResult';

/** dbt's `--warn-error-options`: which warnings are errors, which stay warnings all the same, which are not told. */
export interface WarnPolicy {
  readonly error: 'all' | readonly WarnCode[];
  readonly warn: readonly WarnCode[];
  readonly silence: readonly WarnCode[];
}

/** Every warning stays what it is. */
export const toleratesWarnings: WarnPolicy = { error: [], warn: [], silence: [] };

/** Whether warnings of this code count as errors. */
export function raises(policy: WarnPolicy, code: WarnCode): boolean {
  const { error, warn, silence } = policy;
  return (error === 'all' || error.includes(code)) && !warn.includes(code) && !silence.includes(code);
}

/** Diagnostics with the severity that a policy gives them, without the warnings that it silences. Errors stay. */
export function underPolicy(diagnostics: readonly Diagnostic[], policy: WarnPolicy): readonly Diagnostic[] {
  return diagnostics.flatMap(diagnostic => {
    if (diagnostic.severity === 'error') return [diagnostic];
    if (policy.silence.includes(diagnostic.code)) return [];
    return [raises(policy, diagnostic.code) ? { ...diagnostic, severity: 'error' } : diagnostic];
  });
}

/** Every name that a policy may hold. */
export const warnCodes: readonly WarnCode[] = [...(Object.keys(codes) as DiagnosticCode[]), 'LogTestResult'];
