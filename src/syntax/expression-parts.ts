import { aggregates } from './function-names.ts';
import { allNodes, isSyntaxNode, listIn, nodeIn, type SyntaxNode, textIn } from './syntax-node.ts';

/** An expression and all below it; of a subquery only its node, not what stands in it. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return allNodes(node, part => part.class === 'SUBQUERY');
}

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

/** Whether an expression is the call of an aggregate; one over a window is none. */
export function isAggregateCall(node: SyntaxNode): boolean {
  return node.class === 'FUNCTION' && aggregates.has(textIn(node, 'function_name').toLowerCase());
}

/** Whether an expression has an aggregate in it. */
export function hasAggregate(node: SyntaxNode): boolean {
  return partsOf(node).some(isAggregateCall);
}

/** Whether the rows of a SELECT with these items are groups. */
export function isGrouped(select: SyntaxNode, items: readonly SyntaxNode[]): boolean {
  const isAsked =
    listIn(select, 'group_expressions').length > 0 || select.aggregate_handling === 'FORCE_AGGREGATES';
  return isAsked || nodeIn(select, 'having') !== undefined || items.some(hasAggregate);
}

/** The number of a column of the result, as GROUP BY and ORDER BY may name it: from 1. */
export function ordinalOf(expression: SyntaxNode): number | undefined {
  const value = nodeIn(expression, 'value')?.value;
  return expression.class === 'CONSTANT' && typeof value === 'number' ? value : undefined;
}
