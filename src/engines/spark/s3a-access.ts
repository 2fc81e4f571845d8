import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessTo, type S3Settings } from '../../config/s3-settings.ts';
import type { S3Identity } from '../../storage/s3/credentials.ts';
import type { S3Client, S3Place } from '../../storage/s3/s3-client.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';

/** How a Spark on this machine reads from buckets, as DuckDB does. What it writes goes by way of the disk. */
export interface S3aAccess {
  /** Settings of Spark. They may hold keys: whoever writes them down makes a file that only this user reads. */
  readonly conf: Readonly<Record<string, string>>;
  /** Variables for the process of Spark. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes keys that were written down. To be called when Spark has ended. */
  close(): Promise<void>;
}

/** What reads S3 for Spark, and is no part of it. */
export const s3aClasses: readonly string[] = ['org.apache.hadoop.fs.s3a.S3AFileSystem'];

/** How often it is looked whether keys have been renewed. Milliseconds. */
const interval = 60_000;

/**
 * @param folder absolute, of this job alone
 * @throws SparkifyError `no-credentials`, `missing-bucket` and the like
 */
export async function openS3a(
  settings: S3Settings,
  buckets: readonly string[],
  folder: string,
): Promise<S3aAccess> {
  if (buckets.length === 0) return { conf: {}, env: {}, close: async () => {} };
  // One scheme for all that read a lake.
  const conf: Record<string, string> = { 'spark.hadoop.fs.s3.impl': s3aClasses[0]! };
  let shared: S3Client | undefined;
  for (const bucket of buckets) {
    const client = s3ClientFor(settings, bucket);
    await client.locate();
    const isShared = accessTo(settings, bucket) === settings;
    if (isShared) shared ??= client;
    Object.assign(conf, bucketConf(client, await client.place(), isShared));
  }
  const keys = shared === undefined || settings.anonymous ? undefined : await handKeys(shared, folder);
  return { conf, env: keys?.env ?? {}, close: async () => keys?.close() };
}

function bucketConf(
  { bucket, access }: S3Client,
  { region, endpoint, identity }: S3Place,
  isShared: boolean,
): Readonly<Record<string, string>> {
  const options: Readonly<Record<string, string | undefined>> = {
    'endpoint.region': region,
    endpoint: endpoint.custom ? `${endpoint.secure ? 'https' : 'http'}://${endpoint.host}` : undefined,
    'connection.ssl.enabled': String(endpoint.secure),
    'path.style.access': String(endpoint.pathStyle),
    'requester.pays.enabled': access.requesterPays ? 'true' : undefined,
    ...(isShared && identity !== undefined ? sharedKeys : ownKeys(identity)),
  };
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[`spark.hadoop.fs.s3a.bucket.${bucket}.${name}`, value]],
    ),
  );
}

/** The profile that `handKeys` names. */
const sharedKeys = {
  'aws.credentials.provider': 'software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider',
};

/** Of a bucket with a profile or role of its own: these are not renewed. */
function ownKeys(identity: S3Identity | undefined): Readonly<Record<string, string | undefined>> {
  if (identity === undefined)
    return { 'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider' };
  const provider = identity.sessionToken === undefined ? 'Simple' : 'Temporary';
  return {
    'aws.credentials.provider': `org.apache.hadoop.fs.s3a.${provider}AWSCredentialsProvider`,
    'access.key': identity.accessKeyId,
    'secret.key': identity.secretAccessKey,
    'session.token': identity.sessionToken,
  };
}

/**
 * Hands the keys that a client has to another process, and those that come after them: in a file that only this user reads,
 * which AWS's Java library opens again shortly before they expire.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
async function handKeys(client: S3Client, folder: string): Promise<Pick<S3aAccess, 'env' | 'close'>> {
  const [keys, profile, config] = ['keys.json', 'aws-profile', 'aws-config'].map(name => join(folder, name));
  let written: S3Identity | undefined;
  const renew = async () => {
    const { identity } = await client.place();
    if (identity === undefined || identity === written) return;
    await writeFile(`${keys}.tmp`, renderKeys(identity), { mode: 0o600 });
    await rename(`${keys}.tmp`, keys!);
    written = identity;
  };
  await renew();
  // The path may hold what means something in such a file, or to a shell.
  await writeFile(profile!, '[sparkify]\ncredential_process = cat "$SPARKIFY_AWS_KEYS"\n', { mode: 0o600 });
  await writeFile(config!, '');
  // Keys that cannot be renewed now may be renewed a minute later.
  const timer = setInterval(() => void renew().catch(() => undefined), interval);
  timer.unref();
  return {
    env: {
      AWS_PROFILE: 'sparkify',
      AWS_SHARED_CREDENTIALS_FILE: profile!,
      AWS_CONFIG_FILE: config!,
      SPARKIFY_AWS_KEYS: keys!,
    },
    async close() {
      clearInterval(timer);
      await rm(keys!, { force: true });
    },
  };
}

function renderKeys({ accessKeyId, secretAccessKey, sessionToken, expiration }: S3Identity): string {
  return JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken !== undefined && { SessionToken: sessionToken }),
    ...(expiration !== undefined && { Expiration: expiration.toISOString() }),
  });
}
