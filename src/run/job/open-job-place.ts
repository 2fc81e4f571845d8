import type { Target } from '../../config/target.ts';
import type { JobPlace } from '../../engines/job-place.ts';
import { localPlace } from '../../engines/spark/local-place.ts';

/**
 * Where a target runs its jobs. Starts nothing.
 *
 * @param folder absolute, of this job alone
 */
export function openJobPlace(target: Target, folder: string): JobPlace {
  if (target.type === 'duckdb') throw new Error('DuckDB runs no jobs');
  return localPlace(target, folder);
}
