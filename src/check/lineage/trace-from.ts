import { rowFunctions } from '../../syntax/function-names.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { joinTables } from './join-tables.ts';
import { as, noOrigins, originOf, union, unknownOrigins } from './origin.ts';
import { pivotColumns } from './pivot-columns.ts';
import { type Ctes, emptyFrom, type FromTables, type Scope, type ScopeTable } from './scope.ts';
import { traceExpression } from './trace-expression.ts';
import { asStep, renamed, type TracedRelation } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

/** What a FROM offers. `outer` is what its subqueries and functions see besides the tables before them. */
export function traceFrom(
  node: SyntaxNode | undefined,
  ctes: Ctes,
  outer: Scope | undefined,
  tracer: Tracer,
): FromTables {
  if (node === undefined || node.type === 'EMPTY') return emptyFrom;
  if (node.type !== 'JOIN') return oneTable(node, traceTable(node, { from: emptyFrom, ctes, outer }, tracer));
  const left = traceFrom(nodeIn(node, 'left'), ctes, outer, tracer);
  const lateral = left.tables.length === 0 ? outer : { from: left, ctes, outer };
  const right = traceFrom(nodeIn(node, 'right'), ctes, lateral, tracer);
  const condition = nodeIn(node, 'condition');
  const trace = (tables: FromTables) =>
    condition === undefined ? noOrigins : traceExpression(condition, { from: tables, ctes, outer }, tracer);
  return joinTables(node, left, right, trace);
}

interface TracedTable {
  readonly relation: TracedRelation;
  readonly onName?: ScopeTable['onName'];
}

function oneTable(node: SyntaxNode, { relation, onName }: TracedTable): FromTables {
  const alias = textIn(node, 'alias');
  const table = {
    schema: alias === '' ? textIn(node, 'schema_name').toLowerCase() : '',
    name: (alias || textIn(node, 'table_name') || functionName(node)).toLowerCase(),
    relation: renamed(relation, textsIn(node, 'column_name_alias')),
    onName,
  };
  const star = table.relation.columns.map(column => ({ ...column, table }));
  return { tables: [table], star, merged: new Map(), rows: relation.rows };
}

function traceTable(node: SyntaxNode, scope: Scope, tracer: Tracer): TracedTable {
  switch (node.type) {
    case 'BASE_TABLE':
      return baseTable(node, scope.ctes, tracer);
    case 'SUBQUERY': {
      const query = nodeIn(nodeIn(node, 'subquery') ?? {}, 'node');
      if (query === undefined) return { relation: unknownRelation('a subquery') };
      const relation = tracer.query(query, scope.ctes, scope.outer);
      return { relation: asStep(relation, textIn(node, 'alias') || 'subquery') };
    }
    case 'TABLE_FUNCTION':
      return { relation: functionRows(node, scope, tracer) };
    case 'EXPRESSION_LIST':
      return { relation: valueRows(node, scope, tracer) };
    case 'PIVOT': {
      const source = traceFrom(nodeIn(node, 'source'), scope.ctes, scope.outer, tracer);
      return { relation: pivotColumns(node, { ...scope, from: source }, tracer) };
    }
    default:
      return { relation: unknownRelation(`a table of the kind ${String(node.type)}`) };
  }
}

function baseTable(node: SyntaxNode, ctes: Ctes, tracer: Tracer): TracedTable {
  const schema = textIn(node, 'schema_name').toLowerCase();
  const name = textIn(node, 'table_name');
  // `recurring.t` is what a recursive t with USING KEY holds so far.
  const cte = schema === '' || schema === 'recurring' ? ctes.get(name.toLowerCase()) : undefined;
  if (cte !== undefined) return { relation: cte };
  const table = tracer.table(schema, name);
  if (table === undefined)
    return { relation: unknownRelation(`the table ${name}, which is not of the project`) };
  const { uniqueId, columns } = table;
  const traced = columns.map(({ name, type }) => ({
    ...{ name, type, expression: '' },
    origins: originOf(uniqueId, name),
  }));
  // A table may be called by other column names, but is read by its own.
  const own = new Map(traced.map(column => [column.origins, column.name]));
  return {
    relation: { columns: traced, rest: undefined, rows: noOrigins },
    onName: column => tracer.onName(uniqueId, own.get(column.origins) ?? column.name ?? ''),
  };
}

/** Every row of a function in FROM is made of its arguments, and they also decide how many there are. */
function functionRows(node: SyntaxNode, scope: Scope, tracer: Tracer): TracedRelation {
  const call = nodeIn(node, 'function') ?? {};
  const name = functionName(node);
  if (!rowFunctions.has(name)) return unknownRelation(`the function ${name}`);
  const args = listIn(call, 'children');
  // The arguments see the tables before the function, not the function itself.
  const outer = scope.outer ?? { from: emptyFrom, ctes: scope.ctes, outer: undefined };
  const origins = as('transformation', union(...args.map(arg => traceExpression(arg, outer, tracer))));
  const isOne =
    ['unnest', 'range', 'generate_series'].includes(name) && args.every(arg => !textIn(arg, 'alias'));
  const isPlain = isOne && node.with_ordinality === undefined;
  const names = isPlain ? [name] : textsIn(node, 'column_name_alias');
  return {
    columns: names.map(name => ({ name, origins, expression: `${functionName(node)}(…)` })),
    rest: isPlain ? undefined : origins,
    rows: as('join', origins),
  };
}

function functionName(node: SyntaxNode): string {
  return textIn(nodeIn(node, 'function') ?? {}, 'function_name').toLowerCase();
}

/** `(values (1, 'a'), (2, 'b'))`: each column is what stands at its place in any row. */
function valueRows(node: SyntaxNode, scope: Scope, tracer: Tracer): TracedRelation {
  const outer = scope.outer ?? { from: emptyFrom, ctes: scope.ctes, outer: undefined };
  const rows = Array.isArray(node.values) ? (node.values as readonly (readonly SyntaxNode[])[]) : [];
  const columns = (rows[0] ?? []).map((_, index) => ({
    name: `col${index}`,
    origins: union(...rows.map(row => traceExpression(row[index] ?? {}, outer, tracer))),
    expression: 'values',
  }));
  return { columns, rest: undefined, rows: noOrigins };
}

function unknownRelation(reason: string): TracedRelation {
  const rest = unknownOrigins(reason);
  return { columns: [], rest, rows: rest };
}
