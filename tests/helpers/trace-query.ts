import type { ModelLineage } from '../../src/check/lineage/lineage.ts';
import { traceModel } from '../../src/check/lineage/trace-model.ts';
import type { Column } from '../../src/columns/column.ts';
import { withShadow } from './shadow.ts';

/** Tables that the queries of a test read, all in the schema `main`. */
export type TestTables = Readonly<Record<string, readonly Column[]>>;

/** Where the columns of a query come from, with DuckDB's own parser and binder. Throws when the query does not bind. */
export function traceQuery(sql: string, tables: TestTables): Promise<ModelLineage> {
  return withShadow(async reader => {
    await reader.createTables(
      Object.entries(tables).map(([name, columns]) => ({ relation: { schema: 'main', name }, columns })),
    );
    const described = await reader.describe(sql);
    if (!described.ok) throw new Error(`${described.message} ${sql}`);
    const [tree] = await reader.syntaxTrees([sql]);
    const table = (_: string, name: string) => {
      const columns = tables[name.toLowerCase()];
      return columns && { uniqueId: name.toLowerCase(), columns };
    };
    return traceModel({ uniqueId: 'query', sql, tree, columns: described.columns, table });
  });
}

/** A lineage as text: `n <- t.a, t.b (window)` for each column, then `rows <- t.c (filter)`. */
export function lineageText({ columns, rows, rowsUnknown }: ModelLineage): readonly string[] {
  return [
    ...columns.map(
      ({ name, inputs, unknown }) => `${name} <- ${unknown === undefined ? inputText(inputs) : '?'}`,
    ),
    ...(rows.length > 0 || rowsUnknown !== undefined
      ? [`rows <- ${rowsUnknown === undefined ? inputText(rows) : '?'}`]
      : []),
  ];
}

function inputText(inputs: ModelLineage['rows']): string {
  const plain = ['identity', 'transformation'];
  return inputs
    .map(({ table, column, role }) => `${table}.${column}${plain.includes(role) ? '' : ` (${role})`}`)
    .sort()
    .join(', ');
}
