import { quoteIdentifier } from '../columns/quote.ts';
import type { TableNode, TestShowing } from '../compile/node.ts';
import type { Grouping } from './generic/generic-test.ts';
import { repeatedRowsSql } from './repeated-rows-sql.ts';
import { rowKeys } from './row-keys.ts';

/**
 * How failures are shown of a test that returns rows of a table, or groups of them.
 *
 * @param rows what the test selects from
 * @param groups what the rows are grouped by; empty when it returns whole rows
 */
export function testShowing(
  node: TableNode,
  sql: string,
  rows: string,
  groups: readonly Grouping[],
): TestShowing {
  const keys = rowKeys(node);
  const grouped = new Set(groups.map(({ expression }) => expression));
  const others = keys.filter(key => !grouped.has(quoteIdentifier(key)));
  // A column of the result that has the name of a key could not be told from it.
  const isClear = groups.every(({ name }) => !others.includes(name));
  const needed = groups.length > 0 && others.length > 0 && isClear;
  return { keys, sql: needed ? repeatedRowsSql(sql, rows, groups, others) : undefined };
}
