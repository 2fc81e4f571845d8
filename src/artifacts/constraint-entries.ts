import type { DeclaredConstraint } from '../project/project.ts';

/** Constraints of one column, as the manifest holds them. */
export function columnConstraints(
  constraints: readonly DeclaredConstraint[],
  column: string,
): readonly object[] {
  return constraints.filter(constraint => constraint.column === column).map(constraintEntry);
}

/** Constraints of a table as a whole. */
export function tableConstraints(constraints: readonly DeclaredConstraint[]): readonly object[] {
  return constraints
    .filter(constraint => constraint.column === undefined)
    .map(constraint => ({ ...constraintEntry(constraint), columns: constraint.columns }));
}

function constraintEntry({ type, name, expression, to, toColumns }: DeclaredConstraint): object {
  return {
    type,
    name: name ?? null,
    expression: expression ?? null,
    warn_unenforced: true,
    warn_unsupported: true,
    to: to ?? null,
    to_columns: toColumns,
  };
}
