import { cteOf, leavesOf, nameOf, outermostSelects, type Query, subqueryOf } from '../../syntax/query.ts';
import { listIn, locationOf, nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';
import { queryFinding } from './query-finding.ts';
import type { Warning } from './warning.ts';

/**
 * A published table whose columns are those of whatever it reads changes when that does. A star over what the query
 * itself writes out, as in `with final as (…) select * from final`, is none of these.
 */
export const selectStar: Warning = {
  needsSyntax: true,
  find: ({ parsed }) =>
    parsed.flatMap(({ model, query }) => {
      const star = model.config.published ? openStar(query, new Set()) : undefined;
      if (star === undefined) return [];
      return queryFinding(
        model,
        `The published columns of ${model.name} are those of the tables it reads, whatever they become.`,
        { hint: 'Write the columns out.', offset: locationOf(star) },
      );
    }),
};

/** The first star among what a query returns whose columns come from a table outside of the query. */
function openStar(query: Query, seen: Set<SyntaxNode>): SyntaxNode | undefined {
  if (seen.has(query.node)) return undefined;
  seen.add(query.node);
  for (const select of outermostSelects(query)) {
    for (const star of listIn(select.node, 'select_list').filter(({ type }) => type === 'STAR')) {
      const found = openTable(star, select, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function openTable(star: SyntaxNode, { node, ctes }: Query, seen: Set<SyntaxNode>): SyntaxNode | undefined {
  const from = textIn(star, 'relation_name').toLowerCase();
  for (const leaf of leavesOf(nodeIn(node, 'from_table'))) {
    if (from !== '' && nameOf(leaf) !== from) continue;
    const inner = leaf.type === 'BASE_TABLE' ? cteOf(leaf, ctes) : subqueryOf(leaf, ctes);
    if (inner === undefined && leaf.type === 'BASE_TABLE') return star;
    const found = inner && openStar(inner, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
