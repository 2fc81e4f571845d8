import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { inParallel } from '../../src/storage/in-parallel.ts';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import { type CliProject, repository, runSparkify } from '../helpers/cli-project.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { plainSettings, s3Service } from './s3-service.ts';
import { type SourceObject, sourceFiles } from './source-objects.ts';

/** A project whose target `prod` has its lake on S3. */
export interface S3Project extends CliProject {
  readonly bucket: string;
  /** The lake as files, for readers that know local lakes. To be read only. */
  readonly lake: string;
  /** The same project and lake in another environment: as another user, say. */
  as(env: NodeJS.ProcessEnv): S3Project;
}

/** The reference project over a lake in a bucket, by default one of its own, which it reaches through `endpoint`. */
export function s3Project(t: ExecutionContext, endpoint?: string, bucket?: string): Promise<S3Project> {
  return onS3(referenceProject(t), endpoint === undefined ? {} : { AWS_ENDPOINT_URL_S3: endpoint }, bucket);
}

/** A project whose config takes its lake from SPARKIFY_LAKE, over a bucket, by default one of its own. */
export async function onS3(
  project: CliProject,
  more: NodeJS.ProcessEnv = {},
  known?: string,
): Promise<S3Project> {
  const service = s3Service();
  const bucket = known ?? (await service.newBucket());
  const env = { ...process.env, ...service.env, SPARKIFY_LAKE: `s3://${bucket}/some/lake`, ...more };
  return inBucket(project, bucket, env);
}

function inBucket(project: CliProject, bucket: string, env: NodeJS.ProcessEnv): S3Project {
  const startBy = (by: readonly string[], args: readonly string[]) => {
    const target = args.includes('--target') ? [] : ['--target', 'prod'];
    return runSparkify([...args, ...target], project.folder, env, by);
  };
  return {
    ...project,
    bucket,
    lake: join(s3Service().bucketFolder(bucket), 'some/lake'),
    as: more => inBucket(project, bucket, { ...env, ...more }),
    start: (...args) => startBy([], args),
    sparkify: (...args) => startBy([], args).ended,
    run: (by, ...args) => startBy(by, args).ended,
  };
}

/** Puts the sample data into a bucket; gives the address. */
export function sampleOnS3(): Promise<string> {
  return objectsOnS3(sourceFiles(join(repository, 'data/sample')));
}

/** Puts objects into a bucket of their own; gives the address that their keys follow. */
export async function objectsOnS3(objects: readonly SourceObject[]): Promise<string> {
  const service = s3Service();
  const address = `s3://${await service.newBucket()}/raw`;
  const store = createS3Store(address, { settings: plainSettings, env: service.env });
  await inParallel(objects, 32, async ({ key, bytes }) => {
    await store.putIfAbsent(key, bytes);
  });
  return address;
}
