import type { Target } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { EndJob } from '../../release/lake-context.ts';
import type { ClusterJob, EmrTarget } from './cluster-job.ts';
import { findEmr } from './emr-job.ts';
import { findServerless } from './serverless-job.ts';

/** How work that a killed build left on EMR is ended. Undefined for targets that start nothing there. */
export function jobEnder(target: Target): EndJob | undefined {
  if (target.type !== 'emr' && target.type !== 'emr-serverless') return undefined;
  return async id => {
    try {
      await (await findClusterJob(target, id)).end();
    } catch (error) {
      // What AWS no longer knows does not run.
      if (!(error instanceof SparkifyError) || error.code !== 'cluster-missing') throw error;
    }
  };
}

/** @throws SparkifyError `cluster-refused` for an id that no target of this kind made */
async function findClusterJob(target: EmrTarget, id: string): Promise<ClusterJob> {
  const [kind, place, work = '', own] = id.split('/');
  const isOwn = own === 'own';
  const of = work === '' ? undefined : work;
  if (place !== undefined && kind === target.type) {
    if (target.type === 'emr') return findEmr(target, { cluster: place, step: of, isOwn });
    return findServerless(target, { application: place, jobRun: of, isOwn });
  }
  throw new SparkifyError('cluster-refused', `${id} is nothing that the target ${target.name} starts.`, {
    hint: '`sparkify clusters list` shows what runs. Take the target that started it.',
  });
}
