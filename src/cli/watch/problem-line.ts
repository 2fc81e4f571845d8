import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/**
 * A diagnostic in one line, as the problem matcher of `.vscode/tasks.json` reads it:
 * `models/users.sql:3:8: error unknown-column: There is no column "user_idd". Did you mean "user_id"?`
 *
 * @param elsewhere the file of what has no place of its own, relative to the project
 */
export function problemLine({ severity, code, message, at, hint }: Diagnostic, elsewhere: string): string {
  const place = at === undefined ? `${elsewhere}:1:1` : `${at.file}:${at.line}:${at.column}`;
  const text = [message, ...(hint === undefined ? [] : [hint])].join(' ').replace(/\s+/g, ' ');
  return `${place}: ${severity === 'error' ? 'error' : 'warning'} ${code}: ${text}`;
}
