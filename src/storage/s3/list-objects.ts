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

/** What a store gives at once. */
export interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Where a delimiter is asked for: beginnings of keys up to it, each for all keys that begin so. */
  readonly folders: readonly string[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

export interface PageQuery extends Pick<KeyRange, 'after'> {
  readonly prefix: string;
  readonly delimiter?: string | undefined;
  /** As the page before told. */
  readonly token?: string | undefined;
}

/**
 * One page of a listing. The keys are not asked for in URL encoding: some stores mark them as encoded and do not encode them.
 *
 * @throws SparkifyError `store-failed` where a store says that there is more, and not how to get it
 */
export async function listPage(
  client: S3Client,
  { prefix, after, delimiter, token }: PageQuery,
): Promise<ListedPage> {
  const query = {
    'list-type': '2',
    prefix,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(after === undefined ? {} : { 'start-after': after }),
    ...(token === undefined ? {} : { 'continuation-token': token }),
  };
  const xml = (await client.send({ method: 'GET', query })).body.toString('utf8');
  const next = textOf(xml, 'NextContinuationToken');
  const isLast = textOf(xml, 'IsTruncated') !== 'true';
  // Else the same page would come for ever, or the rest be lost.
  if (!isLast && (next === undefined || next === token)) throw cutShort(client.bucket, prefix);
  return {
    objects: blocksOf(xml, 'Contents').map(toObject),
    folders: blocksOf(xml, 'CommonPrefixes').map(block => textOf(block, 'Prefix') ?? ''),
    next: isLast ? undefined : next,
  };
}

/** Where a listing begins and ends. */
export interface Stretch extends KeyRange {
  /** It goes on where a page ended that told this. */
  readonly token?: string | undefined;
}

/** Every object of a bucket below a prefix, page by page, or those of a stretch of the listing. */
export async function* listObjects(
  client: S3Client,
  prefix: string,
  { after, until, token: begin }: Stretch = {},
): AsyncGenerator<readonly ListedObject[], void, void> {
  for (let token = begin; ; ) {
    const { objects, next } = await listPage(client, { prefix, after, token });
    const isBeyond = ({ key }: ListedObject) => until !== undefined && compareKeys(key, until) > 0;
    // A store that knows no beginning lists from the first key.
    yield objects.filter(
      object => (after === undefined || compareKeys(object.key, after) > 0) && !isBeyond(object),
    );
    if (until !== undefined && objects.some(object => isBeyond(object) || object.key === until)) return;
    if (next === undefined) return;
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

export function unquoted(etag = ''): string {
  // Around it they nearly always are, of thousands of objects.
  const inner = etag.startsWith('"') && etag.endsWith('"') ? etag.slice(1, -1) : etag;
  return inner.includes('"') ? inner.replaceAll('"', '') : inner;
}
