import { isDeepStrictEqual as isEqual } from 'node:util';
import type { Column } from '../../columns/column.ts';
import { partitionKey } from '../../columns/partition-value.ts';
import { lakeName } from '../../columns/table-name.ts';
import type { BuiltNode, CompiledNode, RunnableNode, TableNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import type { Graph } from '../../graph/graph.ts';
import type { DataFile, ReleasedTable } from '../../release/documents.ts';
import type { Lake } from '../../release/lake.ts';
import { tablesByName } from '../../release/proof.ts';
import { inParallel } from '../../storage/in-parallel.ts';
import { findBehind } from '../behind.ts';
import { foundFiles } from '../bound-source.ts';
import type { NewFiles } from '../incremental/find-new-files.ts';
import type { PlannedBatches } from '../microbatch/plan-batches.ts';
import type { PreparedRun } from '../prepare-run.ts';
import type { Reuse } from '../reuse.ts';
import type { RunTask } from '../run-plan.ts';
import { tableToRead } from '../table-to-read.ts';
import { nodeLabel } from '../task-label.ts';
import type {
  BuildPlan,
  PlannedAction,
  PlannedNewFiles,
  PlannedNode,
  PlannedTable,
  ReadTable,
} from './build-plan.ts';
import { catalogChanges } from './catalog-changes.ts';
import { expectedMemory } from './expected-memory.ts';
import { expectedRequests } from './expected-requests.ts';
import { findReasons } from './find-reasons.ts';
import { followingOf } from './following-of.ts';
import { plannedActions } from './planned-actions.ts';
import type { RunReason } from './run-reason.ts';
import { findSourceNews, type SourceNews } from './source-news.ts';

export interface PlanBuildInput {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly config: Config;
  readonly lake: Lake;
  /** As the build itself prepares. */
  readonly prepared: PreparedRun;
  /** As it would be of a build that takes over what it can. */
  readonly reuse: Reuse;
  readonly takesOver: boolean;
}

const parallelReads = 16;

/**
 * Says what a build does, why, and what it takes. It decides nothing: what runs is what `prepareRun` planned. Files are
 * listed, and documents of the lake are read, but no data.
 */
export async function planBuild(input: PlanBuildInput): Promise<BuildPlan> {
  const { prepared, graph, nodes, lake, columns, config } = input;
  const { plan, grounds, filesOf, adding } = prepared;
  const { base } = grounds;
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const news = await findNews(input, byId);
  const written = new Set(tasksOf(plan.tasks, 'write').map(({ node }) => node.uniqueId));
  const { diagnostics, ...catalog } = catalogChanges({ nodes, base, written, adding, columns });
  const changed = new Map(catalog.changed.map(({ name, columns }) => [name, columns]));
  const columnsOf = new Map(
    nodes.flatMap(node => {
      const found = 'relation' in node ? changed.get(lakeName(node.relation)) : undefined;
      return found === undefined ? [] : [[node.uniqueId, found] as const];
    }),
  );
  const reasons = await findReasons({
    graph,
    nodes,
    grounds,
    reuse: input.reuse,
    news,
    columns: columnsOf,
    lake,
  });
  const reads = releasedReads(input);
  const writes = await writtenTables(input, changed);
  const sourceTasks = tasksOf(plan.tasks, 'source');
  const isWhole = (id: string) => sourceTasks.some(({ node }) => node.uniqueId === id);
  // What models read of new files, where nobody reads all of the source.
  const parts = new Map([...prepared.newFiles.values()].map(({ whole, files }) => [whole.uniqueId, files]));
  const isRead = (id: string) => isWhole(id) || parts.has(id);
  const read = [...news.values()].filter(({ node }) => isRead(node.uniqueId));
  const sources = await Promise.all(
    read.map(async each => {
      const part = isWhole(each.node.uniqueId) ? undefined : parts.get(each.node.uniqueId);
      return { news: each, files: part ?? (await filesOf(each.node)) };
    }),
  );
  return {
    base: base?.release,
    asOf: prepared.asOf,
    takesOver: input.takesOver,
    nodes: await plannedNodes(input, byId, reasons),
    sources: [...news.values()].map(each => ({ news: each, isRead: isRead(each.node.uniqueId) })),
    ...{ reads, writes, catalog },
    requests: expectedRequests({ config, base, sources, reads, writes }),
    memory: await expectedMemory({ plan, base, columns, news }),
    diagnostics: [...plan.warnings, ...prepared.breaking, ...diagnostics],
  };
}

/** Of the sources that decide what is made of what is asked for, in the order of the graph. */
async function findNews(
  { prepared, graph, lake }: PlanBuildInput,
  byId: ReadonlyMap<string, CompiledNode>,
): Promise<ReadonlyMap<string, SourceNews>> {
  const { grounds, filesOf } = prepared;
  const { sources } = findBehind(grounds.asked, graph, byId);
  const found = new Map<string, SourceNews>();
  await inParallel(sources, parallelReads, async source => {
    found.set(source.uniqueId, await findSourceNews(source, { filesOf, base: grounds.base, lake }));
  });
  return new Map(graph.order.flatMap(id => (found.has(id) ? [[id, found.get(id)!] as const] : [])));
}

function plannedNodes(
  { prepared }: PlanBuildInput,
  byId: ReadonlyMap<string, CompiledNode>,
  reasons: ReadonlyMap<string, readonly RunReason[]>,
): Promise<readonly PlannedNode[]> {
  const entry = async ([id, action]: readonly [string, PlannedAction]): Promise<PlannedNode> => ({
    node: nodeLabel(byId.get(id) as RunnableNode),
    action,
    reasons: reasons.get(id) ?? [],
    recipe: await prepared.recipes.of(id),
  });
  return Promise.all([...plannedActions(prepared)].map(entry));
}

function releasedReads({ prepared }: PlanBuildInput): readonly ReadTable[] {
  const { grounds, plan } = prepared;
  const { base, deferred } = grounds;
  const read = { base, kept: [], deferred };
  return tasksOf(plan.tasks, 'released').map(({ node }) => {
    const table = tableToRead(node as TableNode, read) as ReleasedTable;
    const { name, version, files, bytes } = table;
    const lake = deferred?.tables.has(node.uniqueId) ? deferred.place : undefined;
    return { name, node: node.uniqueId, version, files, bytes, lake };
  });
}

async function writtenTables(
  { prepared, lake }: PlanBuildInput,
  otherColumns: ReadonlyMap<string, unknown>,
): Promise<readonly PlannedTable[]> {
  const tables = tablesByName(prepared.grounds.base);
  const tasks = tasksOf(prepared.plan.tasks, 'write');
  const found = new Map<string, PlannedTable>();
  const follows = { tables, written: new Set(tasks.map(({ node }) => node.uniqueId)) };
  await inParallel(tasks, parallelReads, async ({ node: { uniqueId }, node }) => {
    const { relation, config } = node as BuiltNode;
    const name = lakeName(relation);
    const table = tables.get(name);
    const files = table === undefined ? [] : await lake.files(table);
    const isSnapshot = node.resourceType === 'snapshot' && table !== undefined;
    const isAdded = isSnapshot || prepared.adding.has(uniqueId);
    const isOther =
      table === undefined ||
      otherColumns.has(name) ||
      table.format !== config.format ||
      !isEqual(table.partitionColumns, config.partitionBy);
    found.set(uniqueId, {
      ...{ name, node: uniqueId, partitionBy: config.partitionBy },
      way: isSnapshot ? 'merge' : isAdded ? config.incremental.strategy : 'whole',
      writes: isOther ? 'all' : isAdded ? 'new-rows' : 'changed',
      before: table && {
        rows: table.rows,
        files: table.files,
        bytes: table.bytes,
        partitions: partitionsOf(files).length,
      },
      newFiles: await newFilesOf(prepared.newFiles.get(uniqueId)),
      batches: batchesOf(prepared.batches.get(uniqueId)),
      follows: followingOf(table && prepared.following.get(uniqueId), { ...follows, isAdded }),
      damaged: partitionsOf(await lake.changedFiles(files)),
    });
  });
  return tasks.map(({ node }) => found.get(node.uniqueId)!);
}

async function newFilesOf(found: NewFiles | undefined): Promise<PlannedNewFiles | undefined> {
  if (found === undefined) return undefined;
  const { whole, files, changed, gone } = found;
  const listed = (await foundFiles(files)).map(({ path, size }) => ({ path, bytes: size }));
  return { source: whole.uniqueId, files: listed, changed, gone: gone.length };
}

function batchesOf(found: PlannedBatches | undefined): PlannedTable['batches'] {
  if (found === undefined) return undefined;
  const { size, batches, because } = found;
  return { size, batches, because };
}

function partitionsOf(files: readonly DataFile[]): readonly DataFile['partition'][] {
  return [...new Map(files.map(({ partition }) => [partitionKey(partition), partition])).values()];
}

function tasksOf(tasks: readonly RunTask[], kind: RunTask['kind']): readonly RunTask[] {
  return tasks.filter(task => task.kind === kind);
}
