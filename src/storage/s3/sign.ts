import { createHash, createHmac, hash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { S3Identity } from './credentials.ts';

export interface UnsignedRequest {
  readonly method: string;
  readonly host: string;
  /** Encoded, and sent as it is. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** What a signature holds for. */
export interface SigningScope {
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly service?: 's3' | 'sts';
}

/**
 * The headers with which a request is signed. The body's hash is among them, so that S3 refuses a body that was changed
 * on its way.
 */
export async function signedHeaders(
  request: UnsignedRequest,
  identity: S3Identity | undefined,
  { region, now, service = 's3' }: SigningScope,
): Promise<Readonly<Record<string, string>>> {
  const headers = {
    ...request.headers,
    host: request.host,
    'x-amz-content-sha256': hash('sha256', request.body ?? ''),
  };
  if (identity === undefined) return headers;
  const signed = await signerFor(identity, service, region).sign(
    { ...request, protocol: 'https:', hostname: request.host, headers },
    { signingDate: new Date(now) },
  );
  return signed.headers;
}

const signers = new WeakMap<S3Identity, Map<string, SignatureV4>>();

/** One for each identity, service and region: the key for a day is derived once. */
function signerFor(identity: S3Identity, service: string, region: string): SignatureV4 {
  const scopes = signers.get(identity) ?? new Map<string, SignatureV4>();
  signers.set(identity, scopes);
  const scope = `${service} ${region}`;
  const signer =
    scopes.get(scope) ??
    new SignatureV4({
      service,
      region,
      credentials: {
        accessKeyId: identity.accessKeyId,
        secretAccessKey: identity.secretAccessKey,
        ...(identity.sessionToken === undefined ? {} : { sessionToken: identity.sessionToken }),
      },
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
  scopes.set(scope, signer);
  return signer;
}

/** Node's own hash in the form that the signer takes. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
