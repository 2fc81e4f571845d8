import type { S3Access } from '../../config/s3-settings.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { firstRegion } from './endpoint.ts';

/** Who signs a request. Never to be logged, nor put into an error. */
export interface S3Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** Credentials with less time left are renewed before they are used. Milliseconds. */
const margin = 5 * 60_000;

/** After a failure to renew credentials that still hold, how long they go on being used. Milliseconds. */
const pause = 30_000;

/**
 * The credentials for a bucket, by AWS's own providers, which are loaded when they are first needed. They are kept
 * until shortly before they expire.
 */
export class S3Credentials {
  readonly #access: S3Access;
  readonly #region: string;
  #current: Promise<S3Identity> | undefined;
  #renewAt = 0;

  constructor(access: S3Access, region: string = firstRegion) {
    this.#access = access;
    this.#region = region;
  }

  /**
   * Undefined for anonymous requests.
   *
   * @throws SparkifyError `no-credentials`
   */
  async get(): Promise<S3Identity | undefined> {
    if (this.#access.anonymous) return undefined;
    if (this.#current === undefined || Date.now() >= this.#renewAt) this.#renew();
    return this.#current;
  }

  /** Called when S3 says that these have expired, whatever they say of themselves. */
  reject(identity: S3Identity | undefined): void {
    void this.#current?.then(
      current => {
        if (current === identity) this.#current = undefined;
      },
      () => undefined,
    );
  }

  #renew(): void {
    const before = this.#current;
    this.#renewAt = Number.POSITIVE_INFINITY;
    const renewed = this.#resolve().then(
      identity => {
        this.#renewAt = whenToRenew(identity, Date.now());
        return identity;
      },
      async error => {
        const old = await before?.catch(() => undefined);
        this.#renewAt = Date.now() + pause;
        if (old?.expiration !== undefined && old.expiration.getTime() > Date.now()) return old;
        this.#current = undefined;
        throw noCredentials(error);
      },
    );
    renewed.catch(() => undefined);
    this.#current = renewed;
  }

  /** A provider remembers what it gave, so each time it is a new one. */
  async #resolve(): Promise<S3Identity> {
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const { profile, role } = this.#access;
    const chain = fromNodeProviderChain(profile === undefined ? {} : { profile });
    if (role === undefined) return chain();
    return fromTemporaryCredentials({
      masterCredentials: chain,
      params: {
        RoleArn: role.arn,
        RoleSessionName: 'sparkify',
        ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      },
      clientConfig: { region: this.#region },
    })();
  }
}

/** Providers may hand out credentials that are nearly over, too: then not every request must ask for others. */
function whenToRenew({ expiration }: S3Identity, now: number): number {
  if (expiration === undefined) return Number.POSITIVE_INFINITY;
  const left = expiration.getTime() - now;
  return now + (left > margin ? left - margin : left > 0 ? Math.min(pause, left / 2) : pause);
}

/** The providers' own messages say where they looked; the error itself may hold more, so it is no cause. */
function noCredentials(error: unknown): unknown {
  if (error instanceof TypeError) return error;
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return new SparkifyError(
    'no-credentials',
    `No AWS credentials could be had: ${reason.replace(/\.?$/, '.')}`,
    {
      hint: 'Set AWS_PROFILE (and run `aws sso login` for single sign-on) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the shell; `s3: { anonymous: true }` reads public buckets.',
    },
  );
}
