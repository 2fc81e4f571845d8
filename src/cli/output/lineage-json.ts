import type { ColumnRef, LineageInput } from '../../check/lineage/lineage.ts';
import { columnKey, type LineageIndex } from '../../check/lineage/lineage-index.ts';

/** Columns, all that they come from, and what decides the rows of the models among them. */
export function lineageJson(asked: readonly ColumnRef[], index: LineageIndex): object {
  const all = asked.flatMap(ref => index.upstream(ref));
  const columns = [...new Map(all.map(ref => [columnKey(ref), ref])).values()];
  const tables = [...new Set(columns.map(({ table }) => table))];
  return {
    asked: asked.map(entry),
    columns: columns.map(ref => {
      const { expression = '', inputs = [], unknown = null } = index.column(ref) ?? {};
      return { ...entry(ref), expression, inputs: inputs.map(inputEntry), unknown };
    }),
    rows: tables.flatMap(table => {
      const model = index.model(table);
      if (model === undefined) return [];
      return { node: table, inputs: model.rows.map(inputEntry), unknown: model.rowsUnknown ?? null };
    }),
  };
}

function entry({ table, column }: ColumnRef): object {
  return { node: table, column };
}

function inputEntry({ table, column, role, through }: LineageInput): object {
  return { node: table, column, role, through };
}
