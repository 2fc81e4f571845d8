import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { NoAnswerError } from './s3-error.ts';
import { trustedCertificates } from './trusted-certificates.ts';
import { slowest, UploadsInFlight } from './uploads-in-flight.ts';

export interface SentRequest {
  readonly method: string;
  /** Encoded path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface TransportOptions {
  /** E.g. `https://bucket.s3.eu-central-1.amazonaws.com`. */
  readonly origin: string;
  readonly connections: number;
  /** Of authorities that are trusted besides the usual ones. */
  readonly caFile: string | undefined;
  /** Seconds that an answer, or the next part of one, may take. */
  readonly timeout: number;
}

/** Connections to one host. They do not keep the process alive while nothing is under way. */
export class Transport {
  readonly #pool: Pool;
  readonly #timeout: number;
  readonly #uploads: UploadsInFlight;

  constructor({ origin, connections, caFile, timeout }: TransportOptions) {
    this.#timeout = timeout * 1000;
    this.#uploads = new UploadsInFlight(this.#timeout);
    const isTrusting = caFile !== undefined && origin.startsWith('https:');
    const ca = isTrusting ? { ca: [...trustedCertificates([caFile])] } : {};
    this.#pool = new Pool(origin, { connections, connect: { timeout: this.#timeout, ...ca } });
  }

  /** Sends a request once. Throws NoAnswerError when no whole answer came in time, and what `signal` was aborted for. */
  async send(request: SentRequest, operation: string): Promise<S3Answer> {
    const { signal } = request;
    const ended = new AbortController();
    const end = () => ended.abort(signal?.reason);
    signal?.addEventListener('abort', end, { once: true });
    try {
      return await this.#exchange(request, ended);
    } catch (error) {
      signal?.throwIfAborted();
      throw new NoAnswerError(operation, error instanceof Error ? error : new Error(String(error)));
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  async #exchange(
    { method, path, headers: sent, body = noBody }: SentRequest,
    ended: AbortController,
  ): Promise<S3Answer> {
    const giveUp = (error: Error) => ended.abort(error);
    const upload = body.byteLength === 0 ? undefined : this.#uploads.begin(body, giveUp);
    const length = upload && { 'content-length': String(body.byteLength) };
    const answer = await this.#pool
      .request({
        ...{ path, headers: { ...sent, ...length } },
        // Any iterable will do, which its types do not say.
        body: (upload?.content() as Readable | Uint8Array | undefined) ?? null,
        method: method as Dispatcher.HttpMethod,
        headersTimeout: upload === undefined ? this.#timeout : 0,
        bodyTimeout: this.#timeout,
        signal: ended.signal,
      })
      .catch(error => {
        upload?.failed();
        throw error;
      });
    upload?.answered();
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(headers),
      body: await this.#read(answer, ended),
    };
  }

  /** One that comes in drops, each in time, would never end. */
  async #read({ headers, body }: Dispatcher.ResponseData, ended: AbortController): Promise<Buffer> {
    const bytes = Number(headers['content-length'] ?? 0);
    const milliseconds = 2 * this.#timeout + (bytes / slowest) * 1000;
    const late = new DOMException('the answer did not end in time', 'TimeoutError');
    const timer = setTimeout(() => ended.abort(late), milliseconds);
    try {
      const { buffer, byteOffset, byteLength } = await body.bytes();
      return Buffer.from(buffer, byteOffset, byteLength);
    } finally {
      clearTimeout(timer);
    }
  }
}

const noBody = new Uint8Array();
