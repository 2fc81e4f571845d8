import type { EventOf } from './event-of.ts';

/** dbt's last line: `Done. PASS=5 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=8`; since 1.12 it also counts what is reused. */
export function totalsLine({ totals, results }: EventOf<'run-finished'>): string {
  const { success, pass, warn, fail, error, skipped, reused } = totals;
  const taken = reused === 0 ? '' : ` REUSED=${reused}`;
  return `Done. PASS=${success + pass} WARN=${warn} ERROR=${fail + error} SKIP=${skipped} NO-OP=0${taken} TOTAL=${results.length}`;
}
