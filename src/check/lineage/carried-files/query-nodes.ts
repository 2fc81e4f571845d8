import { isSyntaxNode, type SyntaxNode } from '../../../syntax/syntax-node.ts';
import { filesColumn } from './carried-files.ts';

/** Parts of queries as DuckDB's parser would write them. */

export function columnNode(name: string, alias = ''): SyntaxNode {
  return { class: 'COLUMN_REF', type: 'COLUMN_REF', alias, column_names: [name] };
}

/** A column of the result by its place, from 1, as ORDER BY may name it. */
export function ordinalNode(place: number): SyntaxNode {
  const value = { type: { id: 'INTEGER' }, is_null: false, value: place };
  return { class: 'CONSTANT', type: 'VALUE_CONSTANT', value };
}

export function starNode(excluded: readonly string[]): SyntaxNode {
  return { class: 'STAR', type: 'STAR', exclude_list: excluded };
}

export function callNode(
  name: string,
  children: readonly SyntaxNode[],
  options: { readonly distinct?: boolean } = {},
): SyntaxNode {
  const order_bys = { type: 'ORDER_MODIFIER' };
  return { class: 'FUNCTION', type: 'FUNCTION', function_name: name, ...options, children, order_bys };
}

/** A list of no files. */
export const noFiles: SyntaxNode = {
  class: 'CAST',
  type: 'OPERATOR_CAST',
  child: { ...callNode('list_value', []), schema: 'main' },
  cast_type: {
    id: 'LIST',
    type_info: { type: 'LIST_TYPE_INFO', child_type: { id: 'VARCHAR' } },
  },
};

/** What stands for a list that an outer join left out. */
export function orNoFiles(list: SyntaxNode): SyntaxNode {
  return { class: 'OPERATOR', type: 'OPERATOR_COALESCE', children: [list, noFiles] };
}

/** The files of all rows of a group, each once. */
export function gathered(list: SyntaxNode): SyntaxNode {
  return orNoFiles(
    callNode('list_distinct', [callNode('flatten', [callNode('list', [list], { distinct: true })])]),
  );
}

export function selectNode(list: readonly SyntaxNode[], from: SyntaxNode): SyntaxNode {
  return {
    type: 'SELECT_NODE',
    cte_map: { map: [] },
    select_list: list,
    from_table: from,
    aggregate_handling: 'STANDARD_HANDLING',
  };
}

export function subqueryNode(
  query: SyntaxNode,
  alias: string,
  columnNames: readonly string[] = [],
): SyntaxNode {
  return { type: 'SUBQUERY', alias, subquery: { node: query }, column_name_alias: columnNames };
}

/** A part of FROM as it was, whose column of files has a name of its own, so that nothing joins or hides it. */
export function withFilesAs(
  name: string,
  from: SyntaxNode,
  alias: string,
  columnNames: readonly string[],
): SyntaxNode {
  const query = selectNode([starNode([filesColumn]), columnNode(filesColumn, name)], from);
  return subqueryNode(query, alias, columnNames);
}

/** A query whose column of files is the last one again. */
export function withFilesLast(query: SyntaxNode): SyntaxNode {
  const list = [starNode([filesColumn]), columnNode(filesColumn)];
  return selectNode(list, subqueryNode(query, '_sparkify_rows'));
}

/** A query of which equal rows are one, with the files of all of them. */
export function deduplicated(query: SyntaxNode): SyntaxNode {
  const list = [starNode([filesColumn]), { ...gathered(columnNode(filesColumn)), alias: filesColumn }];
  const select = selectNode(list, subqueryNode(query, '_sparkify_rows'));
  return { ...select, aggregate_handling: 'FORCE_AGGREGATES' };
}

/** A tree with other nodes in it; what is changed is not looked into. */
export function changed(tree: unknown, change: (node: SyntaxNode) => SyntaxNode | undefined): unknown {
  if (Array.isArray(tree)) return tree.map(item => changed(item, change));
  if (!isSyntaxNode(tree)) return tree;
  const entries = Object.entries(tree);
  return (
    change(tree) ??
    Object.fromEntries(
      entries.map(([key, value]) => [key, typeof value === 'object' ? changed(value, change) : value]),
    )
  );
}
