import type { Query } from '../../src/syntax/query.ts';
import { withShadow } from './shadow.ts';

/** What DuckDB's own parser makes of a query. */
export async function parseQuery(sql: string): Promise<Query> {
  const [node] = await withShadow(reader => reader.syntaxTrees([sql]));
  if (node === undefined) throw new Error(`no tree of ${sql}`);
  return { node, ctes: new Map() };
}
