import { resolve } from 'node:path';
import { parseByteSize } from './byte-size.ts';
import type { S3AccessOptions, S3Options } from './define-config.ts';

/** How one bucket is reached. What is undefined comes from the environment and the profile, as in AWS's own tools. */
export interface S3Access {
  readonly region: string | undefined;
  /** Address of another S3 store, e.g. `https://storage.example.com`. */
  readonly endpoint: string | undefined;
  /** Whether the bucket stands in the path of an address, not in its host. Undefined: as the endpoint needs it. */
  readonly pathStyle: boolean | undefined;
  readonly profile: string | undefined;
  readonly role: S3Role | undefined;
  /** Requests are not signed: for public buckets. */
  readonly anonymous: boolean;
  readonly requesterPays: boolean;
  /** The KMS key that new objects are encrypted with. */
  readonly kmsKey: string | undefined;
  /** A file of certificates of authorities to be trusted besides the usual ones. Absolute. */
  readonly caFile: string | undefined;
  /** Seconds that a request may go unanswered before it is sent again. */
  readonly timeout: number;
}

/** A role that is assumed with the credentials that would be used otherwise. */
export interface S3Role {
  readonly arn: string;
  readonly externalId: string | undefined;
}

export interface S3Settings extends S3Access {
  /** How many bytes small objects of sources may take on this machine. 0: none are kept. */
  readonly cacheBytes: number;
  /** What is different for some buckets, by name. */
  readonly buckets: Readonly<Record<string, S3Access>>;
}

/** How a bucket is reached: by its own settings, or by those for all. */
export function accessTo(settings: S3Settings, bucket: string): S3Access {
  return Object.hasOwn(settings.buckets, bucket) ? settings.buckets[bucket]! : settings;
}

/** Fills in defaults; what is set for a bucket comes over what is set for all. */
export function toS3Settings(options: S3Options = {}, projectDir: string): S3Settings {
  const { buckets = {}, cacheSize = '4GiB', ...shared } = options;
  const own = Object.entries(buckets).map(
    ([bucket, access]) => [bucket, toAccess({ ...shared, ...access }, projectDir)] as const,
  );
  const cacheBytes = parseByteSize(cacheSize);
  return { ...toAccess(shared, projectDir), buckets: Object.fromEntries(own), cacheBytes };
}

function toAccess(options: S3AccessOptions, projectDir: string): S3Access {
  const { region, endpoint, pathStyle, profile, role, kmsKey, caFile } = options;
  return {
    ...{ region, endpoint, pathStyle, profile, kmsKey },
    role: role && { arn: role.arn, externalId: role.externalId },
    anonymous: options.anonymous ?? false,
    requesterPays: options.requesterPays ?? false,
    caFile: caFile === undefined ? undefined : resolve(projectDir, caFile),
    timeout: options.timeout ?? 20,
  };
}
