import { renderRelation } from '../columns/relation.ts';
import type { ColumnClaim, TableNode, TestScan } from '../compile/node.ts';

/**
 * What a test of rows looks at.
 *
 * @param failing the condition that failing rows meet, of those that `where` chooses
 */
export function testScan(
  node: TableNode,
  failing: string,
  { where, claim }: { readonly where?: string | undefined; readonly claim?: ColumnClaim | undefined },
): TestScan {
  const chosen = where === undefined ? '' : `(${where}\n) and `;
  return { from: renderRelation(node.relation), condition: `${chosen}(${failing}\n)`, claim };
}
