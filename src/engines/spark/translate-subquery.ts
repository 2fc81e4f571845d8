import { listIn, nodeIn, type SyntaxNode } from '../../syntax/syntax-node.ts';
import { NotPortable } from './not-portable.ts';
import type { Scope } from './scope.ts';
import { sparkType } from './spark-type.ts';
import { requireType, type SparkValue } from './spark-value.ts';
import type { Translation } from './translation.ts';
import { required, typeOf } from './type-of.ts';

/** A subquery in an expression. */
export function translateSubquery(node: SyntaxNode, scope: Scope, translation: Translation): SparkValue {
  const inner = nodeIn(nodeIn(node, 'subquery')!, 'node')!;
  if (node.subquery_type === 'SCALAR') {
    const type = required(typeOf(node, translation), node);
    return { sql: `(${translation.query(inner, scope)})`, type: requireType(type, node) };
  }
  if (node.subquery_type === 'EXISTS') {
    return { sql: `EXISTS (${translation.query(inner, scope)})`, type: 'boolean' };
  }
  const isIn = node.subquery_type === 'ANY' && node.comparison_type === 'COMPARE_EQUAL';
  if (isIn && scope.isFilter === true) return inSubquery(node, inner, scope, translation);
  const hint = 'Write it in WHERE, or join the table.';
  throw new NotPortable('A subquery in IN, ANY or ALL has no known form in Spark SQL here.', node, hint);
}

function inSubquery(node: SyntaxNode, inner: SyntaxNode, scope: Scope, translation: Translation): SparkValue {
  const child = nodeIn(node, 'child')!;
  const [item, ...more] = listIn(inner, 'select_list');
  const [left, right] = [child, item].map(each => each && typeOf(each, translation));
  const isSame = left !== undefined && right !== undefined && sparkType(left) === sparkType(right);
  if (!isSame || more.length > 0) {
    throw new NotPortable('IN compares values of two types here.', node, 'Cast one of them.');
  }
  const value = translation.expression(child, scope).sql;
  return { sql: `(${value} IN (${translation.query(inner, scope)}))`, type: 'boolean' };
}
