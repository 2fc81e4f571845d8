import { parseS3Address } from '../../config/s3-address.ts';
import type { Job, JobTask } from '../job.ts';

/** The buckets that a job reads from and writes to. */
export function jobBuckets({ tasks }: Job): readonly string[] {
  const buckets = tasks.flatMap(addresses).map(address => parseS3Address(address)?.bucket);
  return [...new Set(buckets.filter(bucket => bucket !== undefined))].sort();
}

function addresses(task: JobTask): readonly string[] {
  switch (task.kind) {
    case 'lines':
      return [...task.paths, ...task.foreign];
    case 'files':
      return task.groups.map(({ base }) => base);
    case 'write':
      return [task.folder];
    default:
      return [];
  }
}
