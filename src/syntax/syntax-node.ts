/**
 * A node of DuckDB's own syntax tree, as `json_serialize_sql` writes it without defaults and mostly without empty parts, but with
 * `query_location` in UTF-16 units. Only what DuckDB 1.5 was seen to write is read from it.
 */
export interface SyntaxNode {
  readonly [key: string]: unknown;
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list in a node, empty when it is left out. */
export function listIn(node: SyntaxNode, key: string): readonly SyntaxNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isSyntaxNode) : [];
}

export function nodeIn(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const value = node[key];
  return isSyntaxNode(value) ? value : undefined;
}

export function textsIn(node: SyntaxNode, key: string): readonly string[] {
  const value = node[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Empty when it is left out. */
export function textIn(node: SyntaxNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}

/** Where a node stands in the query; what has no place of its own has that of its first part that has one. */
export function locationOf(node: SyntaxNode): number | undefined {
  if (typeof node.query_location === 'number') return node.query_location;
  for (const child of Object.values(node)) {
    const found = (Array.isArray(child) ? child : [child]).find(isSyntaxNode);
    const location = found && locationOf(found);
    if (location !== undefined) return location;
  }
  return undefined;
}

/** A node and all below it; nothing of what is below one where it `stopsAt`. */
export function allNodes(
  tree: unknown,
  stopsAt: (node: SyntaxNode) => boolean = () => false,
): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) collect(item);
    if (!isSyntaxNode(value)) return;
    found.push(value);
    if (stopsAt(value)) return;
    for (const key in value) if (typeof value[key] === 'object') collect(value[key]);
  };
  collect(tree);
  return found;
}
