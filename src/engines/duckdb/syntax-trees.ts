import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { fromByteOffset } from './byte-offset.ts';

/** How many queries are parsed at once: the trees of all of a project would be text of many megabytes. */
const BATCH = 100;

/**
 * The syntax trees of queries, out of DuckDB's own parser; undefined for the few that it cannot serialize, such as a
 * PIVOT at the top.
 */
export async function syntaxTrees(
  connection: DuckDBConnection,
  queries: readonly string[],
): Promise<readonly (SyntaxNode | undefined)[]> {
  const trees: (SyntaxNode | undefined)[] = [];
  for (let start = 0; start < queries.length; start += BATCH) {
    const batch = queries.slice(start, start + BATCH);
    const reader = await connection.runAndReadAll(
      `SELECT json_serialize_sql(query, skip_default := true, skip_empty := true, skip_null := true)::VARCHAR
       FROM (SELECT unnest($1::VARCHAR[]) AS query, generate_subscripts($1::VARCHAR[], 1) AS place) ORDER BY place`,
      [listValue(batch)],
    );
    trees.push(...reader.getRows().map(([json], index) => treeOf(String(json), batch[index]!)));
  }
  return trees;
}

interface Serialized {
  readonly statements?: readonly { readonly node: SyntaxNode }[];
}

function treeOf(json: string, query: string): SyntaxNode | undefined {
  const { statements = [] } = JSON.parse(json, locationReviver(query)) as Serialized;
  return statements[0]?.node;
}

/** Places count in bytes, which are the same as UTF-16 units only where all is ASCII. */
function locationReviver(query: string): ((key: string, value: unknown) => unknown) | undefined {
  if (Buffer.byteLength(query) === query.length) return undefined;
  return (key, value) => (key === 'query_location' ? fromByteOffset(Number(value), query) : value);
}
