import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { Outcome } from './outcome.ts';

/** Models and seeds share one namespace, and so do the tables of a source. SQL does not tell upper from lower case. */
export function findDuplicates(outcomes: readonly Outcome[]): readonly Diagnostic[] {
  const first = new Map<string, Outcome>();
  const found: Diagnostic[] = [];
  for (const outcome of outcomes.filter(({ enabled }) => enabled)) {
    const key = outcome.uniqueId.replace(/^(?:model|seed)\./, '').toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, outcome);
      continue;
    }
    const message = `The name "${outcome.name}" is used twice: here and in ${renderPosition(other.at)}.`;
    found.push(
      errorDiagnostic('duplicate-name', message, {
        at: outcome.at,
        hint: 'Rename one of them, or disable it.',
      }),
    );
  }
  return found;
}
