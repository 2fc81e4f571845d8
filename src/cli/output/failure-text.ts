import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { renderPosition } from '../../diagnostics/position.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Colors } from '../colors.ts';
import type { ReadText } from '../project-texts.ts';
import { renderDiagnostic, renderDiagnosticCount, sortDiagnostics } from './diagnostic-text.ts';
import { printable } from './printable.ts';

export interface FailureContext {
  readonly colors: Colors;
  readonly readText: ReadText;
  readonly debug: boolean;
  /** Diagnostics that were shown before the command failed. */
  readonly reported: WeakSet<Diagnostic>;
}

/**
 * What is printed when a command throws. An expected error shows what is wrong, where, and what to do, and never a
 * stack unless --debug asks for it; anything else is a bug and shows all there is.
 */
export function renderFailure(error: unknown, context: FailureContext): string {
  const { colors, readText, debug } = context;
  if (!(error instanceof SparkifyError)) return renderBug(error, colors);
  const body =
    error.diagnostics.length > 0
      ? renderDiagnostics(error.diagnostics, context)
      : renderDiagnostic(asDiagnostic(error), colors, readText);
  return debug ? `${body}\n\n${colors.faint(printable(renderCauses(error)))}` : body;
}

/** The same as data, for --log-format json. */
export function failureData(error: unknown): Record<string, unknown> {
  if (!(error instanceof SparkifyError)) return { code: 'bug', exc_info: renderCauses(error) };
  const { code, hint, at, diagnostics } = error;
  return { code, hint, at, diagnostics };
}

function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  { colors, readText, reported }: FailureContext,
): string {
  const fresh = sortDiagnostics(diagnostics).filter(diagnostic => !reported.has(diagnostic));
  const blocks = fresh.map(diagnostic => renderDiagnostic(diagnostic, colors, readText));
  if (diagnostics.length > 1) blocks.push(renderDiagnosticCount(diagnostics));
  return blocks.join('\n\n');
}

function asDiagnostic({ code, message, at, hint }: SparkifyError): Diagnostic {
  return { code, severity: 'error', message, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

function renderBug(error: unknown, colors: Colors): string {
  return [
    `${colors.bad('error')}  This is a bug in sparkify, not in your project. Please report it with what follows.`,
    printable(renderCauses(error)),
  ].join('\n');
}

function renderCauses(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: ${String(error)}`;
  const at = error instanceof SparkifyError && error.at ? ` (${renderPosition(error.at)})` : '';
  const own = `${error.stack ?? error.message}${at}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${renderCauses(error.cause)}`;
}
