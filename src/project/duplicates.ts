import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { renderPosition, type SourcePosition } from '../diagnostics/position.ts';

interface Named {
  readonly name: string;
  readonly at: SourcePosition;
}

/**
 * One diagnostic for every name that was there before, without regard to case, as DuckDB takes names.
 *
 * @param kind what the names are of, e.g. `source table`.
 */
export function findDuplicates(kind: string, named: readonly Named[], hint: string): readonly Diagnostic[] {
  const first = new Map<string, Named>();
  return named.flatMap(item => {
    const identity = item.name.toLowerCase();
    const before = first.get(identity);
    if (before === undefined) {
      first.set(identity, item);
      return [];
    }
    const message = `The ${kind} "${item.name}" is there twice: here and in ${renderPosition(before.at)}.`;
    return [errorDiagnostic('duplicate-name', message, { at: item.at, hint })];
  });
}
