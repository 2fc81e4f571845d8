import type { DiagnosticCode } from './codes.ts';
import type { SourcePosition } from './position.ts';

export type Severity = 'error' | 'warn';

/**
 * Something that is wrong in the user's project. Diagnostics are collected, never thrown, so that one run reports
 * them all. The message is one sentence that names the thing; the hint says what to do.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly at?: SourcePosition;
  readonly hint?: string;
  /** The compiled SQL around the error, when it differs from what the user wrote. */
  readonly compiled?: string;
}

type Details = Pick<Diagnostic, 'at' | 'hint' | 'compiled'>;

/** An error-severity diagnostic. */
export function errorDiagnostic(code: DiagnosticCode, message: string, details: Details = {}): Diagnostic {
  return { code, severity: 'error', message, ...details };
}

/** A warn-severity diagnostic. */
export function warning(code: DiagnosticCode, message: string, details: Details = {}): Diagnostic {
  return { code, severity: 'warn', message, ...details };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(diagnostic => diagnostic.severity === 'error');
}
