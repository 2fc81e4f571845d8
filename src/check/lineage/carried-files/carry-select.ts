import { hasAggregate, isGrouped } from '../../../syntax/expression-parts.ts';
import { listIn, nodeIn, type SyntaxNode, textIn, textsIn } from '../../../syntax/syntax-node.ts';
import { filesColumn, UntoldError } from './carried-files.ts';
import type { CarriedScope, Carrier } from './carrier.ts';
import { type CarriedTable, carryFrom, readsFiles } from './carry-from.ts';
import { distinctRows } from './distinct-rows.ts';
import { limitsRows } from './limits-rows.ts';
import { callNode, changed, columnNode, gathered, orNoFiles } from './query-nodes.ts';
import { valueSubqueries } from './value-subqueries.ts';
import { refuseWholeRows } from './whole-rows.ts';

/** A SELECT whose rows have the files of the rows that FROM brings together for them. */
export function carrySelect(node: SyntaxNode, scope: CarriedScope, carrier: Carrier): SyntaxNode | undefined {
  const { from, tables } = carryFrom(nodeIn(node, 'from_table') ?? {}, scope, carrier);
  if (valueSubqueries(node).some(subquery => readsFiles(subquery, scope, carrier)))
    throw new UntoldError('A value comes from a subquery, whose files the rows do not have.');
  if (tables.length === 0) return undefined;
  refuseWholeRows(node, tables, scope, carrier);
  const items = listIn(node, 'select_list').map(item => withoutFiles(item, tables));
  const own = filesOf(tables);
  const files = isOfGroups(node) ? gathered(own) : own;
  const select = { ...node, from_table: from, select_list: [...items, { ...files, alias: filesColumn }] };
  return isDistinct(node) ? distinctRows(select, items, limitsRows(node)) : select;
}

/** The files of one row of FROM, each once; an outer join may have left a table out. */
function filesOf(tables: readonly CarriedTable[]): SyntaxNode {
  const lists = tables.map(({ column }) => orNoFiles(columnNode(column)));
  return lists.length === 1
    ? lists[0]!
    : callNode('list_distinct', [lists.reduce((left, right) => callNode('list_concat', [left, right]))]);
}

function isOfGroups(node: SyntaxNode): boolean {
  const elsewhere = [nodeIn(node, 'qualify'), ...listIn(node, 'modifiers').flatMap(ordersOf)];
  return (
    isGrouped(node, listIn(node, 'select_list')) ||
    elsewhere.some(expression => expression !== undefined && hasAggregate(expression))
  );
}

function ordersOf(modifier: SyntaxNode): readonly (SyntaxNode | undefined)[] {
  return listIn(modifier, 'orders').map(order => nodeIn(order, 'expression'));
}

function isDistinct(node: SyntaxNode): boolean {
  return listIn(node, 'modifiers').some(
    modifier => modifier.type === 'DISTINCT_MODIFIER' && listIn(modifier, 'distinct_on_targets').length === 0,
  );
}

/** The same expression, in which stars do not bring the columns of files along. */
function withoutFiles(item: SyntaxNode, tables: readonly CarriedTable[]): SyntaxNode {
  return changed(item, part => {
    if (part.class === 'SUBQUERY') return part;
    if (part.type !== 'STAR') return undefined;
    const hasPattern = nodeIn(part, 'expr') !== undefined;
    if (hasPattern) throw new UntoldError('It chooses columns by a pattern, as COLUMNS() does.');
    const table = textIn(part, 'relation_name').toLowerCase();
    const covered = tables.filter(({ name }) => table === '' || name === table);
    return {
      ...part,
      exclude_list: [...textsIn(part, 'exclude_list'), ...covered.map(({ column }) => column)],
    };
  }) as SyntaxNode;
}
