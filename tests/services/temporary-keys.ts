import { createHash, createHmac, hash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Credentials as AWS hands them out for a while. */
export interface TemporaryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** What a signature is about. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** Hands out keys, and knows what was signed with one of them while it held, as AWS does. */
export class TemporaryKeys {
  readonly #issued: TemporaryKey[] = [];

  /** In the order in which they were asked for. */
  get issued(): readonly TemporaryKey[] {
    return this.#issued;
  }

  issue(seconds: number): TemporaryKey {
    const key = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: `secret-of-a-while-${randomBytes(12).toString('hex')}`,
      sessionToken: `token-of-a-while-${randomBytes(12).toString('hex')}`,
      expiration: new Date(Date.now() + seconds * 1000),
    };
    this.#issued.push(key);
    return key;
  }

  /**
   * The code with which S3 would refuse the request; undefined for one that is signed as it should be, or not at all: the
   * server knows what everybody may do.
   */
  refusal(request: SignedRequest, now: number): string | undefined {
    const id = keyIdOf(request.headers);
    if (id === undefined) return undefined;
    const key = this.#issued.find(({ accessKeyId }) => accessKeyId === id);
    if (key === undefined) return 'InvalidAccessKeyId';
    if (request.headers['x-amz-security-token'] !== key.sessionToken) return 'InvalidToken';
    if (key.expiration.getTime() <= now) return 'ExpiredToken';
    return isSignedWith(key.secretAccessKey, request) ? undefined : 'SignatureDoesNotMatch';
  }
}

/** The id of the key that a request is signed with; undefined where it is not signed. */
export function keyIdOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
}

/** Goes by https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. */
function isSignedWith(secret: string, { method, url, headers, body }: SignedRequest): boolean {
  const [, scope, names, signature] =
    /Credential=[^/]+\/([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=(\w+)/.exec(headers.authorization!) ??
    [];
  const hashed = String(headers['x-amz-content-sha256']);
  if (scope === undefined || names === undefined) return false;
  if (hashed !== 'UNSIGNED-PAYLOAD' && hashed !== hash('sha256', body)) return false;
  const [path = '', query = ''] = url.split('?');
  const parameters =
    query === '' ? [] : query.split('&').map(each => (each.includes('=') ? each : `${each}=`));
  const lines = names.split(';').map(name => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, parameters.sort().join('&'), lines.join(''), names, hashed].join('\n');
  const time = String(headers['x-amz-date']);
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (derived, part) => createHmac('sha256', derived).update(part).digest(),
      `AWS4${secret}`,
    );
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}
