import { lakeName } from '../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../compile/node.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import { type Making, proofOf, tablesByName } from '../release/proof.ts';
import { inParallel } from '../storage/in-parallel.ts';
import { findBehind } from './behind.ts';
import type { Recipes } from './recipes.ts';
import type { RowGraph } from './row-graph.ts';

export interface ReuseInput {
  readonly graph: RowGraph;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids of what the run is asked for. */
  readonly asked: ReadonlySet<string>;
  readonly base: Release | undefined;
  readonly recipes: Recipes;
  readonly makings: Makings;
  /** Unique ids of what is to be computed, whatever it would be made of. */
  readonly forced: ReadonlySet<string>;
  /** Whether the files of a table are all there, as they were written. It is asked of a table more than once. */
  readonly isWhole: (table: ReleasedTable) => Promise<boolean>;
}

/** What the rows or findings of nodes follow from, where they follow from that alone. */
export interface Makings {
  /** Undefined of a node that must run, whatever it was made of. */
  of(id: string): Promise<Making | undefined>;
}

/**
 * @param unrepeatable by unique id the nodes that may give something else of the same: see `findUnrepeatable`
 * @param released unique ids of what is read from the base release, as it was made once
 */
export function createMakings(
  { graph, nodes, recipes }: Pick<ReuseInput, 'graph' | 'nodes' | 'recipes'>,
  unrepeatable: ReadonlyMap<string, string>,
  released: ReadonlySet<string>,
): Makings {
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const sure = new Set(released);
  for (const id of graph.order) {
    if (!unrepeatable.has(id) && (graph.parents[id] ?? []).every(parent => sure.has(parent))) sure.add(id);
  }
  return {
    async of(id) {
      if (!sure.has(id)) return undefined;
      return { recipe: await recipes.of(id), reads: findBehind([id], graph, byId).tables };
    },
  };
}

/** Tables whose files are looked for at once. */
export const parallelTables = 8;

/**
 * Unique ids of what a run need not do again: tables that a build would make of the same as those of the base release,
 * tests that passed on them, and views of which nothing was said against. None of them stands when a table that it reads
 * is computed again: a query need not return the same rows twice.
 */
export async function planReuse(input: ReuseInput): Promise<ReadonlySet<string>> {
  const { base, isWhole } = input;
  if (base === undefined) return new Set();
  const tables = tablesByName(base);
  const nodes = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const broken = new Set(input.forced);
  for (;;) {
    const standing = await findProven({ ...input, forced: broken }, base, nodes);
    const before = broken.size;
    const built = [...standing].map(id => nodes.get(id)!).filter(isPublished);
    await inParallel(built, parallelTables, async ({ uniqueId, relation }) => {
      if (!(await isWhole(tables.get(lakeName(relation))!))) broken.add(uniqueId);
    });
    if (broken.size === before) return standing;
  }
}

/** The same, as if all files were there. */
async function findProven(
  input: ReuseInput,
  base: Release,
  nodes: ReadonlyMap<string, CompiledNode>,
): Promise<ReadonlySet<string>> {
  const { graph, asked } = input;
  const standing = new Set<string>();
  const released = {
    tables: tablesByName(base),
    done: new Map(base.done.map(({ node, proof }) => [node, proof])),
  };
  /** Tables that are computed again, and what reads them directly or through views. */
  const moved = new Set<string>();
  for (const id of graph.order) {
    const node = nodes.get(id)!;
    const isMoved = (graph.parents[id] ?? []).some(parent => moved.has(parent));
    // What is read from the release does not move, whatever became of what it was made of.
    if (!asked.has(id)) {
      if (isMoved && !isPublished(node)) moved.add(id);
    } else if (!isMoved && (await isProven(node, released, input))) standing.add(id);
    else if (isMoved || isPublished(node)) moved.add(id);
  }
  return standing;
}

interface Released {
  readonly tables: ReadonlyMap<string, ReleasedTable>;
  /** Proofs of what is no table, by unique id. */
  readonly done: ReadonlyMap<string, string>;
}

async function isProven(
  node: CompiledNode,
  { tables, done }: Released,
  { makings, forced }: ReuseInput,
): Promise<boolean> {
  const table = isPublished(node) ? tables.get(lakeName(node.relation)) : undefined;
  const proof = isPublished(node) ? table?.proof : done.get(node.uniqueId);
  if (proof === undefined || forced.has(node.uniqueId)) return false;
  const making = await makings.of(node.uniqueId);
  return making !== undefined && proofOf(making, tables) === proof;
}
