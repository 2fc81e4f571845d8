import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { ClusterJob, EmrTarget, Tell } from './cluster-job.ts';
import { endAll } from './end-all.ts';
import { findClusterJobs } from './find-cluster-jobs.ts';
import { nameOfJob, renderJobId } from './job-id.ts';

export interface FailedStart {
  readonly target: EmrTarget;
  /** For which it was started. */
  readonly build: string;
  readonly error: unknown;
  /** What is known to have been started. */
  readonly begun: readonly ClusterJob[];
  readonly tell: Tell;
}

/**
 * Ends what was started by a start that failed. Where AWS may have heard a request without answering it, it is looked for what
 * came of that.
 *
 * @throws SparkifyError when something of it may go on
 */
export async function endFailedStart({ target, build, error, begun, tell }: FailedStart): Promise<void> {
  if (begun.length > 0) return endAll(begun);
  if (isAnswered(error)) return;
  const found = await findClusterJobs(target, renderJobId(target.type, { asked: build }));
  await endAll(found);
  for (const { id } of found)
    tell(`Ended the ${nameOfJob(target, id)}: it had been started, though AWS gave no answer.`);
}

/** Whether AWS has said that it starts nothing, or was not asked at all. */
function isAnswered(error: unknown): boolean {
  return error instanceof SparkifyError && error.code !== 'cluster-unreachable';
}
