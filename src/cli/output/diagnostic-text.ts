import { renderCodeFrame } from '../../diagnostics/code-frame.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../../diagnostics/position.ts';
import type { Colors } from '../colors.ts';
import type { ReadText } from '../project-texts.ts';
import { printable } from './printable.ts';
import { renderQuantity } from './quantity.ts';

/**
 * A diagnostic as a person reads it, several lines without a final line end:
 *
 *     models/users.sql:3:5  error  unknown-column
 *       There is no column "user_idd" in stg_events.
 *         2 | select
 *       > 3 |   user_idd,
 *           |   ^^^^^^^^
 *       Did you mean "user_id"?
 */
export function renderDiagnostic(diagnostic: Diagnostic, colors: Colors, readText: ReadText): string {
  const { severity, message, at, hint, compiled, code } = diagnostic;
  const place = at === undefined ? '' : `${colors.strong(renderPosition(at))}  `;
  const tone = severity === 'error' ? colors.bad : colors.warn;
  const frame = at === undefined ? undefined : codeFrame(at, readText);
  const lines = [`${place}${tone(severity)}  ${colors.faint(code)}`, ...indented(printable(message))];
  if (frame !== undefined) lines.push(...indented(printable(frame)));
  if (compiled !== undefined) lines.push('  compiled:', ...indented(colors.faint(printable(compiled)), 4));
  if (hint !== undefined) lines.push(...indented(printable(hint)));
  return lines.join('\n');
}

/** Errors and warnings by file, then by line; what has no place comes first. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ at }: Diagnostic) => at?.file ?? '';
  return diagnostics.toSorted(
    (a, b) =>
      (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
}

/** `2 errors and 1 warning in 2 files`. */
export function renderDiagnosticCount(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.flatMap(({ at }) => (at === undefined ? [] : [at.file]))).size;
  const parts = [
    ...(errors > 0 || warnings === 0 ? [renderQuantity(errors, 'error')] : []),
    ...(warnings > 0 ? [renderQuantity(warnings, 'warning')] : []),
  ];
  return `${parts.join(' and ')}${files > 0 ? ` in ${renderQuantity(files, 'file')}` : ''}`;
}

/** Lines longer than a screen, as in JSON without line ends, are no help: then there is no frame. */
function codeFrame(at: SourcePosition, readText: ReadText): string | undefined {
  const text = readText(at.file);
  // Without the last line end, which would show as an empty line.
  const frame = text === undefined ? undefined : renderCodeFrame(text.replace(/\r?\n$/, ''), at);
  return frame?.split('\n').some(line => line.length > 250) ? undefined : frame;
}

function indented(text: string, by = 2): string[] {
  return text.split('\n').map(line => `${' '.repeat(by)}${line}`.trimEnd());
}
