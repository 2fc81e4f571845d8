import type { S3Address } from '../../config/s3-address.ts';
import { policy } from './policy.ts';
import { below, bucketArn } from './s3-rights.ts';
import { type Resources, ref, type Value } from './value.ts';

/** The condition under which buckets are created; those that are there already stay as they are. */
export const createsBuckets = 'CreatesBuckets';

export interface BucketOptions {
  readonly lake: S3Address;
  readonly kmsKey: string | undefined;
  readonly logs: S3Address | undefined;
}

/**
 * The bucket of a lake, and that of the logs where it is another. They stay when the stack goes. There are no versions of
 * objects: a lake never overwrites a file, and keeps earlier releases by itself.
 */
export function bucketResources({ lake, kmsKey, logs }: BucketOptions): Resources {
  const others = logs === undefined || logs.bucket === lake.bucket ? undefined : logs;
  return {
    LakeBucket: bucket(lake.bucket, kmsKey, [abandonedUploads]),
    LakeBucketPolicy: tlsOnly('LakeBucket', lake.bucket),
    ...(others && {
      LogBucket: bucket(others.bucket, undefined, [abandonedUploads, oldLogs(others.path)]),
      LogBucketPolicy: tlsOnly('LogBucket', others.bucket),
    }),
  };
}

/** What a killed build left of large files; sparkify ends the uploads that it knows of itself. */
const abandonedUploads: Value = {
  Id: 'abandoned-uploads',
  Status: 'Enabled',
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

function oldLogs(path: string): Value {
  const Prefix = path === '' ? undefined : `${path}/`;
  return { Id: 'old-logs', Status: 'Enabled', Prefix, ExpirationInDays: 90 };
}

function bucket(name: string, kmsKey: string | undefined, rules: readonly Value[]): Value {
  const byDefault =
    kmsKey === undefined ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey };
  return {
    Type: 'AWS::S3::Bucket',
    Condition: createsBuckets,
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BucketName: name,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: byDefault,
            BucketKeyEnabled: kmsKey === undefined ? undefined : true,
          },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: rules },
    },
  };
}

function tlsOnly(resource: string, name: string): Value {
  return {
    Type: 'AWS::S3::BucketPolicy',
    Condition: createsBuckets,
    Properties: {
      Bucket: ref(resource),
      PolicyDocument: policy([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: ['s3:*'],
          Resource: [bucketArn(name), below({ bucket: name, path: '' })],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    },
  };
}
