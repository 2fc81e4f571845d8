import { parseS3Address } from '../../config/s3-address.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { regionOf } from '../../storage/aws/aws-options.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import type { EmrTarget } from './cluster-job.ts';

/**
 * Sees that a job reaches its buckets: outside of a network of one's own, EMR Serverless reaches those of its region only.
 *
 * @throws SparkifyError `cluster-refused`
 * @see https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/vpc-access.html
 */
export async function requireRegion(target: EmrTarget, addresses: readonly string[]): Promise<void> {
  if (target.type !== 'emr-serverless' || target.subnets !== undefined) return;
  const region = await regionOf(target);
  const buckets = addresses.flatMap(address => parseS3Address(address)?.bucket ?? []);
  for (const bucket of new Set(buckets)) {
    const found = s3ClientFor(target.s3, bucket).foundRegion;
    if (found === undefined || found === region) continue;
    const message = `The bucket ${bucket} is in ${found}, and jobs of the target ${target.name} run in ${region}, from where EMR Serverless does not reach it.`;
    throw new SparkifyError('cluster-refused', message, {
      hint: `Set \`region: '${found}'\` of the target, or \`subnets\` of a network that reaches S3 elsewhere.`,
    });
  }
}
