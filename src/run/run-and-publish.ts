import type { Release } from '../release/documents.ts';
import type { Build } from '../release/lake.ts';
import type { SourceChange } from '../release/source-ledger.ts';
import type { TableChange } from '../release/table-change.ts';
import { allChanges, beginBuild, type RunTables, runTables } from './begin-build.ts';
import { tellDeferred } from './defer/deferral.ts';
import { markDeferred } from './defer/mark-deferred.ts';
import { endTask } from './end-task.ts';
import { withTablesRead } from './incremental/following.ts';
import { beforeJob } from './job/before-job.ts';
import { createTablesCheck } from './keep-previous/check-tables.ts';
import type { TablesCheck } from './keep-previous/keep-previous.ts';
import { findPublishable, type Publishable, unpublishedSources } from './keep-previous/publishable.ts';
import type { RunLegacy } from './last-run.ts';
import { keepBatches } from './microbatch/batches-of-run.ts';
import { withBatchedUntil } from './microbatch/find-batches.ts';
import { requireBase } from './plan/approval.ts';
import { publishRun } from './publish-run.ts';
import { readSources } from './read-sources.ts';
import { planReading, readingEvent, type Samplings } from './reading.ts';
import { doneWork, reusedResults, withMakings } from './reuse.ts';
import type { KeptTable, NodeResult, QuarantineReport } from './run-event.ts';
import type { RunInput } from './run-input.ts';
import { isKept } from './run-options.ts';
import type { RunPlan } from './run-plan.ts';
import { noRunSql } from './run-sql.ts';
import { createContext, createWorker, type RunParts, type Worker } from './run-worker.ts';
import { createSourceBinder } from './source-binder.ts';
import { stateOfRun } from './state-of-run.ts';
import { unendedResults } from './task-result.ts';
import { tellFirst } from './tell-first.ts';
import { warmUp } from './warm-up.ts';
import { whatIsDone } from './what-is-done.ts';
import { withHooks } from './with-hooks.ts';

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
  const { plan, emit, reading, portable, grounds } = input;
  if (portable !== undefined) await beforeJob(input);
  const samplings = planReading(reading, plan, input.columns);
  if (reading !== undefined) emit(readingEvent(reading, plan, samplings));
  tellDeferred(plan, grounds.deferred, emit);
  const tables = runTables(input);
  input.ahead?.forgetQueries();
  // Where the run was looked ahead for, what is still on its way at its end is dropped.
  const mayWarm = portable === undefined && input.ahead?.current !== undefined;
  let hasEnded = false;
  const warming = mayWarm
    ? warmUp({ ...input, samplings, kept: tables.kept, hasEnded: () => hasEnded })
    : undefined;
  try {
    return await buildAndPublish(input, samplings, tables);
  } finally {
    hasEnded = true;
    // The engine is closed next.
    await warming;
  }
}

async function buildAndPublish(input: RunInput, samplings: Samplings, tables: RunTables): Promise<RunOutput> {
  const { plan, emit, publish, reading, recipes, resumption, reuse, task } = input;
  const { lake } = input.lake;
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
    const changes = withWhatTheyAreOf(told.changes, input, base);
    const raised = input.raised?.length ?? 0;
    const ending = {
      ...{ lake, build, base, plan, reading, emit, results, kept, nothingFits },
      changes: reuse === undefined ? changes : await withMakings(changes, reuse),
      done: reuse && (await doneWork(settled, changes, reuse)),
      state: () => stateOfRun(input, told),
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

/** Tables with what they were made of, for the next run. */
function withWhatTheyAreOf(
  changes: readonly TableChange[],
  { following, batches, keeping, grounds, adding }: RunInput,
  base: Release | undefined,
): readonly TableChange[] {
  const told = withBatchedUntil(withTablesRead(changes, following), batches);
  const { deferred } = grounds;
  return keeping === undefined ? told : markDeferred(told, { ...keeping, base, deferred, adding });
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
  const runTests = createTablesCheck({
    ...project,
    base: parts.base,
    deferred: input.grounds.deferred,
    session,
    contextOf,
  });
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
