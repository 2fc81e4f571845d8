import type { PortableQuery } from '../check/checked-project.ts';
import type { Column } from '../columns/column.ts';
import type { CompiledNode } from '../compile/node.ts';
import type { Config } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Session } from '../engines/session.ts';
import type { Release } from '../release/documents.ts';
import type { Build } from '../release/lake.ts';
import type { OpenedLake } from '../release/open-project-lake.ts';
import { timeOfId } from '../release/release-id.ts';
import type { SourceChange } from '../release/source-ledger.ts';
import type { TableChange } from '../release/table-change.ts';
import { allChanges, asPublished, beginBuild, type RunTables, runTables } from './begin-build.ts';
import { bindReleased } from './bind-released.ts';
import { createDriftTables } from './drift/drift-tables.ts';
import { endTask } from './end-task.ts';
import { executeRun, type RunContext } from './execute-run.ts';
import { createFailureFiles } from './failure-files.ts';
import { withTablesRead } from './incremental/following.ts';
import { createIncrements } from './incremental/increments.ts';
import { beforeJob, type JobAsked } from './job/before-job.ts';
import { createJobRun, type JobRunOptions } from './job/job-run.ts';
import { type CheckTablesOptions, createTablesCheck } from './keep-previous/check-tables.ts';
import type { TablesCheck } from './keep-previous/keep-previous.ts';
import { findPublishable, type Publishable, unpublishedSources } from './keep-previous/publishable.ts';
import { createKnownRows } from './known-rows.ts';
import type { RunLegacy } from './last-run.ts';
import { batchesOfRun, type KeptBatches, keepBatches } from './microbatch/batches-of-run.ts';
import { withBatchedUntil } from './microbatch/find-batches.ts';
import { type ApprovedPlan, requireBase } from './plan/approval.ts';
import type { PreparedRun } from './prepare-run.ts';
import { publishRun } from './publish-run.ts';
import { readSources } from './read-sources.ts';
import { planReading, type Reading, readingEvent } from './reading.ts';
import { createReleaseComparisons } from './release-comparisons.ts';
import { doneWork, reusedResults, withMakings } from './reuse.ts';
import type { EmitRunEvent, KeptTable, NodeResult, QuarantineReport } from './run-event.ts';
import { isKept } from './run-options.ts';
import type { RunPlan } from './run-plan.ts';
import { noRunSql, type RunSql } from './run-sql.ts';
import { findSampledTables } from './sampled-tables.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { createSourceBinder, type SourceBinder } from './source-binder.ts';
import { createTableScans } from './table-scans.ts';
import { createTableWriter, type TableWriter } from './table-writer.ts';
import { unendedResults } from './task-result.ts';
import { tellFirst } from './tell-first.ts';
import { whatIsDone } from './what-is-done.ts';
import { countWholeReaders } from './whole-readers.ts';
import { type RunHooksInput, withHooks } from './with-hooks.ts';

export interface RunInput extends Omit<PreparedRun, 'breaking'> {
  readonly config: Config;
  readonly session: Session;
  readonly lake: OpenedLake;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Path of a node's compiled SQL relative to the project. */
  readonly pathOf: (node: CompiledNode) => string;
  /** Where the SQL that runs is kept; nowhere unless given. */
  readonly runSql?: RunSql;
  readonly failFast: boolean;
  readonly publish: boolean;
  /** What is read, when it is not everything. */
  readonly reading?: Reading | undefined;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** What runs before and after all nodes; nothing unless given. */
  readonly around?: RunHooksInput;
  /** Whether failing rows of data tests are kept: see `createFailureFiles`. */
  readonly storeFailures?: boolean | undefined;
  /** The project of the run: without it a failure keeps everything as it was, whatever the models say. */
  readonly keeping?: Pick<CheckTablesOptions, 'graph' | 'nodes'>;
  /** What was agreed to. */
  readonly approved?: ApprovedPlan | undefined;
  /** Warnings that were raised to errors so far; the run may add to it. */
  readonly raised?: readonly Diagnostic[];
  /** On a target that is not DuckDB: what models and data tests are there. Without it DuckDB runs them. */
  readonly portable?: Readonly<Record<string, PortableQuery>> | undefined;
  /** Asked before anything is started on AWS. */
  readonly confirm?: JobAsked['confirm'];
  /** Told before anything runs. */
  readonly announce?: (begun: RunBegun) => Promise<void>;
}

/** What is to be known of a run if it were killed, for a retry. */
export interface RunBegun {
  readonly results: readonly NodeResult[];
  readonly legacy: RunLegacy;
}

export interface RunOutput {
  readonly results: readonly NodeResult[];
  /** What failed, or comes after what did, and stays as the last release has it though others were published. */
  readonly kept: readonly KeptTable[];
  readonly release: string | undefined;
  /** That release. */
  readonly published: Release | undefined;
  readonly quarantined: readonly QuarantineReport[];
  readonly legacy: RunLegacy;
  /** Whether what the lake holds could not be shown where else it should be. */
  readonly unregistered: boolean | undefined;
}

/** Runs a plan between the candidate that announces it and the release that ends it. */
export async function runAndPublish(input: RunInput): Promise<RunOutput> {
  const { plan, emit, publish, reading, recipes, resumption, reuse, task } = input;
  if (input.portable !== undefined) await beforeJob(input);
  const samplings = planReading(reading, plan, input.columns);
  if (reading !== undefined) emit(readingEvent(reading, plan, samplings));
  const { lake } = input.lake;
  const tables = runTables(plan, resumption);
  const reused = reuse === undefined ? [] : reusedResults(reuse, Date.now());
  const build = await beginBuild(input, tables);
  const batches = keepBatches(input, build);
  const binder = createSourceBinder({ ...input, samplings });
  let sources: Worker['sources'] = binder;
  try {
    const base = baseOf(input, build);
    tellFirst(build, base, reused, input);
    const standing = await whatIsDone([], recipes, resumption);
    const taken = { asOf: input.asOf, published: input.published, batches: batches.left };
    const begun = { candidate: isKept(input) ? build?.id : undefined, done: standing, raised: 0, ...taken };
    const unended = [...reused, ...unendedResults(plan, Date.now())];
    await input.announce?.({ results: unended, legacy: begun });
    const parts = { tables, build, base, samplings, sources: binder, batches };
    const worker = createWorker(input, parts);
    sources = worker.sources;
    const ended = [...reused, ...(await withHooks(worker.hooks, worker.execute))];
    const told = await tellWhatIsPublished(input, parts, worker, ended);
    const { results, settled, kept, nothingFits } = told;
    const changes = withBatchedUntil(withTablesRead(told.changes, input.following), input.batches);
    const raised = input.raised?.length ?? 0;
    const ending = {
      ...{ lake, build, base, plan, reading, emit, results, kept, nothingFits },
      changes: reuse === undefined ? changes : await withMakings(changes, reuse),
      done: reuse && (await doneWork(settled, changes, reuse)),
      ...{ reads: tables.reads, asked: publish, keeps: isKept(input), batches: batches.finished(changes) },
      raised: raised > 0,
      interrupted: input.signal.aborted,
      confirm: () => sources.requireUnchanged(),
      sources: told.sources,
    };
    const made = task === undefined ? publishRun(ending) : endTask(ending, task);
    const { release, candidate, unregistered = false } = await made;
    const done = await whatIsDone(settled, recipes, resumption);
    const output = { results, kept: kept ?? [], release: release?.release, published: release, unregistered };
    const legacy = { ...begun, candidate, done, raised, ...(await batches.leave(ending, await made)) };
    return { ...output, quarantined: sources.quarantined(), legacy };
  } catch (error) {
    if (build?.isOpen !== false) await batches.forget();
    if (build?.isOpen) await lake.abandon(build, { keepForRetry: false }).catch(() => undefined);
    throw error;
  } finally {
    await Promise.all([sources.close(), binder.close()]);
  }
}

/** What of a run is published, and what was read of sources for it. */
async function tellWhatIsPublished(
  input: RunInput,
  parts: RunParts,
  { writer, sources }: Worker,
  results: readonly NodeResult[],
): Promise<Publishable & { readonly sources: () => Promise<readonly SourceChange[]> }> {
  const { keeping: project, failFast, session } = input;
  const changes = allChanges(parts.tables, writer);
  let read = () => readSources(input, sources);
  if (project === undefined)
    return { changes, results, settled: results, kept: undefined, nothingFits: false, sources: read };
  const contextOf = (plan: RunPlan, tables: RunTables) => {
    const quiet = {
      emit: () => undefined,
      runSql: noRunSql,
      storeFailures: false,
      adding: new Set<string>(),
    };
    const apart = { ...parts, tables, build: undefined, samplings: new Map() };
    return createContext({ ...input, ...quiet, plan }, apart);
  };
  const runTests = createTablesCheck({ ...project, base: parts.base, session, contextOf });
  const check: TablesCheck = async (tests, written) => {
    // A test may read a source again, and what is counted then is not what the tables were made of.
    const before = await read();
    read = async () => before;
    return runTests(tests, written);
  };
  const mayKeep = isKept(input) && !failFast && !input.signal.aborted;
  const found = await findPublishable({ ...project, results, changes, base: parts.base, check, mayKeep });
  // The release is not to say that it read what nothing in it was made of.
  const unread = unpublishedSources(found, project);
  return { ...found, sources: async () => (await read()).filter(({ node }) => !unread.has(node)) };
}

/** The release that a run reads; what was approved is that of no other one. */
function baseOf(
  { grounds, approved }: Pick<RunInput, 'grounds' | 'approved'>,
  build: Build | undefined,
): Release | undefined {
  if (build === undefined) return grounds.base;
  if (approved !== undefined) requireBase(approved, build.base);
  return build.base;
}

interface RunParts extends Pick<RunContext, 'samplings' | 'sources'> {
  readonly tables: RunTables;
  readonly build: Build | undefined;
  /** The release that the run is based on. */
  readonly base: Release | undefined;
  readonly batches: KeptBatches;
}

/** Who runs the plan: DuckDB in this process, or a job on Spark. */
interface Worker {
  readonly hooks: Parameters<typeof withHooks>[0];
  readonly sources: Pick<SourceBinder, 'requireUnchanged' | 'read' | 'quarantined' | 'close'>;
  readonly writer: Pick<TableWriter, 'changes'> | undefined;
  execute(): Promise<readonly NodeResult[]>;
}

function createWorker(input: RunInput, parts: RunParts): Worker {
  const { plan, portable } = input;
  const context = createContext(input, parts);
  const hooks = { ...input, runSql: context.runSql };
  if (portable === undefined) {
    const { writer } = context;
    return { hooks, sources: parts.sources, writer, execute: () => executeRun(plan, context) };
  }
  const job = createJobRun(jobOptions(input, parts, context, portable));
  return { hooks, sources: job.lines, writer: job, execute: () => job.execute(plan) };
}

function createContext(
  input: RunInput,
  { tables, build, base, samplings, sources, ...parts }: RunParts,
): RunContext {
  const { plan, session, config, reading, columns, emit } = input;
  const { lake, data } = input.lake;
  const { kept } = tables;
  const lakeIo = { session, lake, data };
  const sampled = findSampledTables({ plan, samplings, reading, base, kept });
  const published = asPublished(plan, tables);
  const sourceNodes = plan.tasks.map(({ node }) => node).filter(node => node.resourceType === 'source');
  const changeOf = (id: string) => allChanges(tables, writer).find(({ node }) => node === id);
  const readersOf = countWholeReaders(plan, input.following, input.adding);
  const increments = createIncrements({ ...input, ...lakeIo, base, readersOf, changeOf });
  const writer =
    build &&
    createTableWriter({ ...lakeIo, build, sampled, emit, increments, ...finishing(input, build, tables) });
  const time = build === undefined ? Date.now() : timeOfId(build.id);
  const taking = { session, increments, columns, time, writes: build !== undefined, reading, sampled };
  return {
    ...input,
    samplings,
    sources,
    writer,
    threads: config.target.threads,
    increments,
    batches: batchesOfRun(input, increments, parts.batches),
    snapshots: createSnapshots(taking),
    scans: createTableScans(plan.tasks, session),
    knownRows: createKnownRows(plan.tasks),
    comparisons: createReleaseComparisons({ ...lakeIo, base, published, columns, reading, sampled }),
    drifts: createDriftTables({ ...input, lake, base, sources: sourceNodes }),
    runSql: input.runSql ?? noRunSql,
    failureFiles: createFailureFiles({ config, session, asked: input.storeFailures }),
    bindReleased: node =>
      bindReleased({ ...lakeIo, base, node, kept, samplings, readers: readersOf(node.uniqueId) }),
    compiledPath: task => ('sql' in task.node ? input.pathOf(task.node) : undefined),
    now: Date.now,
  };
}

function jobOptions(
  input: RunInput,
  { tables, build, base, samplings }: RunParts,
  context: RunContext,
  queries: NonNullable<RunInput['portable']>,
): JobRunOptions {
  const { config, plan, reading, filesOf, recipes, resumption } = input;
  const toRead = { base, kept: tables.kept };
  const sampled = findSampledTables({ plan, samplings, reading, ...toRead });
  return {
    ...{ config, context, queries, filesOf, recipes, resumption, ...input.lake },
    tables: toRead,
    writing: build && { build, sampled, ...finishing(input, build, tables) },
  };
}

function finishing(input: RunInput, build: Build, { reads }: RunTables) {
  if (!isKept(input)) return {};
  const { lake, recipes } = input;
  const onWritten = async (change: TableChange) =>
    lake.lake.finish(build, { change, recipe: await recipes.of(change.node), reads });
  return { onWritten };
}
