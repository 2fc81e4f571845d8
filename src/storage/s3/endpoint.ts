import { isIP } from 'node:net';
import type { S3Access } from '../../config/s3-settings.ts';
import type { S3Profile } from './profile.ts';

/** Where a bucket answers. */
export interface S3Endpoint {
  readonly secure: boolean;
  /** Host and port of the store, the bucket not in it. */
  readonly host: string;
  readonly pathStyle: boolean;
  /** Of another store than Amazon's own. */
  readonly custom: boolean;
}

/** The region where none is named: S3 answers there where a bucket really is. */
export const firstRegion = 'us-east-1';

export function chooseRegion(
  access: Pick<S3Access, 'region'>,
  profile: Partial<Pick<S3Profile, 'region'>>,
  env: NodeJS.ProcessEnv,
): string | undefined {
  return access.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? profile.region;
}

/** The endpoint of the settings, of AWS's variables or of the profile, in this order; else Amazon's of the region. */
export function chooseEndpoint(
  { access, profile, env }: { access: S3Access; profile: S3Profile; env: NodeJS.ProcessEnv },
  bucket: string,
  region: string,
): S3Endpoint {
  const configured = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true';
  const ambient = configured
    ? undefined
    : env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || profile.endpoint;
  const address = access.endpoint ?? ambient;
  if (address === undefined) {
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const pathStyle = access.pathStyle ?? bucket.includes('.');
    return { secure: true, host: `s3.${region}.${domain}`, pathStyle, custom: false };
  }
  const { protocol, host, hostname } = new URL(address);
  const secure = protocol === 'https:';
  const pathStyle = access.pathStyle ?? (isLocal(hostname) || (secure && bucket.includes('.')));
  return { secure, host, pathStyle, custom: true };
}

/** The host that a bucket has of its own, or shares. */
export function hostOf({ host, pathStyle }: S3Endpoint, bucket: string): string {
  return pathStyle ? host : `${bucket}.${host}`;
}

/** Where no name server knows names below that of the host: an address, `localhost`, a name in a local network. */
function isLocal(hostname: string): boolean {
  return !hostname.includes('.') || isIP(hostname) !== 0;
}
