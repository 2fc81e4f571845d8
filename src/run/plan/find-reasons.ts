import { lakeName } from '../../columns/table-name.ts';
import { type CompiledNode, isPublished } from '../../compile/node.ts';
import type { Graph } from '../../graph/graph.ts';
import type { ColumnDifference } from '../../release/diff.ts';
import type { ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { proofOf, tablesByName } from '../../release/proof.ts';
import type { RunGrounds } from '../find-reuse.ts';
import { recipeChange } from '../recipes.ts';
import type { Reuse } from '../reuse.ts';
import { type RowGraph, rowGraph } from '../row-graph.ts';
import type { RunReason } from './run-reason.ts';
import { hasNews, type SourceNews } from './source-news.ts';

export interface ReasonsInput {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly grounds: RunGrounds;
  /** As a run finds it that takes over what it can. */
  readonly reuse: Reuse;
  /** Of the sources behind what is asked for, by unique id. */
  readonly news: ReadonlyMap<string, SourceNews>;
  /** Of tables that get other columns, by unique id. */
  readonly columns: ReadonlyMap<string, readonly ColumnDifference[]>;
  readonly lake: Pick<Lake, 'files' | 'changedFiles'>;
}

/**
 * Why each node that is asked for runs, by unique id, though a run takes over what it can; what stands has no entry. It
 * decides nothing: `planReuse` has done so.
 */
export async function findReasons(input: ReasonsInput): Promise<ReadonlyMap<string, readonly RunReason[]>> {
  const { grounds, reuse } = input;
  const graph = rowGraph(input.graph, input.nodes);
  const standing = new Set(reuse.standing.map(({ uniqueId }) => uniqueId));
  const running = new Set([...grounds.asked].filter(id => !standing.has(id)));
  const byId = new Map(input.nodes.map(node => [node.uniqueId, node]));
  const moved = new Set<string>();
  for (const id of graph.order) {
    const node = byId.get(id)!;
    const isMoved = (graph.parents[id] ?? []).some(parent => moved.has(parent));
    if (running.has(id) ? isMoved || isPublished(node) : isMoved && !isPublished(node)) moved.add(id);
  }
  const search: Search = { ...input, graph, running, byId, moved, tables: tablesByName(grounds.base) };
  const inOrder = graph.order.filter(id => running.has(id));
  const found = await Promise.all(inOrder.map(async id => [id, await reasonsOf(id, search)] as const));
  return new Map(found);
}

interface Search extends Omit<ReasonsInput, 'graph'> {
  readonly graph: RowGraph;
  /** Unique ids of what is asked for and does not stand. */
  readonly running: ReadonlySet<string>;
  readonly byId: ReadonlyMap<string, CompiledNode>;
  /** Those of them whose rows may be other ones, whatever they are made of: tables that are computed again, and views of such. */
  readonly moved: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, ReleasedTable>;
}

async function reasonsOf(id: string, search: Search): Promise<readonly RunReason[]> {
  const node = search.byId.get(id)!;
  const table = isPublished(node) ? search.tables.get(lakeName(node.relation)) : undefined;
  if (search.grounds.base === undefined || (isPublished(node) && table === undefined))
    return [{ kind: 'first-build' }];
  const columns = search.columns.get(id) ?? [];
  const known: readonly RunReason[] = [
    ...(search.grounds.forced.has(id) ? [{ kind: 'full-refresh' } as const] : []),
    ...(search.grounds.due.has(id) ? [{ kind: 'batches' } as const] : []),
    ...alwaysOf(id, search),
    ...deferredBehind(id, search),
    ...(await changesOf(id, table, search)),
    ...(columns.length > 0 ? [{ kind: 'columns', columns } as const] : []),
  ];
  const moved = parentsThat(id, parent => search.moved.has(parent), search);
  const parents = moved.filter(reason => !known.some(other => isSame(reason, other)));
  const reasons = [...known, ...parents];
  return reasons.length > 0 ? reasons : await otherwise(id, table, search);
}

function alwaysOf(id: string, { reuse }: Search): readonly RunReason[] {
  const because = reuse.always.get(id);
  return because === undefined ? [] : [{ kind: 'always', because }];
}

function deferredBehind(id: string, search: Search): readonly RunReason[] {
  const { deferred } = search.grounds;
  const found = [...readBy(id, search)].filter(parent => deferred?.tables.has(parent));
  return found.map(node => ({ kind: 'deferred', node }));
}

/** What tells the recipe of now from the one that the release has. */
async function changesOf(
  id: string,
  table: ReleasedTable | undefined,
  search: Search,
): Promise<readonly RunReason[]> {
  const { grounds, reuse } = search;
  const done = grounds.base?.done.find(({ node }) => node === id);
  const before = table === undefined ? done?.recipe : table.recipe;
  // Nothing is put down of what always runs.
  if (before === undefined) {
    if ((await reuse.makings.of(id)) === undefined) return [];
    return [{ kind: table === undefined ? 'not-done' : 'unproven' }];
  }
  const now = await grounds.recipes.of(id);
  if (now === before) return [];
  const change = recipeChange(before, now);
  if (change === 'itself') return [{ kind: 'code' }];
  if (change === 'the session') return [{ kind: 'engine' }];
  const parents = [
    ...parentsThat(id, parent => search.running.has(parent), search),
    ...filesBehind(id, search),
  ];
  if (parents.length > 0) return parents;
  const sources = sourcesBehind(id, search);
  return sources.length > 0 ? sources.map(node => ({ kind: 'source', node }) as const) : [{ kind: 'reads' }];
}

/** Of a node that was made as it would be now. */
async function otherwise(
  id: string,
  table: ReleasedTable | undefined,
  search: Search,
): Promise<readonly RunReason[]> {
  const { reuse, tables, grounds, lake } = search;
  const making = await reuse.makings.of(id);
  if (making === undefined) return alwaysBehind(id, search);
  const proof = table?.proof ?? grounds.base?.done.find(({ node }) => node === id)?.proof;
  if (proof !== proofOf(making, tables) || table === undefined) return [{ kind: 'republished' }];
  const damaged = await lake.changedFiles(await lake.files(table));
  return [{ kind: 'damaged', files: damaged.length }];
}

/** Of a node that reads what always runs, though it is not asked for. */
function alwaysBehind(id: string, search: Search): readonly RunReason[] {
  const found = [...readBy(id, search)].filter(parent => search.reuse.always.has(parent));
  return found.length > 0 ? found.map(node => ({ kind: 'parent', node })) : [{ kind: 'reads' }];
}

/** The nearest nodes that a node reads, through what is neither asked for nor published, of which something holds. */
function parentsThat(id: string, holds: (id: string) => boolean, search: Search): readonly RunReason[] {
  const found = [...readBy(id, search)].filter(parent => search.grounds.asked.has(parent) && holds(parent));
  return found.map(node => ({ kind: 'parent', node }));
}

function filesBehind(id: string, search: Search): readonly RunReason[] {
  return sourcesBehind(id, search).flatMap(source => {
    const news = search.news.get(source);
    if (news === undefined || !hasNews(news)) return [];
    const { added, changed, removed } = news;
    const counts = { added: added.length, changed: changed.length, removed: removed.length };
    return [{ kind: 'files', node: source, ...counts } as const];
  });
}

function sourcesBehind(id: string, search: Search): readonly string[] {
  return [...readBy(id, search)].filter(parent => search.byId.get(parent)!.resourceType === 'source');
}

/** Unique ids of what a node reads, itself or through what is neither asked for nor published; these come along. */
function readBy(id: string, search: Search): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const parent of search.graph.parents[at] ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      if (isPassedThrough(parent, search)) open.push(parent);
    }
  }
  return found;
}

function isPassedThrough(id: string, { byId, grounds }: Search): boolean {
  return !(grounds.asked.has(id) || isPublished(byId.get(id)!));
}

function isSame(one: RunReason, other: RunReason): boolean {
  return one.kind === 'parent' && other.kind === 'parent' && one.node === other.node;
}
