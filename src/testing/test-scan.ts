import { renderRelation } from '../columns/relation.ts';
import type { TableNode, TestScan } from '../compile/node.ts';

/**
 * What a test of one column looks at.
 *
 * @param failing the condition that failing rows meet, of those that `where` chooses
 */
export function testScan(node: TableNode, column: string, failing: string, where?: string): TestScan {
  const chosen = where === undefined ? '' : `(${where}\n) and `;
  return { from: renderRelation(node.relation), column, condition: `${chosen}(${failing}\n)` };
}
