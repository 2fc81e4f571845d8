import type { Column } from '../columns/column.ts';
import type { TableNode } from '../compile/node.ts';
import type { Session } from '../engines/session.ts';
import type { ReleasedTable } from './bind-released.ts';
import type { DriftTables } from './drift/drift-tables.ts';
import { releaseAfterLastReader } from './drop-unread.ts';
import type { FailureFiles } from './failure-files.ts';
import type { Increments } from './incremental/increments.ts';
import type { KnownRows } from './known-rows.ts';
import type { BatchRuns } from './microbatch/batch-runs.ts';
import type { OutdatedTables } from './outdated-tables.ts';
import type { Samplings } from './reading.ts';
import type { ReleaseComparisons } from './release-comparisons.ts';
import { ResultLog } from './result-log.ts';
import type { EmitRunEvent, NodeResult } from './run-event.ts';
import type { RunPlan, RunTask } from './run-plan.ts';
import type { RunSql } from './run-sql.ts';
import { runTask } from './run-task.ts';
import { schedule } from './schedule.ts';
import type { Snapshots } from './snapshots/snapshots.ts';
import type { SourceBinder } from './source-binder.ts';
import { failing, stopping } from './stopping.ts';
import type { TableScans } from './table-scans.ts';
import type { TableWriter } from './table-writer.ts';

/** What a run works with: the engine, where sources and released tables come from, and where tables go. */
export interface RunContext {
  readonly session: Session;
  readonly threads: number;
  readonly failFast: boolean;
  readonly signal: AbortSignal;
  readonly emit: EmitRunEvent;
  /** Columns of every table, as `check` inferred them. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  readonly sources: SourceBinder;
  readonly samplings: Samplings;
  /** Undefined when nothing of the plan is published. */
  readonly writer: TableWriter | undefined;
  /** Binds the relation of a node to its table in the base release. */
  readonly bindReleased: (node: TableNode) => Promise<ReleasedTable>;
  readonly increments: Increments;
  readonly snapshots: Snapshots;
  readonly batches: BatchRuns;
  /** Unique ids of models that only add what is new. */
  readonly adding: ReadonlySet<string>;
  readonly scans: TableScans;
  readonly knownRows: KnownRows;
  readonly outdated: OutdatedTables;
  readonly comparisons: ReleaseComparisons;
  readonly drifts: DriftTables;
  readonly failureFiles: FailureFiles;
  readonly runSql: RunSql;
  /** Path of a node's compiled SQL relative to the project. */
  readonly compiledPath: (task: RunTask) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Runs a plan. Results come in the order in which nodes ended; what only served others is left out. */
export async function executeRun(plan: RunPlan, context: RunContext): Promise<readonly NodeResult[]> {
  const log = new ResultLog(plan, context.emit);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const interrupt = () => context.session.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  const readers = releaseAfterLastReader(plan.tasks, context.session);

  const running = { ...context, signal };

  await schedule(plan.tasks, {
    concurrency: context.threads,
    signal,
    run: async task => {
      log.started(task);
      const result = await runTask(task, running);
      const settled =
        signal.aborted && result.diagnostic?.code === 'interrupted' ? interrupted(result) : result;
      log.ended(task, settled);
      if (context.failFast && failing.has(settled.status)) stop.abort();
      await readers.done(task);
      return stopping.has(settled.status) ? 'failed' : 'done';
    },
    skip: (task, because) => log.skipped(task, because, context.now()),
  });
  signal.removeEventListener('abort', interrupt);
  return log.results;
}

/** The results of a plan of which nothing runs, because of something that came before it. */
export function skipRun(
  plan: RunPlan,
  because: string,
  { emit, now }: Pick<RunContext, 'emit' | 'now'>,
): readonly NodeResult[] {
  const log = new ResultLog(plan, emit);
  for (const task of plan.tasks) log.skipped(task, because, now());
  return log.results;
}

function interrupted(result: NodeResult): NodeResult {
  return { ...result, status: 'interrupted', message: 'interrupted', diagnostic: undefined };
}
