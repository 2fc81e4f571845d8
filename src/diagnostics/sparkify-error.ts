import type { DiagnosticCode } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { SourcePosition } from './position.ts';

/** 1: a model or test failed; 2: wrong usage, configuration or project. */
export type ExitCode = 1 | 2;

interface Options {
  readonly hint?: string;
  readonly at?: SourcePosition;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
  readonly diagnostics?: readonly Diagnostic[];
}

/** An operation failed in a way the user can understand. Anything else that is thrown is a bug of sparkify's own. */
export class SparkifyError extends Error {
  override readonly name = 'SparkifyError';
  readonly code: DiagnosticCode;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly at: SourcePosition | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: DiagnosticCode, message: string, options: Options = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 1;
    this.hint = options.hint;
    this.at = options.at;
    this.diagnostics = options.diagnostics ?? [];
  }
}

/** Throws when a phase found errors, so that the next one may rely on a sound project. */
export function throwOnErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  if (errors.length === 0) return;
  const first = errors[0]!;
  throw new SparkifyError(first.code, first.message, { exitCode: 2, diagnostics });
}
