import type { EventOf } from './event-of.ts';

/** dbt's last line: `Done. PASS=5 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=8`. */
export function totalsLine({ totals, results }: EventOf<'run-finished'>): string {
  const { success, pass, warn, fail, error, skipped } = totals;
  return `Done. PASS=${success + pass} WARN=${warn} ERROR=${fail + error} SKIP=${skipped} NO-OP=0 TOTAL=${results.length}`;
}
