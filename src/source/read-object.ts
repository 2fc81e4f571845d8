import { SparkifyError } from '../diagnostics/sparkify-error.ts';
import { s3ClientFor } from '../storage/s3/s3-clients.ts';
import type { SourceObject } from './source-file.ts';

const pieceBytes = 8 * 2 ** 20;

/**
 * The bytes of an object on S3 from `start` on, in pieces. All of them are of the object that was listed.
 *
 * @throws SparkifyError `unreadable-file` when it was replaced meanwhile
 */
export async function* readObject(
  { bucket, key, size, etag, settings }: SourceObject,
  start: number,
): AsyncGenerator<Uint8Array, void, void> {
  const client = s3ClientFor(settings, bucket);
  for (let from = start; from < size; from += pieceBytes) {
    const range = `bytes=${from}-${Math.min(size, from + pieceBytes) - 1}`;
    const headers = { range, 'if-match': `"${etag}"` };
    const { status, body } = await client.send({ method: 'GET', key, headers, accept: [404, 412] });
    if (status === 404 || status === 412) throw replaced(bucket, key);
    yield body;
  }
}

function replaced(bucket: string, key: string): SparkifyError {
  return new SparkifyError(
    'unreadable-file',
    `s3://${bucket}/${key} was replaced or removed while it was read.`,
    {
      hint: 'Run the command again.',
    },
  );
}
