import type { ColumnLineage, ColumnRef, LineageInput, ModelLineage } from './lineage.ts';

/** Lineage by unique id and column, whatever the case of names. */
export class LineageIndex {
  readonly models: readonly ModelLineage[];
  readonly #byId: ReadonlyMap<string, ModelLineage>;
  readonly #columns: ReadonlyMap<string, ColumnLineage>;

  constructor(models: readonly ModelLineage[]) {
    this.models = models;
    this.#byId = new Map(models.map(model => [model.uniqueId, model]));
    this.#columns = new Map(
      models.flatMap(({ uniqueId: table, columns }) =>
        columns.map(column => [columnKey({ table, column: column.name }), column] as const),
      ),
    );
  }

  model(uniqueId: string): ModelLineage | undefined {
    return this.#byId.get(uniqueId);
  }

  /** Undefined for a column of a source or seed, which comes from nowhere. */
  column(ref: ColumnRef): ColumnLineage | undefined {
    return this.#columns.get(columnKey(ref));
  }

  /** A column and all that its value comes from, nearest first, each once. */
  upstream(ref: ColumnRef): readonly ColumnRef[] {
    const found = new Map([[columnKey(ref), ref]]);
    for (const column of found.values()) {
      for (const { table, column: name } of this.column(column)?.inputs ?? []) {
        const input = { table, column: name };
        if (!found.has(columnKey(input))) found.set(columnKey(input), input);
      }
    }
    return [...found.values()];
  }
}

export function columnKey({ table, column }: ColumnRef): string {
  return `${table}\0${column.toLowerCase()}`;
}

/** One entry for each column of a list of inputs, with all its roles. */
export function byColumn(
  inputs: readonly LineageInput[],
): readonly (ColumnRef & { readonly roles: readonly LineageInput['role'][] })[] {
  const columns = new Map<string, { table: string; column: string; roles: LineageInput['role'][] }>();
  for (const { table, column, role } of inputs) {
    const key = columnKey({ table, column });
    const known = columns.get(key) ?? { table, column, roles: [] };
    known.roles.push(role);
    columns.set(key, known);
  }
  return [...columns.values()];
}
