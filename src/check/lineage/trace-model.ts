import type { Column } from '../../columns/column.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { itemTextsOf } from './item-texts.ts';
import type { ColumnLineage, ColumnRef, LineageInput, ModelLineage } from './lineage.ts';
import { type Origins, unknownOrigins } from './origin.ts';
import { traceQuery } from './trace-query.ts';
import type { TracedColumn, TracedRelation } from './traced-relation.ts';
import type { OuterTable, Tracer } from './tracer.ts';

export interface TraceInput {
  readonly uniqueId: string;
  readonly sql: string;
  /** What DuckDB's parser makes of the query; undefined when it cannot write that down. */
  readonly tree: SyntaxNode | undefined;
  /** What DuckDB says that the query returns. */
  readonly columns: readonly Column[];
  readonly table: (schema: string, name: string) => OuterTable | undefined;
  /** Macros that hooks define. */
  readonly opaque?: ReadonlySet<string>;
}

/** Follows every column of a query to the tables that it reads. What is not sure is said to be unknown. */
export function traceModel(input: TraceInput): ModelLineage {
  const { uniqueId, sql, tree, columns, table, opaque = new Set<string>() } = input;
  if (tree === undefined)
    return unknownLineage(uniqueId, columns, 'a query whose syntax DuckDB does not tell');
  const named: ColumnRef[] = [];
  const tracer: Tracer = {
    table,
    opaque,
    onName: (table, column) => named.push({ table, column }),
    itemTexts: itemTextsOf(sql),
    query: (node, ctes, outer) => traceQuery(node, ctes, outer, tracer),
  };
  const relation = tracer.query(tree, new Map(), undefined);
  const found = aligned(relation, columns);
  const written = found
    .filter(({ isStar }) => isStar !== true)
    .flatMap(({ origins }) => [...origins.values()]);
  return {
    uniqueId,
    columns: columns.map(({ name }, index) => columnLineage(name, found[index]!)),
    ...inputsOf(relation.rows, 'rows', 'rowsUnknown'),
    reads: distinct([
      ...named,
      ...[...relation.rows.values(), ...written].filter(({ table }) => table !== ''),
    ]),
  };
}

/**
 * Brings what was found together with what DuckDB says. Where both disagree about number or names of columns, nothing
 * of it can be trusted.
 */
function aligned(relation: TracedRelation, columns: readonly Column[]): readonly TracedColumn[] {
  const lost = {
    name: undefined,
    origins: unknownOrigins('columns that differ from those of DuckDB'),
    expression: '',
  };
  const isSame = (found: TracedColumn, { name }: Column) =>
    found.name === undefined || found.name.toLowerCase() === name.toLowerCase();
  const { rest } = relation;
  if (rest === undefined) {
    const agrees =
      relation.columns.length === columns.length &&
      relation.columns.every((found, index) => isSame(found, columns[index]!));
    return agrees ? relation.columns : columns.map(() => lost);
  }
  const isNamed = relation.columns.every(({ name }) => name !== undefined);
  return columns.map(column => {
    const named = relation.columns.find(found => found.name !== undefined && isSame(found, column));
    return named ?? (isNamed ? { name: column.name, origins: rest, expression: '' } : lost);
  });
}

function distinct(refs: readonly ColumnRef[]): readonly ColumnRef[] {
  const byKey = new Map(refs.map(({ table, column }) => [`${table}\0${column}`, { table, column }]));
  return [...byKey.values()];
}

function columnLineage(name: string, { origins, expression }: TracedColumn): ColumnLineage {
  return { name, expression, ...inputsOf(origins, 'inputs', 'unknown') };
}

function inputsOf<Inputs extends string, Unknown extends string>(
  origins: Origins,
  inputs: Inputs,
  unknown: Unknown,
): Record<Inputs, readonly LineageInput[]> & Record<Unknown, string | undefined> {
  const all = [...origins.values()];
  const reason = all.find(({ table }) => table === '')?.column;
  const known =
    reason === undefined
      ? all.map(({ table, column, role, through }) => ({ table, column, role, through }))
      : [];
  return { [inputs]: known, [unknown]: reason } as Record<Inputs, readonly LineageInput[]> &
    Record<Unknown, string | undefined>;
}

function unknownLineage(uniqueId: string, columns: readonly Column[], reason: string): ModelLineage {
  return {
    uniqueId,
    columns: columns.map(({ name }) => ({ name, expression: '', inputs: [], unknown: reason })),
    rows: [],
    rowsUnknown: reason,
    reads: [],
  };
}
