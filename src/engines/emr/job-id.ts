import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { EmrTarget } from './cluster-job.ts';

/** What of a job on AWS is to be known to find it again. */
export interface PlacedJob {
  /** Id of the cluster or application. */
  readonly place: string;
  /** Id of the step or job run; undefined where it has none. */
  readonly work: string | undefined;
  /** Whether the cluster or application was created for this job alone. */
  readonly isOwn: boolean;
}

/** One that was asked for, and of which nobody has heard yet by what it is called: its tag tells. */
export interface AskedJob {
  /** See `buildTag`. */
  readonly asked: string;
}

type Service = EmrTarget['type'];

/** No cluster, application, step or job run is called so. */
const unheard = '?';

export function renderJobId(service: Service, job: PlacedJob | AskedJob): string {
  if ('asked' in job) return [service, unheard, job.asked, ''].join('/');
  return [service, job.place, job.work ?? '', job.isOwn ? 'own' : ''].join('/');
}

/** @throws SparkifyError `cluster-refused` for an id that no target of this kind made */
export function parseJobId(
  id: string,
  { type, name }: Pick<EmrTarget, 'type' | 'name'>,
): PlacedJob | AskedJob {
  const [service, place = '', work = '', own] = id.split('/');
  if (service !== type || place === '')
    throw new SparkifyError('cluster-refused', `${id} is nothing that the target ${name} starts.`, {
      hint: '`sparkify clusters list` shows what runs. Take the target that started it.',
    });
  if (place === unheard) return { asked: work };
  return { place, work: work === '' ? undefined : work, isOwn: own === 'own' };
}

/** What a person calls it. */
export function describeJob(service: Service, { place, work }: PlacedJob): string {
  if (service === 'emr')
    return work === undefined ? `EMR cluster ${place}` : `step ${work} of the EMR cluster ${place}`;
  const application = `EMR Serverless application ${place}`;
  return work === undefined ? application : `job run ${work} of the ${application}`;
}

/** The same of a job by its id. */
export function nameOfJob(target: Pick<EmrTarget, 'type' | 'name'>, id: string): string {
  const placed = parseJobId(id, target);
  return 'asked' in placed ? 'job' : describeJob(target.type, placed);
}
