import { leavesOf } from '../../../syntax/query.ts';
import { allNodes, listIn, nodeIn, type SyntaxNode } from '../../../syntax/syntax-node.ts';

/** The subqueries of a SELECT that give its rows values, other than those which only choose rows. */
export function valueSubqueries(select: SyntaxNode): readonly SyntaxNode[] {
  const leaves = leavesOf(nodeIn(select, 'from_table'));
  const values = [
    ...listIn(select, 'select_list'),
    ...listIn(select, 'group_expressions'),
    ...leaves.filter(({ type }) => type === 'TABLE_FUNCTION' || type === 'EXPRESSION_LIST'),
  ];
  return allNodes(values, isSubquery).filter(isSubquery);
}

function isSubquery(node: SyntaxNode): boolean {
  return node.class === 'SUBQUERY';
}
