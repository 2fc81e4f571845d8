import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { installVersitygw } from './install-versitygw.ts';
import { plainSettings, s3Service } from './s3-service.ts';
import { rootKeys } from './start-versitygw.ts';

/** A user of the S3 server, by the variables that lead AWS's tools to its keys. */
export type S3UserEnv = Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;

/** What somebody may do with a bucket, in the words of IAM. */
export interface Grant {
  /** The id of an access key, or `*` for everybody. */
  readonly to: string;
  readonly bucket?: readonly string[];
  readonly objects?: readonly string[];
}

/** Makes a user who may do nothing yet. */
export async function newUser(): Promise<S3UserEnv> {
  const user = {
    AWS_ACCESS_KEY_ID: `user-${randomBytes(4).toString('hex')}`,
    AWS_SECRET_ACCESS_KEY: `secret-of-a-user-${randomBytes(8).toString('hex')}`,
  };
  const { accessKeyId, secretAccessKey } = rootKeys;
  const root = ['-a', accessKeyId, '-s', secretAccessKey, '-er', s3Service().endpoint];
  const made = ['-a', user.AWS_ACCESS_KEY_ID, '-s', user.AWS_SECRET_ACCESS_KEY, '-r', 'user'];
  await promisify(execFile)(await installVersitygw(), ['admin', ...root, 'create-user', ...made]);
  return user;
}

/** Sets the policy of a bucket, in the place of the one that it has. */
export async function grant(bucket: string, grants: readonly Grant[]): Promise<void> {
  const arn = `arn:aws:s3:::${bucket}`;
  const Statement = grants.flatMap(({ to, bucket: actions = [], objects = [] }) => [
    ...(actions.length === 0 ? [] : [statement(to, actions, arn)]),
    ...(objects.length === 0 ? [] : [statement(to, objects, `${arn}/*`)]),
  ]);
  const body = Buffer.from(JSON.stringify({ Version: '2012-10-17', Statement }));
  await new S3Client(bucket, plainSettings, s3Service().env).send({
    method: 'PUT',
    query: { policy: '' },
    body,
  });
}

function statement(to: string, actions: readonly string[], resource: string): object {
  const principal = to === '*' ? '*' : { AWS: [to] };
  return { Effect: 'Allow', Principal: principal, Action: actions, Resource: resource };
}
