import { isAmazon, type Target } from '../../config/target.ts';
import type { EndJob } from '../../release/lake-context.ts';
import { endAll } from './end-all.ts';
import { findClusterJobs } from './find-cluster-jobs.ts';

/** How work that a killed build left on EMR is ended. Undefined for targets that start nothing there. */
export function jobEnder(target: Target): EndJob | undefined {
  if (!isAmazon(target)) return undefined;
  return async id => endAll(await findClusterJobs(target, id));
}
