import { listIn, nodeIn, type SyntaxNode, textIn } from '../../../syntax/syntax-node.ts';
import { filesColumn, UntoldError } from './carried-files.ts';
import type { CarriedScope, Carrier } from './carrier.ts';
import { limitsRows } from './limits-rows.ts';
import { deduplicated, noFiles, selectNode, starNode, subqueryNode, withFilesLast } from './query-nodes.ts';

/** UNION has the rows of both sides with their files. Which of several equal rows EXCEPT and INTERSECT keep is not known. */
export function carrySetOperation(
  node: SyntaxNode,
  scope: CarriedScope,
  carrier: Carrier,
): SyntaxNode | undefined {
  const kind = textIn(node, 'setop_type');
  const sides = [nodeIn(node, 'left'), nodeIn(node, 'right')];
  if (sides.includes(undefined)) throw new UntoldError('It is a set operation of a kind that is not known.');
  const [left, right] = sides as [SyntaxNode, SyntaxNode];
  const carried = { left: carrier.query(left, scope), right: undefined as SyntaxNode | undefined };
  // What EXCEPT takes away only filters.
  if (kind !== 'EXCEPT') carried.right = carrier.query(right, scope);
  if (carried.left === undefined && carried.right === undefined) return undefined;
  if (kind !== 'UNION' && kind !== 'UNION_BY_NAME')
    throw new UntoldError(`It is an ${kind}, of which it is not known which of equal rows stay.`);
  const isLimited = limitsRows(node);
  const union = {
    ...node,
    left: carried.left ?? withNoFiles(left),
    right: carried.right ?? withNoFiles(right),
  };
  if (node.setop_all !== false) {
    // What only the right side has stands behind the files of the left one.
    return kind === 'UNION' ? union : withFilesLast({ ...union, cte_map: { map: [] } });
  }
  const all = { ...union, cte_map: { map: [] }, modifiers: [], setop_all: true };
  return { ...deduplicated(all), modifiers: isLimited ? listIn(node, 'modifiers') : [] };
}

function withNoFiles(query: SyntaxNode): SyntaxNode {
  return selectNode(
    [starNode([]), { ...noFiles, alias: filesColumn }],
    subqueryNode(query, '_sparkify_side'),
  );
}
