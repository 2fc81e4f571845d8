import type { ColumnType } from '../../columns/column-type.ts';
import { listIn, nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { aggregateFunctions } from './functions/aggregates.ts';
import { windowFunctions } from './functions/windows.ts';
import { NotPortable } from './not-portable.ts';
import type { Scope } from './scope.ts';
import type { SparkValue } from './spark-value.ts';
import { callOf } from './translate-function.ts';
import type { Translation } from './translation.ts';

/** A function over the rows around a row. */
export function translateWindow(
  node: SyntaxNode,
  type: ColumnType,
  scope: Scope,
  translation: Translation,
): SparkValue {
  const name = textIn(node, 'function_name').toLowerCase();
  const known = windowFunctions.get(name) ?? aggregateFunctions.get(name);
  if (known === undefined)
    throw new NotPortable(`${name} over a window has no known form in Spark SQL.`, node);
  if (node.exclude_clause !== undefined && node.exclude_clause !== 'NO_OTHER')
    throw new NotPortable('EXCLUDE in a window has no form in Spark SQL.', node);
  if (listIn(node, 'arg_orders').length > 0)
    throw new NotPortable('ORDER BY in an argument over a window has no form in Spark SQL.', node);
  const more = ['offset_expr', 'default_expr'].flatMap(
    key => nodeIn(node, key) ?? [],
  ) as readonly SyntaxNode[];
  const children = [...listIn(node, 'children'), ...more];
  const nulls = node.ignore_nulls === true ? ' IGNORE NULLS' : '';
  const over = `${nulls} OVER (${windowOf(node, scope, translation, windowFunctions.has(name))})`;
  return known(callOf(name, { ...node, order_bys: undefined }, children, type, scope, translation, over));
}

function windowOf(node: SyntaxNode, scope: Scope, translation: Translation, isRanking: boolean): string {
  const text = (part: SyntaxNode) => translation.expression(part, scope).sql;
  const partitions = listIn(node, 'partitions').map(text);
  const orders = listIn(node, 'orders').map(order => translateOrder(order, text));
  const frame =
    isRanking && !framed.has(textIn(node, 'function_name').toLowerCase()) ? '' : frameOf(node, text);
  return [
    partitions.length === 0 ? '' : `PARTITION BY ${partitions.join(', ')}`,
    orders.length === 0 ? '' : `ORDER BY ${orders.join(', ')}`,
    orders.length === 0 && frame.startsWith('RANGE') ? '' : frame,
  ]
    .filter(part => part !== '')
    .join(' ');
}

const framed = new Set(['first', 'first_value', 'last', 'last_value', 'nth_value']);

/** One item of ORDER BY. NULLs are last in DuckDB unless the query says otherwise. */
export function translateOrder(order: SyntaxNode, text: (expression: SyntaxNode) => string): string {
  const direction = order.type === 'DESCENDING' ? 'DESC' : 'ASC';
  const nulls = order.null_order === 'NULLS FIRST' ? 'FIRST' : 'LAST';
  return `${text(nodeIn(order, 'expression')!)} ${direction} NULLS ${nulls}`;
}

const ends: Readonly<Record<string, readonly [unit: string, end: string]>> = {
  UNBOUNDED_PRECEDING: ['', 'UNBOUNDED PRECEDING'],
  UNBOUNDED_FOLLOWING: ['', 'UNBOUNDED FOLLOWING'],
  CURRENT_ROW_RANGE: ['RANGE', 'CURRENT ROW'],
  CURRENT_ROW_ROWS: ['ROWS', 'CURRENT ROW'],
  EXPR_PRECEDING_ROWS: ['ROWS', 'PRECEDING'],
  EXPR_FOLLOWING_ROWS: ['ROWS', 'FOLLOWING'],
  EXPR_PRECEDING_RANGE: ['RANGE', 'PRECEDING'],
  EXPR_FOLLOWING_RANGE: ['RANGE', 'FOLLOWING'],
};

function frameOf(node: SyntaxNode, text: (part: SyntaxNode) => string): string {
  const [start, end] = [textIn(node, 'start'), textIn(node, 'end')].map(key => ends[key]);
  if (start === undefined || end === undefined)
    throw new NotPortable('A window over GROUPS has no form in Spark SQL.', node);
  const bound = ([, word]: readonly [string, string], key: string) => {
    const expression = nodeIn(node, key);
    return expression === undefined ? word : `${text(expression)} ${word}`;
  };
  const unit = start[0] || end[0] || 'ROWS';
  return `${unit} BETWEEN ${bound(start, 'start_expr')} AND ${bound(end, 'end_expr')}`;
}
