import type { Release } from '../release/documents.ts';
import type { Build } from '../release/lake.ts';
import { timeOfId } from '../release/release-id.ts';
import type { TableChange } from '../release/table-change.ts';
import { asideOf } from './aside-of-lake.ts';
import { allChanges, asPublished, type RunTables } from './begin-build.ts';
import { bindReleased } from './bind-released.ts';
import { createDriftTables } from './drift/drift-tables.ts';
import { executeRun, type RunContext } from './execute-run.ts';
import { createFailureFiles } from './failure-files.ts';
import { createIncrements } from './incremental/increments.ts';
import { createJobRun, type JobRunOptions } from './job/job-run.ts';
import { createKnownRows } from './known-rows.ts';
import { batchesOfRun, type KeptBatches } from './microbatch/batches-of-run.ts';
import { createOutdatedTables } from './outdated-tables.ts';
import { createReleaseComparisons } from './release-comparisons.ts';
import type { NodeResult } from './run-event.ts';
import type { RunInput } from './run-input.ts';
import { isKept } from './run-options.ts';
import { noRunSql } from './run-sql.ts';
import { findSampledTables } from './sampled-tables.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import type { SourceBinder } from './source-binder.ts';
import { createTableScans } from './table-scans.ts';
import { createTableWriter, type TableWriter } from './table-writer.ts';
import { countWholeReaders } from './whole-readers.ts';
import type { withHooks } from './with-hooks.ts';

/** What a run works with beside what it was given. */
export interface RunParts extends Pick<RunContext, 'samplings' | 'sources'> {
  readonly tables: RunTables;
  readonly build: Build | undefined;
  /** The release that the run is based on. */
  readonly base: Release | undefined;
  readonly batches: KeptBatches;
}

/** Who runs the plan: DuckDB in this process, or a job on Spark. */
export interface Worker {
  readonly hooks: Parameters<typeof withHooks>[0];
  readonly sources: Pick<SourceBinder, 'requireUnchanged' | 'read' | 'quarantined' | 'close'>;
  readonly writer: Pick<TableWriter, 'changes'> | undefined;
  execute(): Promise<readonly NodeResult[]>;
}

export function createWorker(input: RunInput, parts: RunParts): Worker {
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

export function createContext(
  input: RunInput,
  { tables, build, base, samplings, sources, ...parts }: RunParts,
): RunContext {
  const { plan, session, config, reading, columns, emit } = input;
  const opened = asideOf(input.lake, config.target);
  const { lake } = opened;
  const { kept } = tables;
  const lakeIo = { session, ...opened };
  const read = { base, kept, deferred: input.grounds.deferred };
  const sampled = findSampledTables({ plan, samplings, reading, ...read });
  const published = asPublished(plan, tables, input.grounds.deferred);
  const sourceNodes = plan.tasks.map(({ node }) => node).filter(node => node.resourceType === 'source');
  const changeOf = (id: string) => allChanges(tables, writer).find(({ node }) => node === id);
  const readersOf = countWholeReaders(plan, input.following, input.adding);
  const increments = createIncrements({
    ...{ ...input, ...lakeIo, base, readersOf, changeOf },
    isWhole: input.ahead?.isWhole,
  });
  const finishes = build && finishing({ ...input, lake: opened }, build, tables);
  const writer = build && createTableWriter({ ...lakeIo, build, sampled, emit, increments, ...finishes });
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
    outdated: createOutdatedTables(columns),
    comparisons: createReleaseComparisons({ ...lakeIo, base, published, columns, reading, sampled }),
    drifts: createDriftTables({ ...input, lake, base, sources: sourceNodes }),
    runSql: input.runSql ?? noRunSql,
    failureFiles: createFailureFiles({ config, session, asked: input.storeFailures }),
    bindReleased: node =>
      bindReleased({ ...lakeIo, ...read, node, samplings, readers: readersOf(node.uniqueId) }),
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
  const toRead = { base, kept: tables.kept, deferred: input.grounds.deferred };
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
