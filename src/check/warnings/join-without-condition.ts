import { conjuncts, joinsOf, leavesOf, nameOf, type Query, selectsOf } from '../../syntax/query.ts';
import { ownerOf, type QueryColumns, type ScopeTable } from '../../syntax/query-columns.ts';
import { allNodes, locationOf, nodeIn, type SyntaxNode, textsIn } from '../../syntax/syntax-node.ts';
import { queryFinding } from './query-finding.ts';
import type { Warning } from './warning.ts';

/**
 * Two tables with a comma between them, and nothing in WHERE that connects them, give every row of one with every row
 * of the other. (DuckDB itself refuses JOIN without ON.) Whoever means it writes CROSS JOIN.
 */
export const joinWithoutCondition: Warning = {
  needsSyntax: true,
  find: ({ parsed, queryColumns }) =>
    parsed.flatMap(({ model, query }) =>
      [...selectsOf(query.node)]
        .flatMap(select => unconnected(select, queryColumns))
        .map(table => {
          const message = `Nothing connects "${nameOf(table)}" with the tables before it: each row meets each.`;
          const hint = 'Write join … on …, or cross join if every pair is meant.';
          return queryFinding(model, message, { hint, offset: locationOf(table) });
        }),
    ),
};

/** The tables after a comma that neither a join nor WHERE connects with those before it. */
function unconnected(select: Query, columns: QueryColumns): readonly SyntaxNode[] {
  const from = nodeIn(select.node, 'from_table');
  const commas = joinsOf(from).filter(isComma);
  if (commas.length === 0) return [];
  const leaves = leavesOf(from);
  const tables = columns.tablesOf(select);
  const links = [
    ...joinsOf(from)
      .filter(join => !isComma(join) || readsLeft(join))
      .map(join => leavesOf(join).map(leaf => leaves.indexOf(leaf))),
    ...conjuncts(nodeIn(select.node, 'where_clause')).map(condition => tablesIn(condition, tables)),
  ];
  const groups = connected(leaves.length, links);
  return commas.flatMap(join => {
    const [left, right] = (['left', 'right'] as const).map(side => leavesOf(nodeIn(join, side)));
    const known = new Set(left!.map(leaf => groups[leaves.indexOf(leaf)]));
    return right!.some(leaf => known.has(groups[leaves.indexOf(leaf)])) ? [] : right!.slice(0, 1);
  });
}

/** The parser gives a place to CROSS JOIN and none to a comma. */
function isComma(join: SyntaxNode): boolean {
  return join.ref_type === 'CROSS' && join.query_location === undefined;
}

/** A function or a lateral subquery is computed for each row of what stands before it. */
function readsLeft(join: SyntaxNode): boolean {
  const names = new Set(leavesOf(nodeIn(join, 'left')).map(nameOf));
  const right = nodeIn(join, 'right');
  if (right?.type !== 'SUBQUERY') return right?.type !== 'BASE_TABLE' && right?.type !== 'JOIN';
  return references(right).some(reference => {
    const [table = ''] = textsIn(reference, 'column_names');
    return names.has(table.toLowerCase());
  });
}

/** Which tables a condition reads, by their place; all of them when that is not sure. */
function tablesIn(condition: SyntaxNode, tables: readonly ScopeTable[]): readonly number[] {
  const owners = references(condition).map(reference => ownerOf(reference, tables));
  return owners.includes(undefined) ? [...tables.keys()] : owners.map(owner => tables.indexOf(owner!));
}

function references(node: SyntaxNode): readonly SyntaxNode[] {
  return allNodes(node).filter(({ class: kind }) => kind === 'COLUMN_REF');
}

/** A number for each table, the same for those that links connect. */
function connected(count: number, links: readonly (readonly number[])[]): readonly number[] {
  let groups = [...Array(count).keys()];
  for (const link of links) {
    const joined = new Set(link.map(table => groups[table]));
    const [first] = joined;
    if (first !== undefined) groups = groups.map(group => (joined.has(group) ? first : group));
  }
  return groups;
}
