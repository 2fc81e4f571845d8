import type { Column } from '../../columns/column.ts';
import { allNodes, type SyntaxNode, textsIn } from '../../syntax/syntax-node.ts';

/**
 * The columns of a source that a query names. All of them where the query may mean some that it does not name: by a
 * star, by place, or in a join.
 *
 * @param tree undefined when DuckDB cannot tell it
 */
export function usedColumns(tree: SyntaxNode | undefined, columns: readonly Column[]): readonly Column[] {
  if (tree === undefined) return columns;
  const named = new Set<string>();
  for (const node of allNodes(tree)) {
    if (node.class === 'STAR' || node.class === 'POSITIONAL_REFERENCE' || node.type === 'JOIN')
      return columns;
    if (node.class === 'COLUMN_REF')
      for (const name of textsIn(node, 'column_names')) named.add(name.toLowerCase());
  }
  const used = columns.filter(({ name }) => named.has(name.toLowerCase()));
  return used.length === 0 ? columns : used;
}
