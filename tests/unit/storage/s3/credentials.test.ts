import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { toS3Settings } from '../../../../src/config/s3-settings.ts';
import { SparkifyError } from '../../../../src/diagnostics/sparkify-error.ts';
import { S3Credentials } from '../../../../src/storage/s3/credentials.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { writeFiles } from '../../../helpers/write-files.ts';

const minute = 60_000;

/** Nothing of the machine's own account: a profile `work` whose program counts how often it was asked. */
function withProfile(t: ExecutionContext, program: string): void {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    config: `[profile work]\ncredential_process = sh ${join(folder, 'program')}\n`,
    program: `cd ${folder}; n=$(( $(cat count 2>/dev/null || echo 0) + 1 )); echo $n > count\n${program}\n`,
  });
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
}

function answer(expiration: Date): string {
  return `echo '{"Version":1,"AccessKeyId":"key-'$n'","SecretAccessKey":"s","Expiration":"${expiration.toISOString()}"}'`;
}

const work = toS3Settings({ profile: 'work' }, '/');

test.serial('credentials are asked for once and kept', async t => {
  withProfile(t, answer(new Date(Date.now() + 60 * minute)));
  const credentials = new S3Credentials(work);
  const all = await Promise.all([credentials.get(), credentials.get(), credentials.get()]);
  t.deepEqual(
    all.map(identity => identity?.accessKeyId),
    ['key-1', 'key-1', 'key-1'],
  );
});

test.serial('credentials are renewed five minutes before they expire, and when S3 refuses them', async t => {
  withProfile(t, answer(new Date(Date.now() + 5 * minute + 1500)));
  const credentials = new S3Credentials(work);
  const first = await credentials.get();
  t.is(first?.accessKeyId, 'key-1');
  await setTimeout(1600);
  const second = await credentials.get();
  t.is(second?.accessKeyId, 'key-2');
  credentials.reject(first);
  await setTimeout(0);
  t.is((await credentials.get())?.accessKeyId, 'key-2', 'those that are refused are gone already');
  credentials.reject(second);
  await setTimeout(0);
  t.is((await credentials.get())?.accessKeyId, 'key-3');
});

test.serial('credentials that hold for less than five minutes are renewed halfway', async t => {
  withProfile(t, answer(new Date(Date.now() + 2000)));
  const credentials = new S3Credentials(work);
  t.is((await credentials.get())?.accessKeyId, 'key-1');
  await setTimeout(1100);
  t.is((await credentials.get())?.accessKeyId, 'key-2');
});

test.serial('credentials that still hold serve on while new ones cannot be had', async t => {
  withProfile(t, `[ $n = 1 ] || exit 1\n${answer(new Date(Date.now() + 5 * minute + 500))}`);
  const credentials = new S3Credentials(work);
  t.is((await credentials.get())?.accessKeyId, 'key-1');
  await setTimeout(600);
  t.is((await credentials.get())?.accessKeyId, 'key-1');
});

test.serial('without credentials one message says where they come from, and holds no secret', async t => {
  withProfile(t, `echo '{"Version":1,"SecretAccessKey":"very-secret"'`);
  const error = await t.throwsAsync(new S3Credentials(work).get(), {
    instanceOf: SparkifyError,
    code: 'no-credentials',
  });
  t.notRegex(`${error?.stack} ${JSON.stringify(error)}`, /very-secret/);
  t.regex((error as SparkifyError).hint ?? '', /AWS_PROFILE/);
  t.is(await new S3Credentials(toS3Settings({ anonymous: true }, '/')).get(), undefined);
});
