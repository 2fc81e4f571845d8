import type { SchemaReader } from '../check/schema-reader.ts';
import { type Relation, releasedRelation, renderRelation } from '../columns/relation.ts';
import { type CompiledNode, isTable } from '../compile/node.ts';
import { rowFunctions, timeNames, unrepeatableFunctions } from '../syntax/function-names.ts';
import { nodeIn, type SyntaxNode, textIn, textsIn, walk } from '../syntax/syntax-node.ts';

interface RepeatableInput {
  readonly nodes: readonly CompiledNode[];
  /** Statements that run before all nodes. */
  readonly start: readonly string[];
  readonly reader: Pick<SchemaReader, 'syntaxTrees'>;
}

/**
 * Unique ids of the nodes whose rows follow from what they read alone: the same tables and files give them again. Others
 * ask for the time or for chance, read files or tables that sparkify does not know of, or have hooks, which are there for
 * what they do. In doubt a node is one of these others.
 */
export async function repeatableNodes({
  nodes,
  start,
  reader,
}: RepeatableInput): Promise<ReadonlySet<string>> {
  // A macro or a variable of them may be in any query, and one of them may attach a database.
  if (start.some(mayDiffer)) return new Set();
  const known = new Map(nodes.map(node => [node.uniqueId, node]));
  const queries = nodes.flatMap(node => sqlOf(node).map(sql => ({ node, sql })));
  const trees = await reader.syntaxTrees(queries.map(({ sql }) => sql));
  const unsure = new Set(
    queries
      .filter(({ node }, index) => !followsFrom(trees[index], tablesOf(node, known)))
      .map(({ node }) => idOf(node)),
  );
  return new Set(nodes.filter(node => !unsure.has(node.uniqueId) && !hasHooks(node)).map(idOf));
}

/** An incremental model has two. */
function sqlOf(node: CompiledNode): readonly string[] {
  if (!('sql' in node)) return [];
  return 'increment' in node && node.increment !== undefined ? [node.sql, node.increment.sql] : [node.sql];
}

function idOf({ uniqueId }: CompiledNode): string {
  return uniqueId;
}

function hasHooks(node: CompiledNode): boolean {
  return 'hooks' in node && node.hooks.pre.length + node.hooks.post.length > 0;
}

/** Told by its words alone, for it is no query that could be taken apart. */
function mayDiffer(statement: string): boolean {
  const words = statement.toLowerCase().match(/[a-z_]\w*/g) ?? [];
  return words.some(word => unrepeatableFunctions.has(word) || leadsOutside.test(word));
}

const leadsOutside = /^(attach|from|read_\w+|\w+_scan)$/;

function tablesOf(node: CompiledNode, known: ReadonlyMap<string, CompiledNode>): ReadonlySet<string> {
  // What is new of a table may depend on what is there.
  const own = 'increment' in node ? [node] : [];
  const parents = node.dependsOn.map(id => known.get(id)!).filter(isTable);
  const relations = [...parents, ...own].map(({ relation }) => relation);
  const given = node.resourceType === 'unit_test' ? node.given.map(({ relation }) => relation) : [];
  return new Set([...relations, ...relations.map(releasedRelation), ...given].map(nameOf));
}

function followsFrom(tree: SyntaxNode | undefined, tables: ReadonlySet<string>): boolean {
  if (tree === undefined) return false;
  const parts = [...walk(tree)];
  const ctes = new Set(parts.flatMap(ctesOf));
  return parts.every(part => part.sample === undefined && isRepeatable(part, tables, ctes));
}

function isRepeatable(part: SyntaxNode, tables: ReadonlySet<string>, ctes: ReadonlySet<string>): boolean {
  switch (part.type) {
    case 'BASE_TABLE': {
      const [schema, name] = [textIn(part, 'schema_name'), textIn(part, 'table_name')];
      if (schema === '' && ctes.has(name.toLowerCase())) return true;
      return tables.has(nameOf({ schema: schema || 'main', name }));
    }
    case 'TABLE_FUNCTION':
      return rowFunctions.has(functionName(nodeIn(part, 'function') ?? {}));
    case 'FUNCTION':
      return !unrepeatableFunctions.has(functionName(part));
    case 'COLUMN_REF': {
      const names = textsIn(part, 'column_names');
      // Who asks is the same everywhere, and often a column is called "user".
      return names.length > 1 || !timeNames.has(names[0]!.toLowerCase());
    }
    default:
      return true;
  }
}

function functionName(part: SyntaxNode): string {
  return textIn(part, 'function_name').toLowerCase();
}

function ctesOf(part: SyntaxNode): readonly string[] {
  const entries = nodeIn(part, 'cte_map')?.map;
  return Array.isArray(entries) ? entries.map(({ key }: { key: string }) => key.toLowerCase()) : [];
}

function nameOf(relation: Relation): string {
  return renderRelation(relation).toLowerCase();
}
