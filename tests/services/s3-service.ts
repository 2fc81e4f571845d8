import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import test from 'ava';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { type ServerAddress, serverEnv, startVersitygw } from './start-versitygw.ts';

/** The S3 server of this run. */
export interface S3Service {
  readonly endpoint: string;
  /** The variables that lead AWS's tools, and sparkify, to it. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder in which the server keeps the objects of a bucket, as files. To be read only. */
  bucketFolder(bucket: string): string;
  /** Makes a bucket that nobody else uses; gives its name. */
  newBucket(): Promise<string>;
}

/** Settings that say nothing: everything comes from the environment. */
export const plainSettings = toS3Settings({}, '/');

const service = await startVersitygw().then(serviceAt, (error: Error) => {
  if (process.env.CI) throw new Error('There is no S3 server.', { cause: error });
  return undefined;
});

/** The server; only to be asked for inside of an `s3Test`. */
export function s3Service(): S3Service {
  if (service === undefined) throw new Error('the S3 server is missing');
  return service;
}

/** A test that needs the server. Where there is none it is named as skipped, except in CI. */
export const s3Test = service === undefined ? test.skip : test;
export const s3SerialTest = service === undefined ? test.serial.skip : test.serial;

// What the tests themselves read of the environment must not be somebody's real account.
for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
if (service !== undefined) Object.assign(process.env, service.env);

function serviceAt({ endpoint, folder }: ServerAddress): S3Service {
  const env = serverEnv(endpoint);
  return {
    endpoint,
    env,
    bucketFolder: bucket => join(folder, bucket),
    async newBucket() {
      const name = `test-${randomBytes(8).toString('hex')}`;
      await new S3Client(name, plainSettings, env).send({ method: 'PUT' });
      return name;
    },
  };
}
