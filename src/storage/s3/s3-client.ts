import { setTimeout as sleep } from 'node:timers/promises';
import { renderS3Address } from '../../config/s3-address.ts';
import type { S3Access } from '../../config/s3-settings.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { answerError } from './answer-error.ts';
import { S3Credentials, type S3Identity } from './credentials.ts';
import { chooseEndpoint, chooseRegion, firstRegion, hostOf, type S3Endpoint } from './endpoint.ts';
import { explainS3Error } from './explain-s3-error.ts';
import { Impatience } from './impatience.ts';
import { PrefixGates, prefixOf } from './prefix-gates.ts';
import { loadS3Profile, type S3Profile } from './profile.ts';
import { backoff, isThrottled, isUncertain, isWorthRetrying } from './retry.ts';
import { S3Error } from './s3-error.ts';
import type { S3Answer, Transport } from './transport.ts';

/** Has a body in memory for each attempt anew, and only while there is a place for it. */
export type LendBody = <T>(send: (body: Uint8Array) => Promise<T>) => Promise<T>;

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Of the object; without it the request is about the bucket. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | LendBody;
  /** Statuses that are answers to the caller, not errors. */
  readonly accept?: readonly number[];
  /** Whether the same request was sent before and may have taken effect. */
  readonly uncertain?: boolean;
  /** Ends the request at once, and every wait for it, with what it was aborted for. */
  readonly signal?: AbortSignal | undefined;
}

export interface S3Reply extends S3Answer {
  /** An earlier attempt of the same request may have taken effect. */
  readonly uncertain: boolean;
}

/** What is known of the place of a bucket. */
export interface S3Place {
  readonly region: string;
  readonly endpoint: S3Endpoint;
  readonly identity: S3Identity | undefined;
}

/** How many requests are in flight at most, to one bucket or a prefix of it. */
export const requestsAtOnce = 128;
/** The same for reads of objects, which wait for the store and cost it little. */
export const readsAtOnce = 256;

/** One for each of them: a request that had to wait for a connection would wait while its deadline runs. */
const connections = requestsAtOnce + readsAtOnce;

/**
 * Sends requests to one bucket: signed, with a deadline for every wait, and again where that may help. Amazon's own
 * client costs about a millisecond of CPU a request, which is too slow for the thousands of small files of a lake.
 *
 * @throws SparkifyError `no-credentials`, `store-denied`, `missing-bucket`, `store-unreachable`, `store-failed`, `interrupted`
 */
export class S3Client {
  readonly bucket: string;
  readonly access: S3Access;
  readonly #env: NodeJS.ProcessEnv;
  readonly #impatience: Impatience;
  readonly #gates = new PrefixGates(requestsAtOnce);
  readonly #readGates = new PrefixGates(readsAtOnce);
  #profile: Promise<S3Profile> | undefined;
  #credentials: S3Credentials | undefined;
  /** Where S3 said that the bucket is. */
  #region: string | undefined;
  /** Milliseconds by which S3's clock is ahead of this machine's, once it matters. */
  #skew = 0;
  readonly #transports = new Map<string, Transport>();

  constructor(
    bucket: string,
    access: S3Access,
    env: NodeJS.ProcessEnv = process.env,
    impatience: Impatience = new Impatience(),
  ) {
    this.bucket = bucket;
    this.access = access;
    this.#env = env;
    this.#impatience = impatience;
  }

  send(request: S3Request): Promise<S3Reply> {
    const hurried = { signal: request.signal, error: () => interrupted(this.bucket) };
    return this.#impatience.during(hurried, signal => this.#send({ ...request, signal }));
  }

  async #send(request: S3Request & { readonly signal: AbortSignal }): Promise<S3Reply> {
    let uncertain = request.uncertain ?? false;
    const mended = new Set<string>();
    const gates = isRead(request) ? this.#readGates : this.#gates;
    const prefix = prefixOf(request.key ?? request.query?.prefix ?? '');
    for (let attempt = 1; ; attempt++) {
      request.signal.throwIfAborted();
      const place = await this.place();
      try {
        const answer = await gates.through(prefix, enter =>
          withBody(request.body, body => enter(() => this.#attempt({ ...request, body }, place))),
        );
        gates.answered(prefix);
        return { ...answer, uncertain };
      } catch (error) {
        request.signal.throwIfAborted();
        uncertain ||= isWrite(request) && isUncertain(error);
        if (isThrottled(error)) gates.slowDown(prefix);
        if (error instanceof S3Error && this.#mend(error, place, mended)) continue;
        if (!isWorthRetrying(error, attempt)) {
          throw explainS3Error(error, { ...request, bucket: this.bucket, uncertain });
        }
        await pause(backoff(attempt), request.signal);
      }
    }
  }

  /** Where S3 said that the bucket is; undefined as long as it was looked for in the right place. */
  get foundRegion(): string | undefined {
    return this.#region;
  }

  /** Where the bucket is, as far as is known, and as whom it is asked. */
  async place(): Promise<S3Place> {
    this.#profile ??= loadS3Profile(this.access, this.#env);
    const profile = await this.#profile;
    const chosen = chooseRegion(this.access, profile, this.#env);
    const region = this.#region ?? chosen ?? firstRegion;
    this.#credentials ??= new S3Credentials(this.access, chosen);
    const endpoint = chooseEndpoint({ access: this.access, profile, env: this.#env }, this.bucket, region);
    return { region, endpoint, identity: await this.#credentials.get() };
  }

  /** Asks S3 for the region of the bucket, and whether there is such a bucket. */
  async locate(): Promise<void> {
    try {
      await this.send({ method: 'GET', query: { 'list-type': '2', 'max-keys': '1' } });
    } catch (error) {
      // Whoever may not list a bucket may still read objects of it.
      if (!(error instanceof SparkifyError) || error.code !== 'store-denied') throw error;
    }
  }

  /** Gets new credentials next time, unless it has others than these already. */
  reject(identity: S3Identity | undefined): void {
    this.#credentials?.reject(identity);
  }

  async #attempt(request: Attempt, { region, endpoint, identity }: S3Place): Promise<S3Answer> {
    const { method, key, query = {}, body, accept = [], signal } = request;
    signal?.throwIfAborted();
    const operation = `${method} ${renderS3Address({ bucket: this.bucket, path: key ?? '' })}`;
    const host = hostOf(endpoint, this.bucket);
    const path = `${endpoint.pathStyle ? `/${this.bucket}` : ''}/${encodeKey(key ?? '')}`;
    const own = { ...request.headers, ...(this.access.requesterPays ? requesterPays : {}) };
    const unsigned = { method, host, path, query, headers: own, body };
    signer ??= import('./sign.ts');
    const { signedHeaders } = await signer;
    const headers = await signedHeaders(unsigned, identity, { region, now: Date.now() + this.#skew });
    const transport = await this.#transport(`${endpoint.secure ? 'https' : 'http'}://${host}`);
    const answer = await transport.send(
      { method, path: path + renderQuery(query), headers, body, signal },
      operation,
    );
    const error = accept.includes(answer.status) ? undefined : answerError(answer, operation);
    if (error?.code === 'RequestTimeTooSkewed') this.#skew = skewOf(answer);
    if (error !== undefined) throw error;
    return answer;
  }

  /** Whether what S3 complains of can be put right at once. Each complaint is heard once a request. */
  #mend({ code, region }: S3Error, place: S3Place, mended: Set<string>): boolean {
    if (mended.has(code)) return false;
    mended.add(code);
    if (region !== undefined && region !== place.region && elsewhereCodes.has(code)) this.#region = region;
    else if (mayBeExpired.has(code) && place.identity !== undefined) this.reject(place.identity);
    else if (code !== 'RequestTimeTooSkewed') return false;
    return true;
  }

  async #transport(origin: string): Promise<Transport> {
    const known = this.#transports.get(origin);
    if (known !== undefined) return known;
    const { Transport } = await import('./transport.ts');
    const { timeout, caFile = this.#env.AWS_CA_BUNDLE } = this.access;
    const transport = this.#transports.get(origin) ?? new Transport({ origin, connections, timeout, caFile });
    this.#transports.set(origin, transport);
    return transport;
  }
}

interface Attempt extends Omit<S3Request, 'body'> {
  readonly body: Uint8Array | undefined;
}

function withBody<T>(
  body: S3Request['body'],
  send: (body: Uint8Array | undefined) => Promise<T>,
): Promise<T> {
  return typeof body === 'function' ? body(send) : send(body);
}

/** Loaded with the first request; an import() costs even then, which thousands of requests would feel. */
let signer: Promise<typeof import('./sign.ts')> | undefined;

function isRead({ method, key }: S3Request): boolean {
  return method === 'GET' && key !== undefined;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function interrupted(bucket: string): SparkifyError {
  return new SparkifyError('interrupted', `The store of s3://${bucket} gave no answer after the interrupt.`, {
    hint: 'Run the same command again when the store answers.',
  });
}

function isWrite({ method }: S3Request): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

const requesterPays: Readonly<Record<string, string>> = { 'x-amz-request-payer': 'requester' };

export const expiredCodes: ReadonlySet<string> = new Set(['ExpiredToken', 'TokenRefreshRequired']);

/** To HEAD it answers 400 without a word. */
const mayBeExpired: ReadonlySet<string> = new Set([...expiredCodes, 'BadRequest']);

/** How S3 says that a bucket is in another region. HEAD has no words for it. */
const elsewhereCodes: ReadonlySet<string> = new Set([
  ...['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'BadRequest'],
  ...['IllegalLocationConstraintException', 'AccessDenied'],
]);

/** As SigV4 wants it: everything but letters, digits and `-._~` is encoded, slashes stay. */
function encodeKey(key: string): string {
  return key.split('/').map(encode).join('/');
}

function renderQuery(query: Readonly<Record<string, string>>): string {
  const parts = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

export function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function skewOf({ headers }: S3Answer): number {
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(date) ? 0 : date - Date.now();
}
