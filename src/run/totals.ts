import type { NodeResult, RunEvent, RunTotals } from './run-event.ts';

/** How many results ended how, as in dbt's last line. */
export function countTotals(results: readonly NodeResult[]): RunTotals {
  const count = (...statuses: readonly NodeResult['status'][]) =>
    results.filter(result => statuses.includes(result.status)).length;
  return {
    success: count('success'),
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    // dbt's last line counts these as errors, too.
    error: count('error', 'partial success'),
    skipped: count('skipped', 'interrupted'),
    reused: count('reused'),
  };
}

/** Whether a run is to end with an exit code that says so. */
export function hasFailed({
  totals,
  raised = 0,
  unregistered = false,
}: Pick<Extract<RunEvent, { type: 'run-finished' }>, 'totals' | 'raised' | 'unregistered'>): boolean {
  return totals.error + totals.fail + raised > 0 || unregistered;
}
