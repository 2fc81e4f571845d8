import { loadLastRun } from '../../artifacts/load-last-run.ts';
import { loadConfig } from '../../config/load-config.ts';
import { type RetryOptions, retryOptions } from '../../run/retry-options.ts';
import type { RunSummary } from '../../run/run-options.ts';
import { execute } from '../../sparkify.ts';

/** Takes up the last run where it failed; undefined when it left nothing to do. What was approved holds for it, too. */
export async function retry(options: RetryOptions): Promise<RunSummary | undefined> {
  const { config } = await loadConfig(options);
  const last = loadLastRun(config);
  const again = retryOptions(last, options);
  if (again === undefined || last.plan === undefined) return again && execute(again);
  const { readPlan } = await import('../../artifacts/read-plan.ts');
  return execute({ ...again, approved: readPlan(last.plan).approved });
}
