import { accessTo, type S3Settings } from '../../config/s3-settings.ts';
import { Impatience } from './impatience.ts';
import { S3Client } from './s3-client.ts';

interface Clients {
  readonly byBucket: Map<string, S3Client>;
  readonly impatience: Impatience;
}

const clients = new WeakMap<S3Settings, Clients>();

/** One client for a bucket, so that the lake, its sources and the engine share credentials and what is known of it. */
export function s3ClientFor(
  settings: S3Settings,
  bucket: string,
  env: NodeJS.ProcessEnv = process.env,
): S3Client {
  const { byBucket, impatience } = clientsOf(settings);
  const client = byBucket.get(bucket) ?? new S3Client(bucket, accessTo(settings, bucket), env, impatience);
  byBucket.set(bucket, client);
  return client;
}

/** When `interrupt` aborts, what is asked of any bucket gets an answer within seconds or none. */
export function hurryAfter(settings: S3Settings, interrupt: AbortSignal): void {
  clientsOf(settings).impatience.listen(interrupt);
}

/** Nobody waits any more for what is asked of any bucket just now. */
export function dropRequests(settings: S3Settings): void {
  clientsOf(settings).impatience.drop();
}

function clientsOf(settings: S3Settings): Clients {
  const known = clients.get(settings) ?? { byBucket: new Map(), impatience: new Impatience() };
  clients.set(settings, known);
  return known;
}
