import type { SourceFreshness } from '../compile/freshness.ts';
import type { FreshnessThreshold } from '../project/project.ts';

/** What a source is measured by, in dbt's form. The filter stands as it was written. */
export function freshnessCriteria({ warnAfter, errorAfter, filter }: SourceFreshness): object {
  return {
    warn_after: threshold(warnAfter),
    error_after: threshold(errorAfter),
    filter: filter?.text ?? null,
  };
}

function threshold(allowed: FreshnessThreshold | null): object {
  return { count: allowed?.count ?? null, period: allowed?.period ?? null };
}
