import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../columns/column.ts';
import type {
  BuiltNode,
  CompiledNode,
  CompiledSeed,
  CompiledSource,
  CompiledUnitTest,
} from '../compile/node.ts';
import type { ReleasedTable } from '../release/documents.ts';
import { fileState } from '../source/file-state.ts';
import type { SourceFile } from '../source/source-file.ts';
import { mapInTurns } from '../storage/turns.ts';
import type { RowGraph } from './row-graph.ts';

export interface RecipeOptions {
  readonly nodes: readonly CompiledNode[];
  readonly graph: RowGraph;
  readonly projectDir: string;
  /** The columns of each table, by unique id. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Another engine may compute other rows of the same query. */
  readonly engineVersion: string;
  /** Statements that run before all nodes: what they define or set, any query may use. */
  readonly start: readonly string[];
  /** The tables that are read from the base release instead of being made in this run, by unique id. */
  readonly released: ReadonlyMap<string, Pick<ReleasedTable, 'version' | 'recipe'>>;
  /** The files that a source is read from in this run. */
  readonly filesOf: (source: CompiledSource) => Promise<readonly SourceFile[]>;
}

/**
 * What the rows of each node follow from, as a text to compare: its own SQL and settings, and the recipes of what it
 * reads, down to the raw files (by name, size and time), the seeds (by content) and the tables of the base release (by
 * the recipe that it tells, else by version), and the engine, as it stands when the hooks of the start have run. Two runs in which a node has one recipe compute the same rows.
 */
export interface Recipes {
  of(id: string): Promise<string>;
}

export function createRecipes(options: RecipeOptions): Recipes {
  const nodes = new Map(options.nodes.map(node => [node.uniqueId, node]));
  const place = new Map(options.graph.order.map((id, index) => [id, index]));
  const known = new Map<string, Promise<string>>();
  const session = digest([options.engineVersion, ...options.start]);
  const parentsOf = (id: string) => (options.released.has(id) ? [] : (options.graph.parents[id] ?? []));
  const make = async (id: string): Promise<string> => {
    const told = options.released.get(id)?.recipe;
    if (told !== undefined) return told;
    const own = digest(await ownPart(nodes.get(id)!, options));
    const parents = await Promise.all(parentsOf(id).map(parent => known.get(parent)!));
    return `${own}-${digest({ own, parents })}-${session}`;
  };
  return {
    of(id) {
      const open = [id];
      const found = new Set<string>();
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (known.has(next) || found.has(next)) continue;
        found.add(next);
        open.push(...parentsOf(next));
      }
      const parentsFirst = [...found].sort((a, b) => place.get(a)! - place.get(b)!);
      for (const each of parentsFirst) known.set(each, make(each));
      return known.get(id)!;
    },
  };
}

/** Why a recipe is another one than before. */
export function recipeChange(before: string, now: string): 'itself' | 'what it reads' | 'the session' {
  const [own, , session] = before.split('-');
  const [ownNow, , sessionNow] = now.split('-');
  if (session !== sessionNow) return 'the session';
  return own === ownNow ? 'what it reads' : 'itself';
}

async function ownPart(node: CompiledNode, options: RecipeOptions): Promise<object> {
  const { uniqueId, resourceType } = node;
  const version = options.released.get(uniqueId)?.version;
  if (version !== undefined) return { uniqueId, version };
  switch (resourceType) {
    case 'source': {
      const { declared, fileColumn, onBadRecord, undeclaredKeys } = node;
      const files = await mapInTurns(await options.filesOf(node), stateOf);
      return { uniqueId, declared, ...(fileColumn && { fileColumn }), onBadRecord, undeclaredKeys, files };
    }
    case 'seed': {
      const { columnTypes, delimiter } = node;
      return {
        uniqueId,
        content: seedContent(node, options.projectDir),
        columnTypes,
        delimiter,
        ...made(node),
      };
    }
    case 'model':
      return { uniqueId, sql: node.sql, increment: node.increment?.sql, ...made(node) };
    case 'snapshot':
      return { uniqueId, sql: node.sql, snapshot: node.snapshot, ...made(node) };
    case 'test':
      return { uniqueId, sql: node.sql, severity: node.severity, verdict: node.verdict };
    case 'unit_test': {
      const { sql, given, expect } = node;
      const contents = givenSeeds(node).map(seed => [
        seedContent(seed, options.projectDir),
        seed.columnTypes,
        seed.delimiter,
      ]);
      // What a row leaves out is null in a column of this type.
      const columns = given.map(({ table }) => options.columns[table]);
      return { uniqueId, sql, given, columns, contents, expect };
    }
    case 'exposure':
      return { uniqueId };
  }
}

/** The files of rows that a unit test gives. */
export function givenSeeds({ given }: Pick<CompiledUnitTest, 'given'>): readonly CompiledSeed[] {
  return given.flatMap(({ fixture }) => (fixture.format === 'seed' ? [fixture.seed] : []));
}

/** A hash of its file. */
export function seedContent({ file }: CompiledSeed, projectDir: string): string {
  return digest(readFileSync(join(projectDir, file), 'utf8'));
}

/** What beside its query decides how the rows of a node come about, and how they lie in a lake. */
function made({ relation, hooks, config }: BuiltNode): object {
  const { materialized, published, format, partitionBy, sortBy, compression } = config;
  const incremental = materialized === 'incremental' ? config.incremental : undefined;
  const statements = [hooks.pre, hooks.post].map(all => all.flatMap(hook => hook.statements));
  const files = { format, partitionBy, sortBy, compression };
  return { relation, statements, materialized, incremental, published, ...files };
}

/** By name, size and time; of an object on S3 by its ETag. */
function stateOf(file: SourceFile): readonly (string | number)[] {
  const { etag, size, modified } = fileState(file);
  return [file.path, size, etag ?? modified];
}

/** Stands for a value that JSON holds. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24);
}
