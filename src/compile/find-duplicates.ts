import { renderRelation } from '../columns/relation.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import { renderPosition } from '../diagnostics/position.ts';
import type { Outcome } from './outcome.ts';

/** Models, seeds and snapshots share one namespace, and so do the tables of a source. SQL does not tell upper from lower case. */
export function findDuplicates(outcomes: readonly Outcome[]): readonly Diagnostic[] {
  return [...duplicateNames(outcomes), ...duplicateTables(outcomes)];
}

function duplicateNames(outcomes: readonly Outcome[]): readonly Diagnostic[] {
  const first = new Map<string, Outcome>();
  const found: Diagnostic[] = [];
  for (const outcome of outcomes.filter(({ enabled }) => enabled)) {
    const key = identity(outcome);
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

function identity({ uniqueId }: Outcome): string {
  return uniqueId.replace(/^(?:model|seed|snapshot)\./, '').toLowerCase();
}

/** Resources of different names that are one table: by an alias, or in the schema of a source. */
function duplicateTables(outcomes: readonly Outcome[]): readonly Diagnostic[] {
  const first = new Map<string, Outcome>();
  return outcomes.flatMap(outcome => {
    if (!outcome.enabled) return [];
    const table = renderRelation(outcome.relation);
    const other = first.get(table.toLowerCase());
    if (other === undefined) first.set(table.toLowerCase(), outcome);
    if (other === undefined || identity(other) === identity(outcome)) return [];
    const [told, silent] = [outcome, other].toSorted((a, b) => saysTable(b) - saysTable(a)) as [
      Outcome,
      Outcome,
    ];
    const message = `"${told.name}" and "${silent.name}" of ${silent.file} are one table, ${renderRelation(told.relation)}.`;
    const hint = 'Give one of them another alias or schema, or disable it.';
    return [errorDiagnostic('duplicate-name', message, { at: told.relationAt, hint })];
  });
}

/** Whether it says itself which table it is: there the mistake can be mended. */
function saysTable({ at, relationAt }: Outcome): number {
  return at === relationAt ? 0 : 1;
}
