import type { PortableQuery } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import { lakeName } from '../columns/table-name.ts';
import type { TimeWindow } from '../compile/batch.ts';
import type { CompiledNode, CompiledSource } from '../compile/node.ts';
import type { RunHooks } from '../compile/run-hooks.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import { selectedBefore } from '../graph/earlier-run.ts';
import type { Graph } from '../graph/graph.ts';
import type { Release } from '../release/documents.ts';
import type { Lake } from '../release/lake.ts';
import type { KeptBuild } from '../release/resume.ts';
import { findBehind } from './behind.ts';
import { breakingChanges } from './breaking-changes.ts';
import type { Deferral } from './defer/deferral.ts';
import { findReuse, type RunGrounds } from './find-reuse.ts';
import { findFooting } from './footing.ts';
import { chooseForms } from './incremental/choose-form.ts';
import { findNewFiles, type NewFiles } from './incremental/find-new-files.ts';
import { type Following, findFollowing, withoutDeferred } from './incremental/following.ts';
import { goneFilesWarnings } from './incremental/gone-files.ts';
import { filesWithNew, planNewFiles } from './incremental/plan-new-files.ts';
import { type EarlierJob, leftJob, whyOther } from './job/join-job.ts';
import { type JointTask, jointResumption, type TaskOptions, taskName } from './joint-task.ts';
import type { LastRun } from './last-run.ts';
import type { LookAhead } from './look-ahead.ts';
import { dueModels, findBatches, waitsOfBatches, withoutRanges } from './microbatch/find-batches.ts';
import type { FoundBatches } from './microbatch/plan-batches.ts';
import { requireProof } from './parity/proof.ts';
import { planRetry, type RetryPlan } from './plan-retry.ts';
import { askedFor, planRun } from './plan-run.ts';
import { readAsReleased } from './read-as-released.ts';
import type { Reading } from './reading.ts';
import { createRecipes, type Recipes } from './recipes.ts';
import type { Reuse } from './reuse.ts';
import { rowGraph } from './row-graph.ts';
import { type RunCommand, type RunPlan, tablesOf } from './run-plan.ts';
import { sampledTableWarnings } from './sampled-tables.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';
import type { TablesToRead } from './table-to-read.ts';

export interface PrepareInput extends TaskOptions {
  readonly command: RunCommand;
  readonly graph: Graph;
  readonly nodes: readonly CompiledNode[];
  /** Unique ids that the selection matched. */
  readonly selected: ReadonlySet<string>;
  readonly lake: Lake;
  readonly session: Pick<Session, 'engineVersion' | 'parser'>;
  readonly config: Pick<Config, 'projectDir' | 'targetPath' | 'target' | 'reuse'>;
  readonly hooks: RunHooks;
  /** Whether a parent that was never built is computed on the way instead of being an error. */
  readonly computeMissing?: boolean;
  /** Unique ids of what is computed though the release has it. */
  readonly anew?: ReadonlySet<string>;
  /** What is read, when it is not everything. Of that nothing is published unless that is asked for. */
  readonly reading?: Reading;
  readonly publish?: boolean;
  /** The columns of each table, by unique id. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly allowBreakingChanges?: boolean;
  /** The lake whose tables are read where this one lacks them. */
  readonly deferral?: Deferral | undefined;
  /** The run that this one takes up again. */
  readonly retry?: LastRun | undefined;
  /** Whether what would come out the same is taken over from the base release; by default the project says. */
  readonly reuse?: boolean;
  readonly fullRefresh?: boolean;
  /** Which time microbatch models compute, instead of what is new. */
  readonly eventTime?: TimeWindow | undefined;
  /** The time of the run, ISO 8601; by default that of the run that is taken up again, else now. */
  readonly asOf?: string | undefined;
  /** On Spark: whether each model has to be proven to give the same rows there. */
  readonly requireParity?: boolean;
  /** What was begun to be looked up before. */
  readonly ahead?: Pick<LookAhead, 'current' | 'filesOf' | 'isWhole'> | undefined;
  /** What models are on Spark, by unique id. */
  readonly portable?: Readonly<Record<string, PortableQuery>> | undefined;
}

/** What a retry found of the run before it. */
export interface Resumption extends Omit<RetryPlan, 'again'> {
  /** Undefined when that run kept no tables. */
  readonly build: KeptBuild | undefined;
  /** Sources that its tables were made of. */
  readonly read: readonly CompiledSource[];
  /** What became of the job that it had started elsewhere; undefined when it left none. */
  readonly job: EarlierJob | undefined;
}

export interface PreparedRun {
  readonly plan: RunPlan;
  readonly recipes: Recipes;
  readonly filesOf: SourceFiles;
  readonly resumption: Resumption | undefined;
  /** Undefined when every node that is asked for runs, and nothing is put down of that. */
  readonly reuse: Reuse | undefined;
  /** Unique ids of models that only add what is new. */
  readonly adding: ReadonlySet<string>;
  readonly grounds: RunGrounds;
  /** What some of these read of new files, by their unique ids. */
  readonly newFiles: ReadonlyMap<string, NewFiles>;
  /** Models that follow a table, by their unique ids. */
  readonly following: ReadonlyMap<string, Following>;
  /** Of a run that only adds to a candidate. */
  readonly task: JointTask | undefined;
  /** The batches of models that are made of them, by their unique ids. */
  readonly batches: ReadonlyMap<string, FoundBatches>;
  /** Ids of releases that the runs which this one retries have published. */
  readonly published: readonly string[];
  /** Names the folder of batches that the last run finished, and that still fit what they are to join. */
  readonly batchesLeft: string | undefined;
  /** The time of the run, ISO 8601. */
  readonly asOf: string;
  /** What readers of the lake lose by what is about to be published; errors unless that is allowed. */
  readonly breaking: readonly Diagnostic[];
}

/**
 * Plans a run, or what a retry still has to do of one. Reads, but changes nothing.
 *
 * @throws SparkifyError `no-parity` when the plan holds a model without the proof that is asked for
 */
export async function prepareRun(input: PrepareInput): Promise<PreparedRun> {
  const prepared = await prepare(input);
  if (input.requireParity) await requireProof(prepared.plan, input);
  return prepared;
}

/** A job that goes on is joined where it does what this run would have done. Else it is ended before anything else. */
async function prepare(input: PrepareInput): Promise<PreparedRun> {
  const { lake, retry, config, portable = {} } = input;
  if (retry?.candidate === undefined) return prepareFrom(input, undefined, undefined);
  const left = await lake.findKept(retry.candidate, { leavesJob: true });
  const job = await leftJob(config, left);
  if (job === undefined) return prepareFrom(input, left, undefined);
  const { candidate } = retry;
  const ended = async (because: string) =>
    prepareFrom(input, await lake.findKept(candidate), { outcome: 'ended', because });
  if (typeof job === 'string') return ended(job);
  const prepared = await prepareFrom(input, left, { outcome: 'joined', job });
  const because = await whyOther(job, prepared.plan, prepared.recipes, portable);
  return because === undefined ? prepared : ended(because);
}

async function prepareFrom(
  input: PrepareInput,
  build: KeptBuild | undefined,
  job: EarlierJob | undefined,
): Promise<PreparedRun> {
  const { graph, nodes, lake, retry } = input;
  const byId = new Map(nodes.map(node => [node.uniqueId, node]));
  // What a method like `result:` selects may have changed; what the run was about has not.
  const selected = retry === undefined ? input.selected : input.selected.union(selectedBefore(nodes, retry));
  const asked = new Set(askedFor({ ...input, selected }, byId));
  const { joint, base, released, deferred } = await findFooting({ ...input, asked }, build);
  const filesOf = sourceFiles(input);
  const writes = input.reading === undefined || input.publish === true;
  const asReleased = readAsReleased(nodes, asked, base, deferred);
  const recipes = createRecipes({ ...recipeInput(input), released: asReleased, filesOf });
  const { fullRefresh = false, reading } = input;
  const following = withoutDeferred(findFollowing(nodes, graph), deferred);
  const addsNothing = input.portable !== undefined;
  const deferredTo = deferred?.place;
  const forms = chooseForms({ nodes, base, fullRefresh, reading, addsNothing, following, deferredTo });
  const { asOf = retry?.asOf ?? new Date().toISOString() } = input;
  const batches = findBatches({ ...input, asked, adding: forms.increments, base, asOf });
  const grounds = { asked, base, deferred, recipes, forced: forms.forced, due: dueModels(batches) };
  const reuse = withoutRanges(await reuseAsAsked(input, grounds, filesOf), batches);
  const stands = new Set(reuse?.standing.map(({ uniqueId }) => uniqueId));
  const newFiles = await findNewFiles({
    nodes: forms.nodes.filter(({ uniqueId }) => asked.has(uniqueId) && !stands.has(uniqueId)),
    ...{ adding: forms.increments, all: byId, base, filesOf, lake, projectDir: input.config.projectDir },
  });
  const waits = new Map([...waitsOf(following, forms.increments), ...waitsOfBatches(batches)]);
  const planning = { ...input, ...planNewFiles({ nodes: forms.nodes, graph }, newFiles), waits };
  const batchesLeft = folderLeft(retry, base);
  const published = [...(retry?.published ?? []), retry?.release].filter(id => id !== undefined);
  const prepared = (plan: RunPlan, resumption: Resumption | undefined) => {
    const computed = ofComputed(newFiles, plan);
    return {
      plan: withWarnings(plan, input, { base, deferred, kept: resumption?.kept ?? [], newFiles: computed }),
      ...{ recipes, filesOf: filesWithNew(filesOf, computed), resumption, reuse },
      ...{ adding: forms.increments, newFiles: computed, following, batches, batchesLeft, asOf, grounds },
      published,
      task: joint && { candidate: input.candidate!, name: taskName(input), joint },
      breaking: breakingIn(plan, input, base),
    };
  };
  if (retry === undefined) {
    const open = selected.difference(stands);
    const plan = planRun({ ...planning, selected: open, released, writes, standing: stands });
    return prepared(plan, joint && jointResumption(joint, plan));
  }
  const open = asked.difference(stands);
  const earlier = { finished: build?.tables ?? [], done: retry.done, published: inBase(published, base) };
  const { again, ...found } = await planRetry({ graph, nodes, asked: open, ...earlier, recipes });
  const readable = new Set([...released, ...found.kept.map(({ change }) => change.name)]);
  const standing = found.standing.union(stands);
  const plan = planRun({ ...planning, selected: again, released: readable, standing });
  const keptIds = found.kept.map(({ change }) => change.node);
  const { sources: read } = findBehind(keptIds, graph, byId);
  return prepared(plan, { build, read, job, ...found });
}

function sourceFiles({ reading, ahead, config }: PrepareInput): SourceFiles {
  if (reading === 'nothing') return async () => [];
  return ahead?.filesOf ?? createSourceFiles(config);
}

function recipeInput({ graph, nodes, columns, config, session, hooks }: PrepareInput) {
  return {
    ...{ graph: rowGraph(graph, nodes), nodes, columns, projectDir: config.projectDir },
    // Spark computes what this engine checks.
    engineVersion: `${config.target.type} ${session.engineVersion}`,
    start: hooks.start.flatMap(({ statements }) => statements),
  };
}

/** What the batches there were made of is as it was: nobody has published since. */
function folderLeft(retry: LastRun | undefined, base: Release | undefined): string | undefined {
  const left = retry?.batches;
  return left?.release === (base?.release ?? null) ? left.folder : undefined;
}

/** Unique ids of the tables that runs put into their releases, as they still are. */
function inBase(releases: readonly string[], base: Release | undefined): ReadonlySet<string> {
  return new Set(base?.tables.filter(({ version }) => releases.includes(version)).map(({ node }) => node));
}

/** Only of what is read whole and published it is known what it was made of. */
async function reuseAsAsked(
  input: PrepareInput,
  grounds: RunGrounds,
  filesOf: SourceFiles,
): Promise<Reuse | undefined> {
  const { command, config, reading, reuse = config.reuse, candidate, ahead } = input;
  // What a task reads of others is in no release.
  if (candidate !== undefined) return undefined;
  if (command === 'test' || reading !== undefined || !(reuse || config.reuse)) return undefined;
  return findReuse({ ...input, filesOf, isWhole: ahead?.isWhole }, grounds, reuse);
}

/** What changed of a table is known when it is written. */
function waitsOf(
  following: ReadonlyMap<string, Following>,
  adding: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const tables = ({ followed, others }: Following) => [followed, ...others].map(({ uniqueId }) => uniqueId);
  return new Map([...following].filter(([id]) => adding.has(id)).map(([id, each]) => [id, tables(each)]));
}

/** A retry takes over what an earlier attempt read. */
function ofComputed(newFiles: PreparedRun['newFiles'], { tasks }: RunPlan): PreparedRun['newFiles'] {
  const computed = new Set(tasks.filter(({ kind }) => kind === 'compute').map(({ id }) => id));
  return new Map([...newFiles].filter(([id]) => computed.has(id)));
}

/**
 * Warns of files that are gone though what came from them stays, and of published samples that a run takes for whole; one that
 * reads a sample itself says so anyway.
 */
function withWarnings(
  plan: RunPlan,
  { reading }: PrepareInput,
  { newFiles, ...tables }: TablesToRead & Pick<PreparedRun, 'newFiles'>,
): RunPlan {
  if (reading !== undefined) return plan;
  const gone = [...newFiles.values()].flatMap(goneFilesWarnings);
  const found = [...gone, ...sampledTableWarnings(plan, tables)];
  return { ...plan, warnings: [...plan.warnings, ...found] };
}

function breakingIn(plan: RunPlan, input: PrepareInput, base: Release | undefined): readonly Diagnostic[] {
  const written = new Set(tablesOf(plan, 'write'));
  const nodes = input.nodes.filter(node => 'relation' in node && written.has(lakeName(node.relation)));
  const { columns, allowBreakingChanges: allowed = false, publish = input.reading === undefined } = input;
  return breakingChanges({ nodes, columns }, base, allowed || !publish);
}
