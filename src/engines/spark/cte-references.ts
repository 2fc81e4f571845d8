import { isSyntaxNode, listIn, nodeIn, type SyntaxNode, textIn } from '../../syntax/syntax-node.ts';

/** The tables in FROM, anywhere in a query, that name a common table expression. */
export function cteReferences(query: SyntaxNode): ReadonlySet<SyntaxNode> {
  const found = new Set<SyntaxNode>();
  collect(query, new Set(), found);
  return found;
}

function collect(value: unknown, outer: ReadonlySet<string>, found: Set<SyntaxNode>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, outer, found);
  if (!isSyntaxNode(value)) return;
  const known = new Set(outer);
  for (const entry of listIn(nodeIn(value, 'cte_map') ?? {}, 'map')) {
    // One sees those before it.
    collect(entry.value, new Set(known), found);
    known.add(textIn(entry, 'key').toLowerCase());
  }
  const isNamed = value.type === 'BASE_TABLE' && textIn(value, 'schema_name') === '';
  if (isNamed && known.has(textIn(value, 'table_name').toLowerCase())) found.add(value);
  for (const [key, child] of Object.entries(value)) if (key !== 'cte_map') collect(child, known, found);
}
