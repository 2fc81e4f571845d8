import { expressionsIn, ordinalOf } from '../../syntax/expression-parts.ts';
import { joinsOf } from '../../syntax/query.ts';
import { isSyntaxNode, listIn, nodeIn, type SyntaxNode } from '../../syntax/syntax-node.ts';

/** Where a SELECT stands: which common table expressions it sees, and the query that it is a part of. */
export interface Place {
  readonly ctes: readonly SyntaxNode[];
  /** Makes of a query that stands here the whole one. */
  readonly put: (query: SyntaxNode) => SyntaxNode;
  /** Whether that is an expression of another SELECT, so that only one column at once can be asked for. */
  readonly isNested?: boolean;
}

/** Makes the query that has columns. */
export type Ask = (columns: readonly SyntaxNode[]) => SyntaxNode;

/** Every expression of a SELECT, wherever it stands. */
export function expressionsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const modifiers = listIn(node, 'modifiers').flatMap(modifier => [
    ...listIn(modifier, 'orders').flatMap(order => expressionsIn(order.expression)),
    ...listIn(modifier, 'distinct_on_targets'),
  ]);
  const lists = ['select_list', 'group_expressions'].flatMap(key => listIn(node, key));
  const clauses = ['where_clause', 'having', 'qualify'].flatMap(key => expressionsIn(node[key]));
  const conditions = joinsOf(nodeIn(node, 'from_table')).flatMap(join => expressionsIn(join.condition));
  return [...lists, ...modifiers, ...clauses, ...conditions];
}

/** FROM as it is, but with the columns of both sides of every join to be seen. */
function wholeFrom(from: unknown): unknown {
  if (!isSyntaxNode(from) || from.type !== 'JOIN') return from;
  const [left, right] = [wholeFrom(from.left), wholeFrom(from.right)];
  const isHalf = from.join_type === 'SEMI' || from.join_type === 'ANTI';
  return { ...from, left, right, ...(isHalf ? { join_type: 'INNER' } : {}) };
}

/** GROUP BY with the expressions for which numbers stand. */
function groupsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return listIn(node, 'group_expressions').map(group => {
    const place = ordinalOf(group);
    const item = place === undefined ? undefined : listIn(node, 'select_list')[place - 1];
    return item === undefined ? group : { ...item, alias: '' };
  });
}

/** The same FROM with other columns, before rows are grouped. */
export function plainSelect(node: SyntaxNode, named: readonly SyntaxNode[], place: Place): Ask {
  const lead = place.isNested ? [] : named;
  return columns =>
    place.put({
      ...{
        type: 'SELECT_NODE',
        aggregate_handling: 'STANDARD_HANDLING',
        from_table: wholeFrom(node.from_table),
      },
      ...{ select_list: [...lead, ...columns], cte_map: { map: place.ctes } },
    });
}

/** The same FROM and groups with other columns. */
export function groupedSelect(node: SyntaxNode, named: readonly SyntaxNode[], place: Place): Ask {
  const lead = place.isNested ? [] : named;
  const { group_sets, aggregate_handling } = node;
  const [group_expressions, from_table] = [groupsOf(node), wholeFrom(node.from_table)];
  return columns =>
    place.put({
      ...{ type: 'SELECT_NODE', aggregate_handling, from_table, group_expressions, group_sets },
      ...{ select_list: [...lead, ...columns], cte_map: { map: place.ctes } },
    });
}
