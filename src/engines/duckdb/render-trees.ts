import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { isSyntaxNode, nodeIn, type SyntaxNode } from '../../syntax/syntax-node.ts';

/** Trees as queries again, in their order; undefined for one that DuckDB does not take. */
export async function renderTrees(
  connection: DuckDBConnection,
  trees: readonly SyntaxNode[],
): Promise<readonly (string | undefined)[]> {
  if (trees.length === 0) return [];
  try {
    const reader = await connection.runAndReadAll(
      `SELECT json_deserialize_sql(tree::JSON)
       FROM (SELECT unnest($1::VARCHAR[]) AS tree, generate_subscripts($1::VARCHAR[], 1) AS place) ORDER BY place`,
      [listValue(trees.map(serialized))],
    );
    return reader.getRows().map(([sql]) => String(sql));
  } catch {
    // One that is wrong spoils them all: it is looked for by halves.
    if (trees.length === 1) return [undefined];
    const half = trees.length >> 1;
    const parts = [trees.slice(0, half), trees.slice(half)].map(part => renderTrees(connection, part));
    return (await Promise.all(parts)).flat();
  }
}

function serialized(query: SyntaxNode): string {
  const statements = [{ node: completed(query) }];
  return JSON.stringify({ error: false, statements }, (_, value) => rawNumber(value));
}

/** Node 22 has it, TypeScript does not know. */
const rawJson = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** A whole number that JavaScript cannot hold is written with all of its digits. */
function rawNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? rawJson.rawJSON(String(value)) : value;
}

/** Trees are kept without empty parts; of a few DuckDB wants to read that they are empty. */
function completed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(completed);
  if (!isSyntaxNode(value)) return value;
  const float = floatOf(value);
  if (float !== undefined) return castOf(value, float);
  const given = Object.entries(value).filter(([, child]) => !isEmpty(child));
  return {
    ...emptyParts(value),
    ...Object.fromEntries(given.map(([key, child]) => [key, completed(child)])),
  };
}

/** The value of a literal like 1e3. */
function floatOf(node: SyntaxNode): number | undefined {
  const { type, value } = nodeIn(node, 'value') ?? {};
  const isFloat = node.class === 'CONSTANT' && isSyntaxNode(type) && type.id === 'DOUBLE';
  return isFloat && typeof value === 'number' ? value : undefined;
}

/** DuckDB would write it as 1000.0, which it reads as a DECIMAL. */
function castOf({ alias }: SyntaxNode, float: number): object {
  const value = { type: { id: 'VARCHAR' }, is_null: false, value: String(float) };
  const child = { class: 'CONSTANT', type: 'VALUE_CONSTANT', value };
  return { class: 'CAST', type: 'OPERATOR_CAST', alias, child, cast_type: { id: 'DOUBLE' } };
}

function isEmpty(value: unknown): boolean {
  return isSyntaxNode(value) && Object.keys(value).length === 0;
}

function emptyParts({ type, class: kind, is_null, value }: SyntaxNode): object {
  if (is_null === false && value === undefined) return { value: '' };
  if (typeof type === 'string' && type.endsWith('_NODE')) return { cte_map: { map: [] } };
  return kind === 'STAR' ? { exclude_list: [], replace_list: [] } : {};
}
