import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { S3Client } from './s3-client.ts';
import { blocksOf, textOf } from './xml.ts';

/** An object as a listing shows it. */
export interface ListedObject {
  /** Whole, from the root of the bucket. */
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/**
 * Every object of a bucket below a prefix, page by page. The keys are not asked for in URL encoding: some stores mark
 * them as encoded and do not encode them.
 */
export async function* listObjects(
  client: S3Client,
  prefix: string,
): AsyncGenerator<readonly ListedObject[], void, void> {
  for (let token: string | undefined; ; ) {
    const query = {
      'list-type': '2',
      prefix,
      ...(token === undefined ? {} : { 'continuation-token': token }),
    };
    const xml = (await client.send({ method: 'GET', query })).body.toString('utf8');
    yield blocksOf(xml, 'Contents').map(toObject);
    const next = textOf(xml, 'NextContinuationToken');
    if (textOf(xml, 'IsTruncated') !== 'true') return;
    // Else the same page would come for ever, or the rest be lost.
    if (next === undefined || next === token) throw cutShort(client.bucket, prefix);
    token = next;
  }
}

function cutShort(bucket: string, prefix: string): SparkifyError {
  return new SparkifyError('store-failed', `The listing of s3://${bucket}/${prefix} ends in the middle.`, {
    hint: 'The store does not list as Amazon S3 does. Run the command again, or use another store.',
  });
}

function toObject(xml: string): ListedObject {
  return {
    key: textOf(xml, 'Key') ?? '',
    size: Number(textOf(xml, 'Size')),
    etag: unquoted(textOf(xml, 'ETag')),
    modified: Date.parse(textOf(xml, 'LastModified') ?? ''),
  };
}

export function unquoted(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}
