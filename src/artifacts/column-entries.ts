import type { DeclaredColumn, DeclaredConstraint } from '../project/project.ts';
import { columnConstraints } from './constraint-entries.ts';

/** Declared columns by name, as the manifest holds them. */
export function columnEntries(
  columns: readonly DeclaredColumn[],
  constraints: readonly DeclaredConstraint[] = [],
): Readonly<Record<string, object>> {
  return Object.fromEntries(columns.map(column => [column.name, columnEntry(column, constraints)]));
}

function columnEntry(
  { name, description, dataType, quote }: DeclaredColumn,
  constraints: readonly DeclaredConstraint[],
): object {
  return {
    name,
    description,
    meta: {},
    data_type: dataType ?? null,
    constraints: columnConstraints(constraints, name),
    quote: quote ?? null,
    config: { meta: {}, tags: [] },
    tags: [],
    granularity: null,
    doc_blocks: [],
  };
}
