import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import type { Build } from '../../release/lake.ts';
import type { TableChange } from '../../release/table-change.ts';
import type { Increments } from '../incremental/increments.ts';
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
  /** Names their folder: a retry has the same build. */
  readonly folder: string;
  /** How many batches are there of tables that are not among the changes. */
  finished(changes: readonly TableChange[]): number;
  tell(model: string, finished: number): void;
  /** Removes them. */
  forget(): Promise<void>;
}

export function keepBatches(
  { config, batches }: { readonly config: Config; readonly batches: Run['batches'] },
  build: Pick<Build, 'id'> | undefined,
): KeptBatches {
  const folder = build?.id ?? `unpublished-${randomUUID()}`;
  const counts = new Map<string, number>();
  return {
    folder,
    finished(changes) {
      const whole = new Set(changes.map(({ node }) => node));
      return [...counts].reduce((sum, [id, count]) => (whole.has(id) ? sum : sum + count), 0);
    },
    tell: (model, finished) => void counts.set(model, finished),
    async forget() {
      // What stays is swept another day, and must not undo what was published.
      if (batches.size > 0) await removeBatchFiles(config, folder).catch(() => undefined);
    },
  };
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
