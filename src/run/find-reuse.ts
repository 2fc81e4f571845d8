import type { CompiledNode, CompiledSource, RunnableNode } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Session } from '../engines/session.ts';
import type { Graph } from '../graph/graph.ts';
import type { Release, ReleasedTable } from '../release/documents.ts';
import type { Lake } from '../release/lake.ts';
import { createMakings, planReuse } from './plan-reuse.ts';
import { readAsReleased } from './read-as-released.ts';
import type { Recipes } from './recipes.ts';
import { findUnrepeatable } from './repeatable.ts';
import { doneBefore, type Reuse } from './reuse.ts';
import type { SourceFiles } from './source-files.ts';

export interface ReuseProject {
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  readonly hooks: RunHooks;
  readonly session: Pick<Session, 'createShadow'>;
  readonly lake: Pick<Lake, 'files' | 'changedFiles'>;
  readonly filesOf: SourceFiles;
}

/** What a run is about, and what it rests on. */
export interface RunGrounds {
  /** Unique ids of what it is asked for. */
  readonly asked: ReadonlySet<string>;
  readonly base: Release | undefined;
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
  { graph, nodes, hooks, session, lake, filesOf }: ReuseProject,
  grounds: RunGrounds,
  takesOver: boolean,
): Promise<Reuse> {
  const { asked, base, recipes, forced, due } = grounds;
  if (takesOver) listSoon(sourcesOf(asked, nodes, graph), filesOf);
  const start = hooks.start.flatMap(({ statements }) => statements);
  const always = await findUnrepeatable({ nodes, start, reader: await session.createShadow() });
  const released = new Set(readAsReleased(nodes, asked, base).keys());
  const makings = createMakings({ graph, nodes, recipes }, always, released);
  const isWhole = async (table: ReleasedTable) =>
    (await lake.changedFiles(await lake.files(table))).length === 0;
  const standing = takesOver
    ? await planReuse({ graph, nodes, makings, isWhole, ...grounds, forced: forced.union(due) })
    : new Set<string>();
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  const inOrder = graph.order.filter(id => standing.has(id)).map(id => byId.get(id) as RunnableNode);
  return { standing: inOrder, before: doneBefore(base, nodes), makings, always };
}

/** The sources that what is asked for reads itself: its recipe tells of their files. */
function sourcesOf(
  asked: ReadonlySet<string>,
  nodes: readonly CompiledNode[],
  { parents }: Graph,
): readonly CompiledSource[] {
  const read = new Set([...asked].flatMap(id => parents[id] ?? []));
  return nodes.filter(node => node.resourceType === 'source').filter(({ uniqueId }) => read.has(uniqueId));
}

/** All at once; whoever asks for the files of one is told what went wrong. */
function listSoon(sources: readonly CompiledSource[], filesOf: SourceFiles): void {
  for (const source of sources) void filesOf(source).catch(() => undefined);
}
