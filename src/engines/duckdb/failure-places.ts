import { outermostSelects } from '../../syntax/query.ts';
import {
  allNodes,
  listIn,
  locationOf,
  nodeIn,
  type SyntaxNode,
  textIn,
  textsIn,
} from '../../syntax/syntax-node.ts';

/** Where the second column of this name stands, or the star that brings it; in UTF-16 units. */
export function placeOfTwin(query: SyntaxNode, name: string): number | undefined {
  const [select] = outermostSelects({ node: query, ctes: new Map() });
  const items = itemsOf(select?.node);
  const [, second] = items.filter(item => nameOf(item).toLowerCase() === name.toLowerCase());
  const place = second ?? items.findLast(item => item.type === 'STAR');
  return place && locationOf(place);
}

/**
 * Where a UNION or its like gets another number of columns than its left side has; of those whose stars hide how many
 * there are, only one that is the only one.
 */
export function placeOfUnevenUnion(query: SyntaxNode): number | undefined {
  const unions = allNodes(query).filter(node => node.type === 'SET_OPERATION_NODE');
  const uneven = unions.findLast(union => {
    const [left, right] = [widthOf(nodeIn(union, 'left')), widthOf(nodeIn(union, 'right'))];
    return left !== undefined && right !== undefined && left !== right;
  });
  const [only, ...others] = unions;
  const place = uneven ?? (others.length === 0 ? only : undefined);
  const [first] = itemsOf(firstSelect(nodeIn(place ?? {}, 'right')));
  return first && locationOf(first);
}

function widthOf(side: SyntaxNode | undefined): number | undefined {
  const items = itemsOf(firstSelect(side));
  return items.length === 0 || items.some(item => item.type === 'STAR') ? undefined : items.length;
}

function firstSelect(node: SyntaxNode | undefined): SyntaxNode | undefined {
  return node && outermostSelects({ node, ctes: new Map() })[0]?.node;
}

function itemsOf(select: SyntaxNode | undefined): readonly SyntaxNode[] {
  return select === undefined ? [] : listIn(select, 'select_list');
}

function nameOf(item: SyntaxNode): string {
  return textIn(item, 'alias') || (textsIn(item, 'column_names').at(-1) ?? '');
}
