import { isAmazon, type Target } from '../../config/target.ts';
import type { EndJob } from '../../release/lake-context.ts';
import { findClusterJob, unlessMissing } from './find-cluster-job.ts';

/** How work that a killed build left on EMR is ended. Undefined for targets that start nothing there. */
export function jobEnder(target: Target): EndJob | undefined {
  if (!isAmazon(target)) return undefined;
  return async id => {
    const job = await findClusterJob(target, id);
    // What AWS no longer knows does not run.
    if (job !== undefined) await unlessMissing(job.end());
  };
}
