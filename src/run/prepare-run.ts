import type { Column } from '../columns/column.ts';
import { lakeName } from '../columns/table-name.ts';
import type { CompiledNode, CompiledSource } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import { selectedBefore } from '../graph/earlier-run.ts';
import type { Graph } from '../graph/graph.ts';
import type { Release } from '../release/documents.ts';
import type { FinishedTable } from '../release/finished-tables.ts';
import type { Lake } from '../release/lake.ts';
import type { KeptBuild } from '../release/resume.ts';
import { breakingChanges } from './breaking-changes.ts';
import type { LastRun } from './last-run.ts';
import { planRetry, type RetryPlan } from './plan-retry.ts';
import { askedFor, planRun } from './plan-run.ts';
import type { Reading } from './reading.ts';
import { createRecipes, type Recipes } from './recipes.ts';
import { type RunCommand, type RunPlan, tablesOf } from './run-plan.ts';
import { sampledTableWarnings } from './sampled-tables.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';
import { sourcesBehind } from './sources-behind.ts';

export interface PrepareInput {
  readonly command: RunCommand;
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids that the selection matched. */
  readonly selected: ReadonlySet<string>;
  readonly lake: Lake;
  readonly session: Pick<Session, 'engineVersion'>;
  readonly config: Pick<Config, 'projectDir' | 'target'>;
  readonly hooks: RunHooks;
  /** Whether a parent that was never built is computed on the way instead of being an error. */
  readonly computeMissing?: boolean;
  /** What is read, when it is not everything. Of that nothing is published unless that is asked for. */
  readonly reading?: Reading;
  readonly publish?: boolean;
  /** The columns of each table, by unique id. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly allowBreakingChanges?: boolean;
  /** The run that this one takes up again. */
  readonly retry?: LastRun | undefined;
}

/** What a retry found of the run before it. */
export interface Resumption extends Omit<RetryPlan, 'again'> {
  /** Undefined when that run kept no tables. */
  readonly build: KeptBuild | undefined;
  /** Sources that its tables were made of. */
  readonly read: readonly CompiledSource[];
}

export interface PreparedRun {
  readonly plan: RunPlan;
  readonly recipes: Recipes;
  readonly filesOf: SourceFiles;
  readonly resumption: Resumption | undefined;
  /** What readers of the lake lose by what is about to be published; errors unless that is allowed. */
  readonly breaking: readonly Diagnostic[];
}

/** Plans a run, or what a retry still has to do of one. Reads, but changes nothing. */
export async function prepareRun(input: PrepareInput): Promise<PreparedRun> {
  const { graph, nodes, lake, retry } = input;
  const build = retry?.candidate === undefined ? undefined : await lake.findKept(retry.candidate);
  const base = build === undefined ? await lake.current() : build.base;
  const released = new Set(base?.tables.map(({ name }) => name));
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  // What a method like `result:` selects may have changed; what the run was about has not.
  const selected = retry === undefined ? input.selected : input.selected.union(selectedBefore(nodes, retry));
  const asked = new Set(askedFor({ ...input, selected }, byId));
  const filesOf = input.reading === 'nothing' ? async () => [] : createSourceFiles(input.config);
  const writes = input.reading === undefined || input.publish === true;
  const recipes = createRecipes({
    graph,
    nodes,
    projectDir: input.config.projectDir,
    engineVersion: input.session.engineVersion,
    start: input.hooks.start.flatMap(({ statements }) => statements),
    versions: baseVersions(nodes, asked, base),
    filesOf,
  });
  const prepared = (plan: RunPlan, resumption: Resumption | undefined) => ({
    plan: withSampled(plan, input, base, resumption?.kept ?? []),
    ...{ recipes, filesOf, resumption },
    breaking: breakingIn(plan, input, base),
  });
  if (retry === undefined) return prepared(planRun({ ...input, released, writes }), undefined);
  const finished = build?.tables ?? [];
  const { again, ...found } = await planRetry({ graph, nodes, asked, finished, done: retry.done, recipes });
  const readable = new Set([...released, ...found.kept.map(({ change }) => change.name)]);
  const { standing } = found;
  const plan = planRun({ ...input, selected: again, released: readable, standing });
  const read = sourcesBehind(
    found.kept.map(({ change }) => change.node),
    graph,
    byId,
  );
  return prepared(plan, { build, read, ...found });
}

/** Warns of published samples that a run takes for whole; one that reads a sample itself says so anyway. */
function withSampled(
  plan: RunPlan,
  { reading }: PrepareInput,
  base: Release | undefined,
  kept: readonly FinishedTable[],
): RunPlan {
  if (reading !== undefined) return plan;
  return { ...plan, warnings: [...plan.warnings, ...sampledTableWarnings(plan, { base, kept })] };
}

function breakingIn(plan: RunPlan, input: PrepareInput, base: Release | undefined): readonly Diagnostic[] {
  const written = new Set(tablesOf(plan, 'write'));
  const nodes = input.nodes.filter(node => 'relation' in node && written.has(lakeName(node.relation)));
  const { columns, allowBreakingChanges: allowed = false, publish = input.reading === undefined } = input;
  return breakingChanges({ nodes, columns }, base, allowed || !publish);
}

/** By unique id: the tables of the base release that this run reads as they are. */
function baseVersions(
  nodes: readonly CompiledNode[],
  asked: ReadonlySet<string>,
  base: Release | undefined,
): ReadonlyMap<string, string> {
  const versions = new Map(base?.tables.map(({ name, version }) => [name, version]));
  return new Map(
    nodes.flatMap(node => {
      const isRead = 'config' in node && node.config.published && !asked.has(node.uniqueId);
      const version = isRead ? versions.get(lakeName(node.relation)) : undefined;
      return version === undefined ? [] : [[node.uniqueId, version]];
    }),
  );
}
