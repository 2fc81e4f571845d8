import { unquoted } from './list-objects.ts';
import { partBytes, type StreamedObject, withUpload } from './multipart.ts';

/** Parts wait in memory for their turn. */
const partsAtOnce = 4;

/** After so many parts the next ones are larger, since S3 takes 10,000 of an object: 64 GB and 750 GB. */
const smallParts = 4000;
const largeBytes = 8 * partBytes;

/**
 * Uploads what comes, in parts while it comes. The end of a stream does not tell whether all has come: `whole` does, and
 * when it rejects there is no object.
 */
export async function uploadStream(
  object: StreamedObject,
  chunks: AsyncIterable<Buffer>,
  whole: Promise<unknown>,
): Promise<{ readonly bytes: number; readonly etag: string }> {
  const parts = partsOf(chunks);
  const first = await parts.next();
  const second = await parts.next();
  if (second.done) {
    await whole;
    const body = first.value ?? Buffer.alloc(0);
    const { client, key, headers, signal } = object;
    const answer = await client.send({ method: 'PUT', key, body, headers, signal });
    return { bytes: body.length, etag: unquoted(answer.headers.etag) };
  }
  let bytes = 0;
  const etag = await withUpload(object, async uploadId => {
    const sending = new Sending(object, uploadId);
    try {
      for (const part of [first.value!, second.value]) bytes += await sending.add(part);
      for await (const part of parts) bytes += await sending.add(part);
      await whole;
    } finally {
      await sending.settled();
    }
    return sending.etags();
  });
  return { bytes, etag };
}

/** Parts of one object on their way. */
class Sending {
  readonly #object: StreamedObject;
  readonly #uploadId: string;
  readonly #running = new Set<Promise<void>>();
  readonly #etags: string[] = [];
  #failure: { readonly error: unknown } | undefined;
  #count = 0;

  constructor(object: StreamedObject, uploadId: string) {
    this.#object = object;
    this.#uploadId = uploadId;
  }

  /** Begins to send a part, once there is room. Gives its size. */
  async add(body: Buffer): Promise<number> {
    while (this.#running.size >= partsAtOnce) await Promise.race(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
    const number = ++this.#count;
    const sent: Promise<void> = this.#send(number, body)
      .catch(error => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(sent));
    this.#running.add(sent);
    return body.length;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  etags(): readonly string[] {
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#etags;
  }

  async #send(number: number, body: Buffer): Promise<void> {
    const { client, key, signal } = this.#object;
    const query = { partNumber: String(number), uploadId: this.#uploadId };
    const { headers } = await client.send({ method: 'PUT', key, query, body, signal });
    this.#etags[number - 1] = unquoted(headers.etag);
  }
}

async function* partsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined, void> {
  let [waiting, bytes, number]: [Buffer[], number, number] = [[], 0, 1];
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < (number > smallParts ? largeBytes : partBytes)) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes, number] = [[], 0, number + 1];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
  return undefined;
}
