import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import type { Parser, TreeOptions } from '../../check/schema-reader.ts';
import type { SyntaxNode } from '../../syntax/syntax-node.ts';
import { fromByteOffset } from './byte-offset.ts';
import type { ConnectionPool } from './connection-pool.ts';

/** How many queries are parsed at once: the trees of all of a project would be text of many megabytes. */
const BATCH = 100;

/**
 * The syntax trees of queries, out of DuckDB's own parser; undefined for the few that it cannot serialize, such as a
 * PIVOT at the top.
 */
export async function syntaxTrees(
  connection: DuckDBConnection,
  queries: readonly string[],
  { keepsEmpty = false }: TreeOptions = {},
): Promise<readonly (SyntaxNode | undefined)[]> {
  const trees: (SyntaxNode | undefined)[] = [];
  for (let start = 0; start < queries.length; start += BATCH) {
    const batch = queries.slice(start, start + BATCH);
    const reader = await connection.runAndReadAll(
      `SELECT json_serialize_sql(query, skip_default := true, skip_empty := ${!keepsEmpty}, skip_null := true)::VARCHAR
       FROM (SELECT unnest($1::VARCHAR[]) AS query, generate_subscripts($1::VARCHAR[], 1) AS place) ORDER BY place`,
      [listValue(batch)],
    );
    trees.push(...reader.getRows().map(([json], index) => treeOf(String(json), batch[index]!)));
  }
  return trees;
}

export function createParser(pool: Pick<ConnectionPool, 'alone'>): Parser {
  return {
    syntaxTrees: (queries, options) => pool.alone(connection => syntaxTrees(connection, queries, options)),
  };
}

interface Serialized {
  readonly statements?: readonly { readonly node: SyntaxNode }[];
}

function treeOf(json: string, query: string): SyntaxNode | undefined {
  try {
    // TypeScript does not know of the third argument, which Node 22 gives.
    const { statements = [] } = JSON.parse(json, reviver(json, query) as ParseReviver) as Serialized;
    return statements[0]?.node;
  } catch (error) {
    // DuckDB writes an infinite number as JSON has none.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type ParseReviver = Parameters<typeof JSON.parse>[1];
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * Places count in bytes, which are the same as UTF-16 units only where all is ASCII. Whole numbers that JavaScript cannot
 * hold stay as they are written: a BigInt.
 */
function reviver(json: string, query: string): Reviver | undefined {
  const isAscii = Buffer.byteLength(query) === query.length;
  const hasLarge = /:-?\d{16,}/.test(json);
  if (isAscii && !hasLarge) return undefined;
  return (key, value, { source = '' }) => {
    if (key === 'query_location' && !isAscii) return fromByteOffset(Number(value), query);
    const isLarge = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
    return isLarge ? BigInt(source) : value;
  };
}
