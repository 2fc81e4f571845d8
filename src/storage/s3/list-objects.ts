import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { compareKeys } from '../keys.ts';
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

/** The keys behind one, up to another; undefined means from the first or to the last. */
export interface KeyRange {
  readonly after?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * Every object of a bucket below a prefix, page by page, or those of a range of keys. The keys are not asked for in URL encoding: some stores mark
 * them as encoded and do not encode them.
 */
export async function* listObjects(
  client: S3Client,
  prefix: string,
  { after, until }: KeyRange = {},
): AsyncGenerator<readonly ListedObject[], void, void> {
  for (let token: string | undefined; ; ) {
    const query = {
      'list-type': '2',
      prefix,
      ...(after === undefined ? {} : { 'start-after': after }),
      ...(token === undefined ? {} : { 'continuation-token': token }),
    };
    const xml = (await client.send({ method: 'GET', query })).body.toString('utf8');
    const page = blocksOf(xml, 'Contents').map(toObject);
    const isBeyond = ({ key }: ListedObject) => until !== undefined && compareKeys(key, until) > 0;
    // A store that knows no beginning lists from the first key.
    yield page.filter(
      object => (after === undefined || compareKeys(object.key, after) > 0) && !isBeyond(object),
    );
    if (until !== undefined && page.some(object => isBeyond(object) || object.key === until)) return;
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
