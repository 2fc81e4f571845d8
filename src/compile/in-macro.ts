import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** A message about a place in a macro, with the template that the macro was called for. */
export function forTemplate(message: string, file: string): string {
  return `${message.replace(/\.$/, '')} (for ${file}).`;
}

/** What is wrong at one place of a macro is told once, however many templates call it. */
export function withoutRepetition(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { at, code, message } = diagnostic;
    const place = at === undefined ? message : `${at.file}:${at.line}:${at.column}`;
    const ofMacro = message.replace(/ \(for [^()]*\)\.$/, '.');
    const key = `${code} ${place} ${ofMacro}`;
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen.values()];
}
