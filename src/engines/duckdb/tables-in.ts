import type { DuckDBConnection } from '@duckdb/node-api';
import type { NamedTable } from '../../check/schema-reader.ts';
import { fromByteOffset } from './byte-offset.ts';

type Tree = { readonly [key: string]: unknown };

/**
 * The tables that a query names, out of DuckDB's own syntax tree; names of its CTEs are left out. (The client's
 * `getTableNames` gives nothing at all for a query with USING.)
 */
export async function tablesIn(connection: DuckDBConnection, sql: string): Promise<readonly NamedTable[]> {
  const reader = await connection.runAndReadAll(
    'SELECT json_serialize_sql($1::VARCHAR, skip_null := true)::VARCHAR',
    [sql],
  );
  const tree: unknown = JSON.parse(String(reader.getRows()[0]![0]));
  const found: Tree[] = [];
  findTables(tree, new Set(), found);
  return found.map(table => ({
    schema: String(table.schema_name ?? ''),
    name: String(table.table_name),
    offset: fromByteOffset(Number(table.query_location ?? 0), sql),
  }));
}

function findTables(value: unknown, ctes: ReadonlySet<string>, found: Tree[]): void {
  if (Array.isArray(value)) {
    for (const item of value) findTables(item, ctes, found);
  } else if (isTree(value)) {
    let inner = ctes;
    for (const { key, query } of ctesOf(value)) {
      const withThis = new Set([...inner, key]);
      // A CTE sees those before it, and itself only if it is recursive.
      findTables(query, query.type === 'RECURSIVE_CTE_NODE' ? withThis : inner, found);
      inner = withThis;
    }
    if (value.type === 'BASE_TABLE' && !isCte(value, inner)) found.push(value);
    for (const key in value) if (key !== 'cte_map') findTables(value[key], inner, found);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function isCte(table: Tree, ctes: ReadonlySet<string>): boolean {
  return !table.schema_name && ctes.has(String(table.table_name).toLowerCase());
}

interface Cte {
  readonly key: string;
  readonly query: Tree;
}

function ctesOf(node: Tree): readonly Cte[] {
  const map = isTree(node.cte_map) ? node.cte_map.map : [];
  const entries = Array.isArray(map)
    ? (map as readonly { key: string; value: { query: { node: Tree } } }[])
    : [];
  return entries.map(({ key, value }) => ({ key: key.toLowerCase(), query: value.query.node }));
}
