import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { listObjects } from '../../storage/s3/list-objects.ts';
import type { S3Client } from '../../storage/s3/s3-client.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import type { SourceFile, SourceObject } from '../source-file.ts';

export interface FetchedObject {
  /** As it is now: it may have been replaced since it was listed. */
  readonly file: SourceFile;
  readonly bytes: Buffer;
}

/**
 * The bytes of an object in one request. One that was replaced since it was listed is looked up again, once.
 *
 * @throws SparkifyError `unreadable-file` when it is gone, or is replaced again
 */
export async function fetchObject(file: SourceFile, signal: AbortSignal): Promise<FetchedObject> {
  const object = file.object!;
  const client = s3ClientFor(object.settings, object.bucket);
  const bytes = await bytesOf(client, object, signal);
  if (bytes !== undefined) return { file, bytes };
  const now = await lookUp(client, object);
  const again = now && (await bytesOf(client, now, signal));
  if (again === undefined) throw changed(file, now === undefined ? 'removed' : 'replaced');
  return { file: { ...file, object: now! }, bytes: again };
}

/** Undefined when there is no such object any more. */
async function bytesOf(
  client: S3Client,
  { key, etag, size }: SourceObject,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const headers = { 'if-match': `"${etag}"` };
  const { status, body } = await client.send({ method: 'GET', key, headers, accept: [404, 412], signal });
  if (status === 404 || status === 412) return undefined;
  // A store that ignores the condition would give another object.
  return body.length === size ? body : undefined;
}

async function lookUp(client: S3Client, object: SourceObject): Promise<SourceObject | undefined> {
  for await (const page of listObjects(client, object.key)) {
    const found = page.find(({ key }) => key === object.key);
    if (found !== undefined) return { ...object, ...found };
    // The key itself comes before all that it begins.
    return undefined;
  }
  return undefined;
}

function changed({ label }: SourceFile, what: 'removed' | 'replaced'): SparkifyError {
  return new SparkifyError('unreadable-file', `${label} was ${what} while it was read.`, {
    hint: 'Run the command again.',
  });
}
