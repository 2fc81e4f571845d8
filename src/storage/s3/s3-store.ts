import { readFile, rm, stat } from 'node:fs/promises';
import { parseS3Address, renderS3Address } from '../../config/s3-address.ts';
import type { S3Settings } from '../../config/s3-settings.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { inParallel } from '../in-parallel.ts';
import {
  assertDataKey,
  assertDocumentKey,
  assertKey,
  assertPrefix,
  compareKeys,
  isDocument,
} from '../keys.ts';
import { missingObject } from '../missing-object.ts';
import type {
  CopyPair,
  CopyResult,
  ObjectInfo,
  PutResult,
  Store,
  StoredObject,
  UploadResult,
} from '../store.ts';
import { ByteBudget } from './byte-budget.ts';
import { type Condition, conditionalPut } from './conditional-put.ts';
import { deleteObjects } from './delete-objects.ts';
import { unquoted } from './list-objects.ts';
import { listRanges } from './list-ranges.ts';
import { abortUploads, copyParts, copySource, type Multipart, partBytes, uploadParts } from './multipart.ts';
import { type LendBody, requestsAtOnce, type S3Client } from './s3-client.ts';
import { s3ClientFor } from './s3-clients.ts';
import { uploadStream } from './upload-stream.ts';
import { textOf } from './xml.ts';

/** Bytes of bodies in memory at once. */
const budgetBytes = 256 * 2 ** 20;

/** CopyObject copies no larger object. */
const largestCopy = 5 * 2 ** 30;

export interface S3StoreOptions {
  readonly settings: S3Settings;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The store over a prefix of a bucket. Conditions are S3's own (`If-Match`, `If-None-Match`), and so are ETags, which
 * change with every write of other bytes. Nothing is read or sent before a method is called.
 *
 * @param address `s3://bucket/prefix`
 * @throws SparkifyError from its methods: `missing-bucket`, `store-denied`, `no-credentials`, `store-unreachable`, `store-failed`
 */
export function createS3Store(
  address: string,
  { settings, env = process.env }: S3StoreOptions,
): StreamingStore {
  const parsed = parseS3Address(address);
  if (parsed === undefined) throw new Error(`${address} is no address on S3`);
  return new S3Store(s3ClientFor(settings, parsed.bucket, env), parsed.path);
}

/** A store that takes data in while they are made. `signal` ends an upload with what it was aborted for. */
export interface StreamingStore extends Store {
  upload(localPath: string, key: string, signal?: AbortSignal): Promise<UploadResult>;
  /** Writes what comes to a key of data. When `whole` rejects, nothing is written. */
  uploadStream(chunks: AsyncIterable<Buffer>, options: StreamOptions): Promise<UploadResult>;
}

export interface StreamOptions {
  readonly key: string;
  readonly whole: Promise<unknown>;
  readonly signal: AbortSignal | undefined;
}

class S3Store implements StreamingStore {
  readonly label: string;
  readonly #client: S3Client;
  /** Empty, or with a slash at its end. */
  readonly #root: string;
  readonly #budget = new ByteBudget(budgetBytes);
  /** Of every new object. */
  readonly #headers: Record<string, string>;

  constructor(client: S3Client, path: string) {
    this.label = renderS3Address({ bucket: client.bucket, path });
    this.#client = client;
    this.#root = path === '' ? '' : `${path}/`;
    this.#headers = encryptionHeaders(client.access.kmsKey);
  }

  async get(key: string): Promise<StoredObject | undefined> {
    assertKey(key);
    const answer = await this.#client.send({ method: 'GET', key: this.#root + key, accept: [404] });
    if (answer.status === 404) return this.#requireBucket(answer.body);
    const { body, headers } = answer;
    return {
      bytes: body,
      etag: unquoted(headers.etag),
      modified: Date.parse(headers['last-modified'] ?? ''),
    };
  }

  putIfAbsent(key: string, bytes: Uint8Array): Promise<PutResult> {
    assertKey(key);
    return this.#put(key, bytes, { 'if-none-match': '*' });
  }

  putIfMatch(key: string, bytes: Uint8Array, etag: string): Promise<PutResult> {
    assertDocumentKey(key);
    return this.#put(key, bytes, { 'if-match': `"${etag}"` });
  }

  async *list(prefix: string, expected: readonly string[] = []): AsyncIterable<ObjectInfo> {
    assertPrefix(prefix);
    let last = '';
    const whole = expected.map(key => this.#root + key);
    for await (const page of listRanges(this.#client, this.#root + prefix, whole)) {
      for (const object of page.toSorted((a, b) => compareKeys(a.key, b.key))) {
        const key = object.key.slice(this.#root.length);
        // Some consoles make empty objects for what they show as folders.
        if (key === '' || key.endsWith('/')) continue;
        if (compareKeys(last, key) > 0) throw notInOrder(this.label);
        last = key;
        yield { ...object, key };
      }
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey);
    const whole = (chosen: readonly string[]) => chosen.map(key => this.#root + key);
    await deleteObjects(this.#client, whole(keys.filter(key => !isDocument(key))));
    await deleteObjects(this.#client, whole(keys.filter(isDocument)));
  }

  async upload(localPath: string, key: string, signal?: AbortSignal): Promise<UploadResult> {
    assertDataKey(key);
    const { size } = await stat(localPath);
    const etag = await this.#upload(localPath, { ...this.#object(key), size, signal });
    await rm(localPath, { force: true });
    return { key, size, etag };
  }

  async uploadStream(
    chunks: AsyncIterable<Buffer>,
    { key, whole, signal }: StreamOptions,
  ): Promise<UploadResult> {
    assertDataKey(key);
    const { bytes: size, etag } = await uploadStream({ ...this.#object(key), signal }, chunks, whole);
    return { key, size, etag };
  }

  async copy(from: string, to: string): Promise<ObjectInfo> {
    await this.copyMany([{ from, to }]);
    const { headers } = await this.#client.send({ method: 'HEAD', key: this.#root + to });
    const modified = Date.parse(headers['last-modified'] ?? '');
    return { key: to, size: Number(headers['content-length']), etag: unquoted(headers.etag), modified };
  }

  async copyMany(pairs: readonly CopyPair[]): Promise<readonly CopyResult[]> {
    for (const { from, to } of pairs) {
      assertKey(from);
      assertDataKey(to);
    }
    const results: CopyResult[] = [];
    await inParallel(pairs.entries(), requestsAtOnce, async ([index, pair]) => {
      results[index] = { etag: await this.#copy(pair) };
    });
    return results;
  }

  abortUploads(prefix: string): Promise<void> {
    assertPrefix(prefix);
    return abortUploads(this.#client, this.#root + prefix);
  }

  /** Any answer bears the time, in seconds: the end of that second, so that nothing seems to be written later than now. */
  async now(): Promise<number> {
    const key = `${this.#root}_sparkify/current.json`;
    const { headers } = await this.#client.send({ method: 'HEAD', key, accept: [403, 404] });
    const second = Date.parse(headers.date ?? '');
    return Number.isNaN(second) ? Date.now() : second + 999;
  }

  #put(key: string, body: Uint8Array, condition: Condition): Promise<PutResult> {
    return conditionalPut(this.#client, this.#root + key, { body, condition, headers: this.#headers });
  }

  /** A new object, as it is written. */
  #object(key: string) {
    return { client: this.#client, key: this.#root + key, headers: this.#headers };
  }

  async #upload(path: string, multipart: Multipart): Promise<string> {
    const { size, client, ...object } = multipart;
    if (size > partBytes) return uploadParts(multipart, path, this.#budget);
    const body: LendBody = send => this.#budget.with(size, async () => send(await readFile(path)));
    const { headers } = await client.send({ ...object, method: 'PUT', body });
    return unquoted(headers.etag);
  }

  async #copy({ from, to, bytes = 0 }: CopyPair): Promise<string> {
    const [source, key] = [this.#root + from, this.#root + to];
    // S3 copies no object to itself.
    if (source === key) return this.#etagOf(from);
    if (bytes > largestCopy) {
      return copyParts({ ...this.#object(to), size: bytes }, source);
    }
    const headers = { ...this.#headers, 'x-amz-copy-source': copySource(this.#client.bucket, source) };
    const answer = await this.#client.send({ method: 'PUT', key, headers, accept: [404] });
    if (answer.status !== 404) return unquoted(textOf(answer.body.toString('utf8'), 'ETag'));
    await this.#requireBucket(answer.body);
    throw missingObject(this.label, from);
  }

  async #etagOf(key: string): Promise<string> {
    const request = { method: 'HEAD', key: this.#root + key, accept: [404] } as const;
    const { status, headers } = await this.#client.send(request);
    if (status === 404) throw missingObject(this.label, key);
    return unquoted(headers.etag);
  }

  /** Listing a bucket that is not there fails with the words for it. */
  async #requireBucket(body: Buffer): Promise<undefined> {
    if (!body.includes('NoSuchBucket')) return undefined;
    await this.#client.locate();
  }
}

function notInOrder(label: string): SparkifyError {
  return new SparkifyError(
    'store-failed',
    `The store of ${label} does not list its objects in the order of their keys.`,
    {
      hint: 'Use a general purpose bucket: directory buckets, for one, keep no order.',
    },
  );
}

function encryptionHeaders(kmsKey: string | undefined): Record<string, string> {
  if (kmsKey === undefined) return {};
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': kmsKey,
  };
}
