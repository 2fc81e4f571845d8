import type { CompiledNode, RunnableNode } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import { isS3Address } from '../config/s3-address.ts';
import type { Session } from '../engines/session.ts';
import type { Graph } from '../graph/graph.ts';
import type { Release } from '../release/documents.ts';
import type { Lake } from '../release/lake.ts';
import type { DeferredTables } from './defer/deferral.ts';
import { type IsWhole, lookForTables, lookOnce } from './look-ahead.ts';
import { createMakings, planReuse } from './plan-reuse.ts';
import { readAsReleased } from './read-as-released.ts';
import type { Recipes } from './recipes.ts';
import { findUnrepeatable } from './repeatable.ts';
import { doneBefore, type Reuse } from './reuse.ts';
import { type RowGraph, rowGraph } from './row-graph.ts';
import type { SourceFiles } from './source-files.ts';

export interface ReuseProject {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly hooks: RunHooks;
  readonly session: Pick<Session, 'parser'>;
  readonly lake: Pick<Lake, 'files' | 'changedFiles' | 'ledger'>;
  readonly filesOf: SourceFiles;
  readonly isWhole?: IsWhole | undefined;
}

/** What a run is about, and what it rests on. */
export interface RunGrounds {
  /** Unique ids of what it is asked for. */
  readonly asked: ReadonlySet<string>;
  readonly base: Release | undefined;
  /** Tables of another lake that are read, if there are any. */
  readonly deferred?: DeferredTables | undefined;
  readonly recipes: Recipes;
  /** Unique ids of incremental models that are computed from scratch, whatever they were made of. */
  readonly forced: ReadonlySet<string>;
  /** Those of models that have batches to compute, whatever they were made of. */
  readonly due: ReadonlySet<string>;
}

/**
 * What of a run the base release has already, and what is to be put down for the next one.
 *
 * @param takesOver false leaves out nothing of the run
 */
export async function findReuse(
  { graph: whole, nodes, hooks, session, lake, filesOf, isWhole = lookOnce(lake) }: ReuseProject,
  grounds: RunGrounds,
  takesOver: boolean,
): Promise<Reuse> {
  const graph = rowGraph(whole, nodes);
  const { asked, base, deferred, recipes, forced, due } = grounds;
  if (takesOver) lookForAll({ graph, nodes, filesOf, lake }, grounds, isWhole);
  const start = hooks.start.flatMap(({ statements }) => statements);
  const unrepeatable = await findUnrepeatable({ nodes, start, parser: session.parser });
  // What was made of another lake's tables is made anew by the next build.
  const elsewhere = new Set(deferred?.tables.keys());
  const always = new Map([
    ...unrepeatable,
    ...[...elsewhere].map(id => [id, 'it is read from another lake'] as const),
  ]);
  const released = new Set(readAsReleased(nodes, asked, base).keys()).difference(elsewhere);
  const makings = createMakings({ graph, nodes, recipes }, always, released);
  const standing = takesOver
    ? await planReuse({ graph, nodes, makings, isWhole, ...grounds, forced: forced.union(due) })
    : new Set<string>();
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const inOrder = graph.order.filter(id => standing.has(id)).map(id => byId.get(id) as RunnableNode);
  return { standing: inOrder, before: doneBefore(base, nodes), makings, always };
}

/**
 * Lists all sources that recipes tell of at once. Where some of them lie on S3 it looks meanwhile for the tables that may stand, and reads
 * what others were made of. Whoever asks later is told what went wrong.
 */
function lookForAll(
  {
    graph,
    nodes,
    filesOf,
    lake,
  }: Pick<ReuseProject, 'nodes' | 'filesOf' | 'lake'> & { readonly graph: RowGraph },
  { asked, base, forced, due }: RunGrounds,
  isWhole: IsWhole,
): void {
  const read = new Set([...asked].flatMap(id => graph.parents[id] ?? []));
  const sources = nodes
    .filter(node => node.resourceType === 'source')
    .filter(({ uniqueId }) => read.has(uniqueId));
  for (const source of sources) void filesOf(source).catch(() => undefined);
  if (!sources.some(({ location }) => isS3Address(location))) return;
  for (const { node, readFiles = [] } of base?.tables ?? [])
    if (asked.has(node)) for (const { ledger } of readFiles) void lake.ledger(ledger).catch(() => undefined);
  const isOpen = (id: string) => asked.has(id) && !forced.has(id) && !due.has(id);
  lookForTables(base, isWhole, isOpen).catch(() => undefined);
}
