import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { Build } from '../../release/lake.ts';
import type { TableChange } from '../../release/table-change.ts';
import { sum } from '../../storage/sum.ts';
import type { Increments } from '../incremental/increments.ts';
import type { LeftBatches, RunLegacy } from '../last-run.ts';
import type { PreparedRun } from '../prepare-run.ts';
import type { PublishedRun, PublishRunOptions } from '../publish-run.ts';
import type { RunPlan } from '../run-plan.ts';
import type { RunHooksInput } from '../with-hooks.ts';
import { removeBatchFiles } from './batch-files.ts';
import { type BatchRuns, type BatchRunsOptions, createBatchRuns } from './batch-runs.ts';
import type { FoundBatches } from './plan-batches.ts';

interface Run
  extends Pick<BatchRunsOptions, 'session' | 'config' | 'recipes' | 'emit' | 'columns' | 'adding'> {
  readonly plan: Pick<RunPlan, 'tasks'>;
  readonly batches: ReadonlyMap<string, FoundBatches>;
  readonly around?: Pick<RunHooksInput, 'compiler'>;
}

/** Batches that a run finishes, until it is known whether somebody goes on from them. */
export interface KeptBatches {
  /** Names their folder: a retry has the same. */
  readonly folder: string;
  /** As they are if the run is killed. */
  readonly left: LeftBatches;
  /** How many batches are there of tables that are not among the changes. */
  finished(changes: readonly TableChange[]): number;
  tell(model: string, finished: number): void;
  /**
   * Leaves them for a retry where there may be one that can use them: nothing was published, or all but their tables. Gives what
   * it has to know then, and removes them else.
   */
  leave(run: EndedRun, outcome: PublishedRun): Promise<Pick<RunLegacy, 'batches'>>;
  /** Removes them. */
  forget(): Promise<void>;
}

type EndedRun = Pick<PublishRunOptions, 'changes' | 'kept' | 'keeps'>;

interface Keeping extends Pick<Run, 'batches'>, Pick<PreparedRun, 'task' | 'grounds' | 'batchesLeft'> {
  readonly config: Config;
}

export function keepBatches(run: Keeping, build: Pick<Build, 'id' | 'base'> | undefined): KeptBatches {
  const folder = folderOf(run, build);
  const based = build?.base?.release ?? null;
  const counts = new Map<string, number>();
  const finished: KeptBatches['finished'] = changes => {
    const whole = new Set(changes.map(({ node }) => node));
    return sum([...counts].map(([id, count]) => (whole.has(id) ? 0 : count)));
  };
  const forget = async () => {
    // What stays is swept another day, and must not undo what was published.
    if (run.batches.size > 0) await removeBatchFiles(run.config, folder).catch(() => undefined);
  };
  return {
    folder,
    left: { folder, release: based },
    finished,
    tell: (model, count) => void counts.set(model, count),
    async leave({ changes, kept, keeps }, { candidate, release }) {
      const isPart = keeps && kept !== undefined && finished(changes) > 0;
      if (candidate !== undefined || isPart)
        return { batches: { folder, release: release?.release ?? based } };
      await forget();
      return { batches: undefined };
    },
    forget,
  };
}

/** Tasks share a build, and each has batches of its own. What was left is of the release that the retry was planned by. */
function folderOf(
  { task, grounds, batchesLeft }: Keeping,
  build: Pick<Build, 'id' | 'base'> | undefined,
): string {
  if (task !== undefined || build === undefined) return `unpublished-${randomUUID()}`;
  const isPlanned = build.base?.release === grounds.base?.release;
  return (isPlanned ? batchesLeft : undefined) ?? build.id;
}

/** Where no templates can be rendered, nothing is computed in batches. */
export function batchesOfRun(run: Run, increments: Increments, kept: KeptBatches): BatchRuns {
  const { around, batches: planned, plan } = run;
  if (around === undefined) return noBatches;
  const { compiler } = around;
  return createBatchRuns({ ...run, planned, tasks: plan.tasks, compiler, increments, kept });
}

const noBatches: BatchRuns = {
  has: () => false,
  compute: () => Promise.reject(new Error('nothing is computed in batches here')),
};
