import type { S3Settings } from '../../config/s3-settings.ts';
import { S3Credentials, type S3Identity } from '../s3/credentials.ts';
import { chooseRegion, firstRegion } from '../s3/endpoint.ts';
import { loadS3Profile } from '../s3/profile.ts';

/** What a client of AWS has to know. */
export interface AwsOptions {
  readonly region: string;
  readonly credentials: () => Promise<S3Identity>;
  readonly maxAttempts: number;
  readonly retryMode: 'adaptive';
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** Where it is asked, and how the lake is reached. */
export interface AwsPlace {
  /** Undefined: as AWS's own tools find it. */
  readonly region: string | undefined;
  readonly s3: S3Settings;
}

/** Amazon is asked as whoever reads and writes the lake. */
export async function awsOptions(place: AwsPlace): Promise<AwsOptions> {
  const { s3 } = place;
  const chosen = await chosenRegion(place);
  const own = new S3Credentials({ ...s3, anonymous: false }, chosen);
  return {
    region: chosen ?? firstRegion,
    credentials: async () => (await own.get())!,
    // With pauses that grow, half a minute.
    maxAttempts: 8,
    retryMode: 'adaptive',
    // Milliseconds. By itself it would wait for ever.
    requestHandler: { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
}

/** Where it is asked. */
export async function regionOf(place: AwsPlace): Promise<string> {
  return (await chosenRegion(place)) ?? firstRegion;
}

async function chosenRegion({ region, s3 }: AwsPlace): Promise<string | undefined> {
  const given = region ?? chooseRegion(s3, {}, process.env);
  // Read only where nothing else says it.
  return given ?? (await loadS3Profile(s3, process.env)).region;
}
