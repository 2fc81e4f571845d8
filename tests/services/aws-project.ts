import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { filesWith, jsonLines, type ProjectFiles } from '../helpers/tiny-project.ts';
import { type AwsEndpoints, startAwsEndpoints } from './aws-endpoints.ts';
import { type FaultProxy, type ProxyOptions, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { s3Service } from './s3-service.ts';

/** The small project whose source and lake are on S3, which takes only requests that are signed with keys of AWS. */
export interface AwsProject extends S3Project {
  readonly proxy: FaultProxy;
  readonly aws: AwsEndpoints;
  /** The bucket of the source, in which only `raw/a.json` lies. */
  readonly sourceBucket: string;
}

export interface AwsOptions {
  /** Of `s3` in the target, as TypeScript. */
  readonly s3?: (sourceBucket: string) => string;
  /** What else the target is told, as TypeScript. */
  readonly target?: string;
  readonly files?: (aws: AwsEndpoints, sourceRoot: string) => ProjectFiles;
  /** How credentials are found; variables not named here are not set. */
  readonly env?: (aws: AwsEndpoints) => NodeJS.ProcessEnv;
  readonly proxy?: ProxyOptions;
  /** Seconds. */
  readonly lifetime?: number;
}

const events = [
  { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01T10:00:00Z' },
  { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02T10:00:00Z' },
];

/** Where nothing else is said, credentials come from the endpoint for containers. */
export async function awsProject(
  t: ExecutionContext,
  { s3 = () => '{}', target = '', proxy: options, lifetime, ...more }: AwsOptions = {},
): Promise<AwsProject> {
  const { files = () => ({}), env = containerEnv } = more;
  const aws = await startAwsEndpoints(t, { lifetime });
  const proxy = await startFaultProxy(t, s3Service().endpoint, { keys: aws.keys, ...options });
  const root = await objectsOnS3([{ key: 'a.json', bytes: Buffer.from(jsonLines(events)) }]);
  const sourceBucket = new URL(root).host;
  const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: {
    prod: duckdb({
      lake: process.env.SPARKIFY_LAKE,
      // Those of the tests, whatever HOME is.
      extensions: { folder: ${JSON.stringify(join(homedir(), '.duckdb/extensions'))} },
      s3: ${s3(sourceBucket)},
      ${target}
    }),
  },
});
`;
  const sources = (filesWith({})['models/sources.yml'] as string).replace('data/events', root);
  const project = cliProject(
    t,
    filesWith({ 'sparkify.config.ts': config, 'models/sources.yml': sources, ...files(aws, root) }),
  );
  const onBucket = await onS3(project, {
    ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    AWS_ENDPOINT_URL_S3: proxy.endpoint,
    ...env(aws),
  });
  return { ...onBucket, proxy, aws, sourceBucket };
}

export function containerEnv({ origin }: AwsEndpoints): NodeJS.ProcessEnv {
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a-token-of-the-container',
  };
}
