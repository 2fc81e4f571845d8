import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { ClusterJob } from './cluster-job.ts';

/** Ends jobs, even if one of them cannot be ended, and waits until nothing of the others runs any more. */
export async function endAll(jobs: readonly ClusterJob[]): Promise<void> {
  const ended = await Promise.allSettled(jobs.map(job => unlessMissing(job.end())));
  const failed = ended.find(each => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Undefined where AWS does not know, any more, of what it was asked for: that does not run either. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SparkifyError && error.code === 'cluster-missing') return undefined;
    throw error;
  }
}
