import type { ClusterJob, EmrTarget } from './cluster-job.ts';
import { findEmr } from './emr-job.ts';
import { unlessMissing } from './end-all.ts';
import { findAsked } from './find-asked.ts';
import { parseJobId } from './job-id.ts';
import { findServerless } from './serverless-job.ts';

/**
 * A job that some process has started, by its id. Of one that was only asked for, all that came of it: nothing where all of it
 * has ended, and more than one job where AWS was asked twice.
 *
 * @throws SparkifyError `cluster-refused` for an id that no target of this kind made
 */
export async function findClusterJobs(target: EmrTarget, id: string): Promise<readonly ClusterJob[]> {
  const named = parseJobId(id, target);
  const placed = 'asked' in named ? ((await unlessMissing(findAsked(target, named.asked))) ?? []) : [named];
  const found = placed.map(each =>
    target.type === 'emr' ? findEmr(target, each) : findServerless(target, each),
  );
  return Promise.all(found);
}
