import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { NoAnswerError } from './s3-error.ts';

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
  readonly caFile: string | undefined;
  /** Seconds that an answer, or the next part of one, may take. */
  readonly timeout: number;
}

/** Slower than this nothing is worth waiting for. Bytes a second. */
const slowest = 50_000;

/** Connections to one host. They do not keep the process alive while nothing is under way. */
export class Transport {
  readonly #pool: Pool;
  readonly #timeout: number;

  constructor({ origin, connections, caFile, timeout }: TransportOptions) {
    this.#timeout = timeout * 1000;
    const ca = caFile === undefined ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] };
    this.#pool = new Pool(origin, { connections, connect: { timeout: this.#timeout, ...ca } });
  }

  /** Sends a request once. Throws NoAnswerError when no whole answer came in time. */
  async send(request: SentRequest, operation: string): Promise<S3Answer> {
    const { method, path, headers: sent, body, signal } = request;
    const answerIn = this.#timeout + Math.ceil(((body?.byteLength ?? 0) / slowest) * 1000);
    const deadline = AbortSignal.timeout(answerIn + this.#timeout * 2);
    const options = {
      ...{ path, headers: sent, body: body ?? null },
      method: method as Dispatcher.HttpMethod,
      headersTimeout: answerIn,
      bodyTimeout: this.#timeout,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    };
    try {
      const answer = await this.#pool.request(options);
      const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(headers),
        body: Buffer.from(await answer.body.bytes()),
      };
    } catch (error) {
      throw new NoAnswerError(operation, error instanceof Error ? error : new Error(String(error)));
    }
  }
}
