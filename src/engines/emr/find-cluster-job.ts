import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { ClusterJob, EmrTarget } from './cluster-job.ts';
import { findEmr } from './emr-job.ts';
import { findAsked } from './find-asked.ts';
import { parseJobId } from './job-id.ts';
import { findServerless } from './serverless-job.ts';

/**
 * A job that some process has started, by its id. Undefined when it was only asked for, and nothing came of it or all of it has
 * ended.
 *
 * @throws SparkifyError `cluster-refused` for an id that no target of this kind made
 */
export async function findClusterJob(target: EmrTarget, id: string): Promise<ClusterJob | undefined> {
  const named = parseJobId(id, target);
  const placed = 'asked' in named ? await unlessMissing(findAsked(target, named.asked)) : named;
  if (placed === undefined) return undefined;
  return target.type === 'emr' ? findEmr(target, placed) : findServerless(target, placed);
}

/** Undefined where AWS does not know, any more, of what it was asked for. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SparkifyError && error.code === 'cluster-missing') return undefined;
    throw error;
  }
}
