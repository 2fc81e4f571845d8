import type { Parser } from '../check/schema-reader.ts';
import {
  changesRelation,
  newFilesRelation,
  type Relation,
  releasedRelation,
  renderRelation,
} from '../columns/relation.ts';
import { type CompiledNode, isTable } from '../compile/node.ts';
import { rowFunctions, timeNames, unrepeatableFunctions } from '../syntax/function-names.ts';
import { allNodes, nodeIn, type SyntaxNode, textIn, textsIn } from '../syntax/syntax-node.ts';

interface RepeatableInput {
  readonly nodes: readonly CompiledNode[];
  /** Statements that run before all nodes. */
  readonly start: readonly string[];
  readonly parser: Parser;
}

/**
 * Why nodes always run, by unique id: their rows do not follow from what they read alone. They ask for the time or for
 * chance, read files or tables that sparkify does not know of, or have hooks, which are there for what they do. In doubt
 * a node is one of these.
 */
export async function findUnrepeatable({
  nodes,
  start,
  parser,
}: RepeatableInput): Promise<ReadonlyMap<string, string>> {
  const word = start.map(wordThatMayDiffer).find(found => found !== undefined);
  if (word !== undefined) return new Map(nodes.map(({ uniqueId }) => [uniqueId, `onRunStart has ${word}`]));
  const found = (await takenApart(nodes, parser)).flatMap(({ node, parts, scope }): [string, string][] => {
    const why = parts === undefined ? 'its SQL cannot be taken apart' : whyOf(parts, scope);
    return why === undefined ? [] : [[node.uniqueId, why]];
  });
  const hooked = nodes.filter(hasHooks).map(({ uniqueId }): [string, string] => [uniqueId, 'it has hooks']);
  // The first of two queries tells.
  return new Map([...hooked, ...found.toReversed()]);
}

/** Whether queries read files or tables that sparkify does not know of: how they bind does not follow from the project alone. */
export async function readsBeside({ nodes, start, parser }: RepeatableInput): Promise<boolean> {
  if (start.some(statement => wordThatMayDiffer(statement) !== undefined)) return true;
  const queries = await takenApart(nodes, parser);
  return queries.some(
    ({ parts, scope }) => parts?.some(part => whatElseIsRead(part, scope) !== undefined) ?? true,
  );
}

/** The tables that a query may name. */
interface Scope {
  readonly tables: ReadonlySet<string>;
  readonly ctes: ReadonlySet<string>;
}

interface TakenApart {
  readonly node: CompiledNode;
  /** Undefined when the parser cannot write it down. */
  readonly parts: readonly SyntaxNode[] | undefined;
  readonly scope: Scope;
}

async function takenApart(nodes: readonly CompiledNode[], parser: Parser): Promise<readonly TakenApart[]> {
  const known = new Map(nodes.map(node => [node.uniqueId, node]));
  const queries = nodes.flatMap(node => sqlOf(node).map(sql => ({ node, sql })));
  const trees = await parser.syntaxTrees(queries.map(({ sql }) => sql));
  return queries.map(({ node }, index) => {
    const tree = trees[index];
    const parts = tree === undefined ? undefined : allNodes(tree);
    return { node, parts, scope: { tables: tablesOf(node, known), ctes: new Set(parts?.flatMap(ctesOf)) } };
  });
}

/** An incremental model has two, and a unit test may give rows as queries. */
function sqlOf(node: CompiledNode): readonly string[] {
  if (!('sql' in node)) return [];
  if (node.resourceType === 'unit_test') {
    const fixtures = [...node.given.map(({ fixture }) => fixture), node.expect];
    return [node.sql, ...fixtures.flatMap(fixture => (fixture.format === 'sql' ? [fixture.sql] : []))];
  }
  return 'increment' in node && node.increment !== undefined ? [node.sql, node.increment.sql] : [node.sql];
}

function hasHooks(node: CompiledNode): boolean {
  return 'hooks' in node && node.hooks.pre.length + node.hooks.post.length > 0;
}

/**
 * Told by its words alone, for it is no query that could be taken apart. A macro or a variable of it may be in any query, and it may
 * attach a database.
 */
function wordThatMayDiffer(statement: string): string | undefined {
  const words = statement.toLowerCase().match(/[a-z_]\w*/g) ?? [];
  return words.find(word => unrepeatableFunctions.has(word) || leadsOutside.test(word));
}

const leadsOutside = /^(attach|from|read_\w+|\w+_scan)$/;

function tablesOf(node: CompiledNode, known: ReadonlyMap<string, CompiledNode>): ReadonlySet<string> {
  // What is new of a table may depend on what is there.
  const own = 'increment' in node ? [node] : [];
  const parents = node.dependsOn.map(id => known.get(id)!).filter(isTable);
  const relations = [...parents, ...own].map(({ relation }) => relation);
  const given = node.resourceType === 'unit_test' ? node.given.map(({ relation }) => relation) : [];
  const parts = relations.flatMap(relation => [
    releasedRelation(relation),
    newFilesRelation(relation, node.name),
    changesRelation(relation, node.name),
  ]);
  return new Set([...relations, ...parts, ...given].map(nameOf));
}

function whyOf(parts: readonly SyntaxNode[], scope: Scope): string | undefined {
  for (const part of parts) {
    const why = part.sample === undefined ? (whatElseIsRead(part, scope) ?? whatMayDiffer(part)) : sampled;
    if (why !== undefined) return why;
  }
  return undefined;
}

const sampled = 'it takes a sample';

function whatElseIsRead(part: SyntaxNode, { tables, ctes }: Scope): string | undefined {
  switch (part.type) {
    case 'BASE_TABLE': {
      const [schema, name] = [textIn(part, 'schema_name'), textIn(part, 'table_name')];
      if (schema === '' && ctes.has(name.toLowerCase())) return undefined;
      // What sparkify writes names no database: one that is named is another.
      const isOwn = textIn(part, 'catalog_name') === '';
      const isKnown = isOwn && tables.has(nameOf({ schema: schema || 'main', name }));
      return isKnown ? undefined : `it reads "${name}" without ref() or source()`;
    }
    case 'TABLE_FUNCTION': {
      const name = functionName(nodeIn(part, 'function') ?? {});
      return rowFunctions.has(name) ? undefined : `it reads ${name}()`;
    }
    default:
      return undefined;
  }
}

function whatMayDiffer(part: SyntaxNode): string | undefined {
  switch (part.type) {
    case 'FUNCTION': {
      const name = functionName(part);
      return unrepeatableFunctions.has(name) ? `it calls ${name}()` : undefined;
    }
    case 'COLUMN_REF': {
      const names = textsIn(part, 'column_names');
      // Who asks is the same everywhere, and often a column is called "user".
      const isTime = names.length === 1 && timeNames.has(names[0]!.toLowerCase());
      return isTime ? `it asks for ${names[0]!.toLowerCase()}` : undefined;
    }
    default:
      return undefined;
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
