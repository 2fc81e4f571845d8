import { fileURLToPath } from 'node:url';
import type { SparkTarget } from '../../config/target.ts';
import type { JobPlace } from '../job-place.ts';
import { submitJob } from './submit-job.ts';

/** A Spark that `spark-submit` starts, which reads the disk of this machine. */
export function localPlace(
  target: Pick<SparkTarget, 'master' | 'submit' | 'conf' | 's3'>,
  /** Absolute. The job, its events and what Spark printed lie there. */
  folder: string,
): JobPlace {
  return {
    isRemote: false,
    hand: async paths => paths,
    original: file => (file.startsWith('file:') ? fileURLToPath(file) : file),
    submit: (job, _, signal) => submitJob({ target, job, folder, signal }),
    close: async () => undefined,
  };
}
