import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';
import { as, noOrigins, union, unknownOrigins, withoutSteps } from './origin.ts';
import { type Ctes, emptyFrom, type Scope } from './scope.ts';
import { traceRecursion } from './trace-recursion.ts';
import { modifierRows, traceSelect } from './trace-select.ts';
import { asStep, renamed, type TracedColumn, type TracedRelation, wholeOf } from './traced-relation.ts';
import type { Tracer } from './tracer.ts';

/** What a SELECT, a UNION or the like returns, its common table expressions included. */
export function traceQuery(
  node: SyntaxNode,
  outerCtes: Ctes,
  outer: Scope | undefined,
  tracer: Tracer,
): TracedRelation {
  const ctes = withCtes(node, outerCtes, outer, tracer);
  const result = traceBody(node, ctes, outer, tracer);
  return { ...result, rows: withoutSteps(result.rows) };
}

function traceBody(node: SyntaxNode, ctes: Ctes, outer: Scope | undefined, tracer: Tracer): TracedRelation {
  if (node.type === 'SELECT_NODE') return traceSelect(node, ctes, outer, tracer);
  const [left, right] = ['left', 'right'].map(side => nodeIn(node, side));
  if (left === undefined || right === undefined)
    return unknownResult(`a query of the kind ${String(node.type)}`);
  if (node.type === 'RECURSIVE_CTE_NODE') {
    const keys = listIn(node, 'key_targets').map(key => textsIn(key, 'column_names').at(-1) ?? '');
    const names = textsIn(node, 'aliases');
    const isSet = node.union_all !== true;
    const recursion = { name: textIn(node, 'cte_name'), names, keys, isSet, left, right };
    return traceRecursion(recursion, ctes, outer, tracer);
  }
  if (node.type !== 'SET_OPERATION_NODE') return unknownResult(`a query of the kind ${String(node.type)}`);
  const sides = [left, right].map(side => tracer.query(side, ctes, outer)) as [
    TracedRelation,
    TracedRelation,
  ];
  const result = combined(node, ...sides);
  const columns = result.columns.flatMap(({ name, origins }) =>
    name === undefined ? [] : [[name.toLowerCase(), origins] as const],
  );
  const scope = { from: emptyFrom, ctes, aliases: new Map(columns), outer };
  return { ...result, rows: union(result.rows, modifierRows(node, result, scope, tracer)) };
}

/** UNION takes the values of both sides; INTERSECT and EXCEPT those of the left, chosen by the right. */
function combined(node: SyntaxNode, left: TracedRelation, right: TracedRelation): TracedRelation {
  const kind = textIn(node, 'setop_type');
  const isByName = kind === 'UNION_BY_NAME';
  const isOpen = left.rest !== undefined || right.rest !== undefined;
  if (isOpen || (!isByName && left.columns.length !== right.columns.length)) {
    return unknownResult('a set operation of unknown columns');
  }
  const rows = union(left.rows, right.rows);
  if (kind === 'EXCEPT' || kind === 'INTERSECT') {
    return { ...left, rows: union(rows, as('filter', union(wholeOf(left), wholeOf(right)))) };
  }
  const columns = isByName ? byName(left, right) : byPlace(left, right);
  const isSet = node.setop_all === false;
  const values = isSet ? as('group', union(wholeOf(left), wholeOf(right))) : noOrigins;
  return { columns, rest: undefined, rows: union(rows, values) };
}

function byPlace(left: TracedRelation, right: TracedRelation): readonly TracedColumn[] {
  return left.columns.map((column, index) => both(column, right.columns[index]!));
}

function byName(left: TracedRelation, right: TracedRelation): readonly TracedColumn[] {
  const key = ({ name }: TracedColumn) => name?.toLowerCase();
  const others = new Map(right.columns.map(column => [key(column), column]));
  const names = new Set(left.columns.map(key));
  return [
    ...left.columns.map(column => {
      const other = others.get(key(column));
      return other === undefined ? column : both(column, other);
    }),
    ...right.columns.filter(column => !names.has(key(column))),
  ];
}

function both(left: TracedColumn, right: TracedColumn): TracedColumn {
  const expressions = [...new Set([left.expression, right.expression])];
  return { ...left, origins: union(left.origins, right.origins), expression: expressions.join(' | ') };
}

/** A query's own common table expressions, which see those before them, added to those around it. */
function withCtes(node: SyntaxNode, outerCtes: Ctes, outer: Scope | undefined, tracer: Tracer): Ctes {
  const entries = listIn(nodeIn(node, 'cte_map') ?? {}, 'map');
  if (entries.length === 0) return outerCtes;
  const ctes = new Map(outerCtes);
  for (const entry of entries) {
    const value = nodeIn(entry, 'value') ?? {};
    const query = nodeIn(nodeIn(value, 'query') ?? {}, 'node') ?? {};
    const name = textIn(entry, 'key');
    // One that nobody reads is traced, too: what it reads must be there.
    const traced = renamed(tracer.query(query, new Map(ctes), outer), textsIn(value, 'aliases'));
    ctes.set(name.toLowerCase(), asStep(traced, name));
  }
  return ctes;
}

function unknownResult(reason: string): TracedRelation {
  const rest = unknownOrigins(reason);
  return { columns: [], rest, rows: rest };
}
