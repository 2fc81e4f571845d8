import type { S3Access } from '../../config/s3-settings.ts';

/** What a profile of `~/.aws/config` says of S3 besides credentials. */
export interface S3Profile {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * Reads the profile that the settings or AWS_PROFILE name, or the default one. No file, no profile.
 *
 * See https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html.
 */
export async function loadS3Profile(access: S3Access, env: NodeJS.ProcessEnv): Promise<S3Profile> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile }: Files = await loadSharedConfigFiles().catch(() => noFiles);
  const name = access.profile ?? env.AWS_PROFILE ?? 'default';
  const profile: Section = { ...credentialsFile[name], ...configFile[name] };
  const service = profile.services === undefined ? undefined : configFile[`services.${profile.services}`];
  return { region: profile.region, endpoint: service?.['s3.endpoint_url'] ?? profile.endpoint_url };
}

type Section = Readonly<Record<string, string | undefined>>;
type Files = Readonly<Record<'configFile' | 'credentialsFile', Readonly<Record<string, Section>>>>;

const noFiles: Files = { configFile: {}, credentialsFile: {} };
