import type { S3Address } from '../../config/s3-address.ts';
import { accessTo, type S3Settings } from '../../config/s3-settings.ts';
import { allow, type Statement } from './policy.ts';
import { arn, literal, plain, type Value } from './value.ts';

/** Objects that are read: those whose keys begin so. */
export interface ReadPlace {
  readonly bucket: string;
  readonly prefix: string;
}

export interface S3Use {
  readonly lake: S3Address;
  readonly reads: readonly ReadPlace[];
  /** Whose logs are written or read below it. */
  readonly logs: S3Address | undefined;
  readonly logAction: 's3:PutObject' | 's3:GetObject';
  readonly s3: S3Settings;
}

/** What docs/s3.md says that a lake and its sources need, and not more. */
export function s3Statements({ lake, reads, logs, logAction, s3 }: S3Use): readonly Statement[] {
  const signed = reads.filter(({ bucket }) => !accessTo(s3, bucket).anonymous);
  const objects = [below(lake)];
  return [
    ...listStatements(lake, signed),
    allow(['s3:ListBucketMultipartUploads'], bucketArn(lake.bucket)),
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], objects),
    ...(signed.length === 0 ? [] : [allow(['s3:GetObject'], unique(signed.map(startingWith)))]),
    ...(logs === undefined ? [] : [allow([logAction], below(logs))]),
    ...keyStatements([lake.bucket, ...signed.map(({ bucket }) => bucket)], s3),
  ];
}

export function bucketArn(bucket: string): Value {
  return arn('s3', plain(bucket));
}

/** Everything below a place. */
export function below({ bucket, path }: S3Address): Value {
  return startingWith({ bucket, prefix: folder(path) });
}

function startingWith({ bucket, prefix }: ReadPlace): Value {
  return arn('s3', plain(`${bucket}/${literal(prefix)}*`));
}

function folder(path: string): string {
  return path === '' ? '' : `${path}/`;
}

/** One for each bucket, the lake's first: which keys may be listed is told by a condition. */
function listStatements(lake: S3Address, reads: readonly ReadPlace[]): readonly Statement[] {
  const buckets = [...new Set([lake.bucket, ...reads.map(({ bucket }) => bucket)])];
  return buckets.map(bucket => {
    const read = reads.filter(place => place.bucket === bucket).map(({ prefix }) => prefix);
    // Before a lake is written, the folder that it lies in is looked at.
    const own = bucket === lake.bucket ? [folder(lake.path)] : [];
    const prefixes = unique([...own, ...read].map(prefix => `${literal(prefix)}*`));
    const listed = bucket === lake.bucket ? ['', ...prefixes] : prefixes;
    return allow(['s3:ListBucket'], bucketArn(bucket), { StringLike: { 's3:prefix': listed } });
  });
}

/** The keys of these buckets. An alias is no name of a key in policies, so it is asked for by a condition. */
function keyStatements(buckets: readonly string[], s3: S3Settings): readonly Statement[] {
  const keys = unique(buckets.flatMap(bucket => accessTo(s3, bucket).kmsKey ?? []));
  return keys.map(key => {
    const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
    const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
    if (alias !== undefined)
      return allow(actions, arn('kms', 'key/*'), {
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias },
      });
    return allow(actions, key.startsWith('arn:') ? key : arn('kms', `key/${plain(key)}`));
  });
}

function unique<T extends Value>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}
