import { isSyntaxNode, listIn, nodeIn, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';

/** A query or a part of one, with the common table expressions that it sees, by lower-case name. */
export interface Query {
  readonly node: SyntaxNode;
  readonly ctes: Ctes;
  /** The names that `with t(a, b) as` gives to its first columns. */
  readonly columnNames?: readonly string[];
}

export type Ctes = ReadonlyMap<string, Query>;

/** Every SELECT of a query, those of its common table expressions and subqueries included. */
export function* selectsOf(value: unknown, outer: Ctes = new Map()): Generator<Query> {
  if (Array.isArray(value)) for (const item of value) yield* selectsOf(item, outer);
  if (!isSyntaxNode(value)) return;
  const query = enter(value, outer);
  for (const { key } of cteEntries(value)) {
    const cte = query.ctes.get(key)!;
    yield* selectsOf(cte.node, cte.ctes);
  }
  if (value.type === 'SELECT_NODE') yield query;
  for (const [key, child] of Object.entries(value)) {
    if (key !== 'cte_map' && typeof child === 'object') yield* selectsOf(child, query.ctes);
  }
}

/** A query node with its own common table expressions added to those around it. */
export function enter(node: SyntaxNode, outer: Ctes, columnNames: readonly string[] = []): Query {
  const entries = cteEntries(node);
  if (entries.length === 0) return { node, ctes: outer, columnNames };
  const ctes = new Map(outer);
  for (const { key, query, columnNames } of entries) {
    const seen = new Map(ctes);
    // What a recursive one reads of itself is known only by its first part.
    if (query.type === 'RECURSIVE_CTE_NODE') seen.set(key, { node: { type: 'RECURSION' }, ctes: new Map() });
    ctes.set(key, { node: query, ctes: seen, columnNames });
  }
  return { node, ctes, columnNames };
}

/** What a query returns: the sides of UNION and its like, else itself. */
export function outermostSelects({ node, ctes }: Query): readonly Query[] {
  const query = enter(node, ctes);
  if (node.type === 'SELECT_NODE') return [query];
  return ['left', 'right'].flatMap(side => {
    const part = nodeIn(node, side);
    return part === undefined ? [] : outermostSelects({ node: part, ctes: query.ctes });
  });
}

/** The common table expression that a table in FROM names; one with a schema never is. */
export function cteOf(table: SyntaxNode, ctes: Ctes): Query | undefined {
  return textIn(table, 'schema_name') === ''
    ? ctes.get(textIn(table, 'table_name').toLowerCase())
    : undefined;
}

/** The query in a `(select …)` of FROM. */
export function subqueryOf(table: SyntaxNode, ctes: Ctes): Query | undefined {
  const node = nodeIn(nodeIn(table, 'subquery') ?? {}, 'node');
  return node && { node, ctes };
}

/** Tables, subqueries and functions in a FROM, from left to right, without the joins around them. */
export function leavesOf(from: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (from === undefined || from.type === 'EMPTY') return [];
  if (from.type !== 'JOIN') return [from];
  return [...leavesOf(nodeIn(from, 'left')), ...leavesOf(nodeIn(from, 'right'))];
}

/** The joins of a FROM, inner ones first. */
export function joinsOf(from: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (from?.type !== 'JOIN') return [];
  return [...joinsOf(nodeIn(from, 'left')), ...joinsOf(nodeIn(from, 'right')), from];
}

/** What a table in FROM is called in the rest of its SELECT, in lower case. */
export function nameOf(leaf: SyntaxNode): string {
  return (textIn(leaf, 'alias') || textIn(leaf, 'table_name')).toLowerCase();
}

/** The parts of a condition that AND joins. */
export function conjuncts(condition: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (condition === undefined) return [];
  return condition.type === 'CONJUNCTION_AND'
    ? listIn(condition, 'children').flatMap(conjuncts)
    : [condition];
}

function cteEntries(
  node: SyntaxNode,
): readonly { key: string; query: SyntaxNode; columnNames: readonly string[] }[] {
  return listIn(nodeIn(node, 'cte_map') ?? {}, 'map').flatMap(entry => {
    const value = nodeIn(entry, 'value') ?? {};
    const query = nodeIn(nodeIn(value, 'query') ?? {}, 'node');
    const key = textIn(entry, 'key').toLowerCase();
    return query === undefined ? [] : [{ key, query, columnNames: textsIn(value, 'aliases') }];
  });
}
