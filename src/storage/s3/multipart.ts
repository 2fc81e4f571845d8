import { type FileHandle, open } from 'node:fs/promises';
import { inParallel } from '../in-parallel.ts';
import type { ByteBudget } from './byte-budget.ts';
import { unquoted } from './list-objects.ts';
import { encode, type LendBody, type S3Client } from './s3-client.ts';
import { blocksOf, encodeXml, textOf } from './xml.ts';

/** Files up to this size go in one request. Bytes. */
export const partBytes = 16 * 2 ** 20;

/** S3 takes no more parts. */
const mostParts = 10_000;

/** How many parts of one object are on their way at once. */
const partsAtOnce = 8;

export interface Multipart {
  readonly client: S3Client;
  readonly key: string;
  readonly size: number;
  /** Of the new object: encryption and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends it, with what it was aborted for. */
  readonly signal?: AbortSignal | undefined;
}

/** One whose size shows only at its end. */
export type StreamedObject = Omit<Multipart, 'size'>;

/** Uploads a large file in parts. Gives the ETag. */
export async function uploadParts(multipart: Multipart, path: string, budget: ByteBudget): Promise<string> {
  const file = await open(path);
  try {
    return await inParts(multipart, partBytes, async (part, query) => {
      const { key, client, signal } = multipart;
      const body: LendBody = send => budget.with(part.bytes, async () => send(await readPart(file, part)));
      const { headers } = await client.send({ method: 'PUT', key, query, body, signal });
      return headers.etag;
    });
  } finally {
    await file.close();
  }
}

/** Copies an object that is too large for one request, inside the store. Gives the ETag. */
export function copyParts(multipart: Multipart, from: string, wanted = 2 ** 30): Promise<string> {
  const { client, key } = multipart;
  return inParts(multipart, wanted, async ({ start, bytes }, query) => {
    const headers = {
      'x-amz-copy-source': copySource(client.bucket, from),
      'x-amz-copy-source-range': `bytes=${start}-${start + bytes - 1}`,
    };
    const { body } = await client.send({ method: 'PUT', key, query, headers });
    return textOf(body.toString('utf8'), 'ETag');
  });
}

export function copySource(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encode).join('/')}`;
}

/** Ends the uploads below a prefix that nobody will finish. */
export async function abortUploads(client: S3Client, prefix: string): Promise<void> {
  const { body } = await client.send({ method: 'GET', query: { uploads: '', prefix } });
  const xml = body.toString('utf8');
  const uploads = blocksOf(xml, 'Upload').map(upload => ({
    key: textOf(upload, 'Key') ?? '',
    id: textOf(upload, 'UploadId') ?? '',
  }));
  const ours = uploads.filter(({ key }) => key.startsWith(prefix));
  await inParallel(ours, partsAtOnce, ({ key, id }) => abort(client, key, id));
  // The next page begins anew: what was on this one is gone.
  if (textOf(xml, 'IsTruncated') === 'true' && ours.length > 0) await abortUploads(client, prefix);
}

interface Part {
  readonly number: number;
  readonly start: number;
  readonly bytes: number;
}

type SendPart = (part: Part, query: Readonly<Record<string, string>>) => Promise<string | undefined>;

function inParts(multipart: Multipart, wanted: number, send: SendPart): Promise<string> {
  return withUpload(multipart, async uploadId => {
    const etags: string[] = [];
    await inParallel(partsOf(multipart.size, wanted), partsAtOnce, async part => {
      const etag = await send(part, { partNumber: String(part.number), uploadId });
      etags[part.number - 1] = unquoted(etag);
    });
    return etags;
  });
}

/** Completes what `send` has sent under an id of its own, or ends it. `send` gives the ETags of the parts; this, that of all. */
export async function withUpload(
  object: StreamedObject,
  send: (uploadId: string) => Promise<readonly string[]>,
): Promise<string> {
  const { client, key, headers, signal } = object;
  const begun = await client.send({ method: 'POST', key, query: { uploads: '' }, headers, signal });
  const uploadId = textOf(begun.body.toString('utf8'), 'UploadId') ?? '';
  try {
    return await complete(object, uploadId, await send(uploadId));
  } catch (error) {
    // What stays is swept with the files of its release.
    await abort(client, key, uploadId, AbortSignal.timeout(abortMilliseconds)).catch(() => undefined);
    throw error;
  }
}

function partsOf(size: number, wanted: number): readonly Part[] {
  const each = Math.max(wanted, Math.ceil(size / mostParts));
  return Array.from({ length: Math.ceil(size / each) }, (_, index) => ({
    number: index + 1,
    start: index * each,
    bytes: Math.min(each, size - index * each),
  }));
}

async function complete(
  { client, key, signal }: StreamedObject,
  uploadId: string,
  etags: readonly string[],
): Promise<string> {
  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>"${encodeXml(etag)}"</ETag></Part>`,
  );
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const answer = await client.send({ method: 'POST', key, query: { uploadId }, body, accept: [404], signal });
  if (answer.status !== 404) return unquoted(textOf(answer.body.toString('utf8'), 'ETag'));
  // An earlier attempt has ended it, or somebody else.
  const { headers } = await client.send({ method: 'HEAD', key });
  return unquoted(headers.etag);
}

/** Whoever has met a failure should hear of it soon, even if the store hangs. */
const abortMilliseconds = 10_000;

async function abort(client: S3Client, key: string, uploadId: string, signal?: AbortSignal): Promise<void> {
  await client.send({ method: 'DELETE', key, query: { uploadId }, accept: [404], signal });
}

async function readPart(file: FileHandle, { start, bytes }: Part): Promise<Uint8Array> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, start);
  if (bytesRead < bytes) throw new Error('a file became shorter while it was uploaded');
  return buffer;
}
