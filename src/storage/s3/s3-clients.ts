import { accessTo, type S3Settings } from '../../config/s3-settings.ts';
import { S3Client } from './s3-client.ts';

const clients = new WeakMap<S3Settings, Map<string, S3Client>>();

/** One client for a bucket, so that the lake, its sources and the engine share credentials and what is known of it. */
export function s3ClientFor(
  settings: S3Settings,
  bucket: string,
  env: NodeJS.ProcessEnv = process.env,
): S3Client {
  const known = clients.get(settings) ?? new Map<string, S3Client>();
  clients.set(settings, known);
  const client = known.get(bucket) ?? new S3Client(bucket, accessTo(settings, bucket), env);
  known.set(bucket, client);
  return client;
}
