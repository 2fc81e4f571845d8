import { aggregates } from '../../syntax/function-names.ts';
import { isSyntaxNode, type SyntaxNode, textIn, textsIn } from '../../syntax/syntax-node.ts';

/** The expressions right below an expression. Those of a subquery are its own. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.class === 'SUBQUERY') return [];
  const parts = Object.entries(node).filter(([key]) => key !== 'value' && key !== 'cast_type');
  return parts.flatMap(([, value]) => expressionsIn(value));
}

/** The outermost expressions in a part of a query. */
export function expressionsIn(value: unknown): readonly SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (!isSyntaxNode(value)) return [];
  return typeof value.class === 'string' ? [value] : Object.values(value).flatMap(expressionsIn);
}

/** Whether an expression has an aggregate in it, one over a window left aside. */
export function hasAggregate(node: SyntaxNode): boolean {
  if (node.class === 'FUNCTION' && aggregates.has(textIn(node, 'function_name').toLowerCase())) return true;
  return childrenOf(node).some(hasAggregate);
}

/** Whether an expression names one of some columns, given in lower case. */
export function names(node: SyntaxNode, columns: ReadonlySet<string>): boolean {
  const [name = '', ...more] = node.class === 'COLUMN_REF' ? textsIn(node, 'column_names') : [];
  if (more.length === 0 && columns.has(name.toLowerCase())) return true;
  return childrenOf(node).some(child => names(child, columns));
}
