import { didYouMean } from '../diagnostics/closest.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/diagnostic.ts';
import type { SourcePosition } from '../diagnostics/position.ts';
import type { DeclaredGroup } from '../project/project.ts';

/** Refuses a group that nobody declares. `label` is what messages call its member: `the model "users"`. */
export function checkGroup(
  group: string | null,
  label: string,
  groups: readonly DeclaredGroup[],
  at: SourcePosition,
): readonly Diagnostic[] {
  if (group === null || groups.some(({ name }) => name === group)) return [];
  const names = groups.map(({ name }) => name);
  const otherwise =
    names.length > 0
      ? `The groups are ${names.join(', ')}.`
      : 'Declare it under groups: in a properties file, with its owner.';
  const message = `There is no group "${group}", which ${label} says that it is of.`;
  return [errorDiagnostic('unknown-group', message, { at, hint: didYouMean(group, names, otherwise)! })];
}
