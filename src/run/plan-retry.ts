import { type CompiledNode, isPublished } from '../compile/node.ts';
import type { Graph } from '../graph/graph.ts';
import type { FinishedTable } from '../release/finished-tables.ts';
import { type Recipes, recipeChange } from './recipes.ts';

export interface RetryInput {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids, in any order, of what the run was asked for. */
  readonly asked: ReadonlySet<string>;
  /** Unique ids of tables that the run published, though others failed, and that are still as it left them. */
  readonly published?: ReadonlySet<string>;
  /** Tables that the run finished and kept. */
  readonly finished: readonly FinishedTable[];
  /** Recipes of what ended well, by unique id. */
  readonly done: Readonly<Record<string, string>>;
  readonly recipes: Recipes;
}

/** A finished table that is computed once more, and why. */
export interface StaleTable {
  readonly name: string;
  readonly because: string;
}

export interface RetryPlan {
  /** Unique ids of what must run. */
  readonly again: ReadonlySet<string>;
  /** Tables that stand as they were finished. */
  readonly kept: readonly FinishedTable[];
  /** Unique ids of the kept tables, and of tests and views that need not run again. */
  readonly standing: ReadonlySet<string>;
  readonly stale: readonly StaleTable[];
}

/**
 * Decides what of a run stands. A published table stands when it was finished and would be computed from the same; a
 * test when it passed on the same. Neither stands when a table that it reads is computed again: a query need not
 * return the same rows twice.
 */
export async function planRetry(input: RetryInput): Promise<RetryPlan> {
  const { graph, asked, done, recipes, published = new Set() } = input;
  const nodes = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const finished = new Map(input.finished.map(table => [table.change.node, table]));
  const again = new Set<string>();
  const standing = new Set<string>();
  const stale: StaleTable[] = [];
  /** The nearest table that is computed again and that a node reads, directly or through views. */
  const moved = new Map<string, string>();
  for (const id of graph.order) {
    const node = nodes.get(id)!;
    const mover = firstOf(graph.parents[id] ?? [], parent => moved.get(parent));
    if (mover !== undefined) moved.set(id, mover);
    if (!asked.has(id)) continue;
    const isToldOf = !isPublished(node) || published.has(id);
    const before = finished.get(id)?.recipe ?? (isToldOf ? done[id] : undefined);
    const now = before && (await recipes.of(id));
    if (now !== undefined && before === now && mover === undefined) {
      standing.add(id);
      continue;
    }
    again.add(id);
    if (!isPublished(node)) continue;
    moved.set(id, node.name);
    if (before !== undefined) stale.push({ name: node.name, because: reason(node, before, now!, mover) });
  }
  const kept = [...finished.values()].filter(({ change }) => standing.has(change.node));
  return { again, kept, standing, stale };
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  return items.map(find).find(found => found !== undefined);
}

function reason(node: CompiledNode, before: string, now: string, mover: string | undefined): string {
  if (before === now) return `${mover}, which it reads, is computed again`;
  switch (recipeChange(before, now)) {
    case 'the session':
      return 'onRunStart changed, or the version of DuckDB';
    case 'itself':
      return `its ${node.resourceType === 'seed' ? 'file' : 'SQL'} or its config changed`;
    case 'what it reads':
      return `what it reads changed${mover === undefined ? '' : `: ${mover}`}`;
  }
}
