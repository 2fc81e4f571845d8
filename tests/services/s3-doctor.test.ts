import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ExecutionContext } from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { denied, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, s3Project, sampleOnS3 } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { grant, newUser } from './s3-users.ts';
import { rootKeys } from './start-versitygw.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly warning?: true;
  readonly detail: string;
  readonly hint?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

const everything = ['list', 'get', 'put', 'conditional put', 'delete', 'list uploads'];

async function findings(running: Promise<{ stdout: string }>): Promise<Record<string, Finding>> {
  const list = JSON.parse((await running).stdout) as readonly Finding[];
  return Object.fromEntries(list.map(finding => [finding.name, finding]));
}

s3SerialTest(
  'doctor shows who asks, where the buckets are and what may be done, and leaves nothing',
  async t => {
    const project = await s3Project(t);
    await succeeded(t, project.sparkify('build'));
    const before = lakeKeys(project.lake);
    const root = await sampleOnS3();
    const vars = ['--vars', JSON.stringify({ source_root: root })];
    const printed = await succeeded(t, project.sparkify('doctor', ...vars));
    const host = s3Service().endpoint.replace('http://', '');
    t.regex(printed, /^ok {4}identity +access key that ends in ests$/m);
    t.true(
      printed.includes(
        `lake at ${host}, region us-east-1: list, get, put, conditional put, delete, list uploads\n`,
      ),
      printed,
    );
    t.true(printed.includes(`sources at ${host}, region us-east-1: list, get\n`), printed);
    const found = await findings(project.sparkify('doctor', ...vars, '--log-format', 'json'));
    t.deepEqual(found[`s3://${project.bucket}`]!.facts, { has: everything, missing: [] });
    t.deepEqual(found.identity!.facts, { kind: 'key', lastFour: 'ests' });
    t.deepEqual(lakeKeys(project.lake), before);
    for (const secret of Object.values(rootKeys)) t.false(printed.includes(secret));
  },
);

s3SerialTest('whoever may only read a lake is told that this is enough to read it', async t => {
  const builder = await s3Project(t);
  await succeeded(t, builder.sparkify('build'));
  const user = await newUser();
  const bucket = ['s3:ListBucket'];
  await grant(builder.bucket, [{ to: user.AWS_ACCESS_KEY_ID, bucket, objects: ['s3:GetObject'] }]);
  const reader = builder.as(user);
  const { exitCode, stdout, output } = await reader.sparkify('doctor');
  t.is(exitCode, 0, output);
  t.regex(
    stdout,
    /^WARN {2}s3:.*: list, get; missing: put, conditional put, delete, list uploads\n +Enough to read/m,
  );
  t.regex(stdout, /needs s3:PutObject, s3:DeleteObject, s3:ListBucketMultipartUploads, too/);
  t.false(output.includes(user.AWS_SECRET_ACCESS_KEY));
  const shown = await reader.sparkify('show', 'songs', '--limit', '1');
  t.is(shown.exitCode, 0, shown.output);
});

s3SerialTest('anybody may read a public lake without credentials', async t => {
  const builder = await s3Project(t);
  await succeeded(t, builder.sparkify('build'));
  await grant(builder.bucket, [{ to: '*', objects: ['s3:GetObject'] }]);
  const config = 'sparkify.config.ts';
  builder.write({
    [config]: builder.read(config).replace("'target/prod-lake'", '$&, s3: { anonymous: true }'),
  });
  const { exitCode, stdout, output } = await builder
    .as({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined })
    .sparkify('doctor');
  t.is(exitCode, 0, output);
  t.regex(stdout, /^ok {4}identity +anonymous/m);
  t.regex(stdout, /^WARN {2}s3:.*: get; missing: list, put/m);
});

const rights = {
  bucket: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
  objects: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
};

const lacks: readonly (readonly [string, string])[] = [
  ['s3:ListBucket', 'list'],
  ['s3:GetObject', 'get'],
  ['s3:DeleteObject', 'delete'],
  ['s3:ListBucketMultipartUploads', 'list uploads'],
];

for (const [action, right] of lacks) {
  s3SerialTest(`doctor finds that a builder lacks ${action}`, async t => {
    const owner = await s3Project(t);
    const user = await newUser();
    const but = (actions: readonly string[]) => actions.filter(each => each !== action);
    const granted = { to: user.AWS_ACCESS_KEY_ID, bucket: but(rights.bucket), objects: but(rights.objects) };
    await grant(owner.bucket, [granted]);
    const found = await findings(owner.as(user).sparkify('doctor', '--log-format', 'json'));
    const { ok, facts, hint } = found[`s3://${owner.bucket}`]!;
    t.false(ok);
    t.true((facts!.missing as readonly string[]).includes(right), JSON.stringify(facts));
    t.true(hint!.includes(action), hint);
    t.is((await owner.as(user).sparkify('doctor')).exitCode, 2);
  });
}

s3SerialTest('whoever may see only what begins as a source does has what the source needs', async t => {
  const body = Buffer.from('{}\n');
  const root = await objectsOnS3(['a-secret.json', 'events-1.json'].map(key => ({ key, bytes: body })));
  // As a policy with a condition on s3:prefix and with a pattern in its resource does.
  const outside = (key: string) => key.startsWith('raw/') && !key.startsWith('raw/events-');
  const proxy = await startFaultProxy(t, s3Service().endpoint, {
    fault: ({ key, query }) => (outside(key === '' ? (query.get('prefix') ?? '') : key) ? denied : undefined),
  });
  const project = await s3Project(t, proxy.endpoint);
  const sources = 'models/staging/_sources.yml';
  project.write({
    [sources]: project.read(sources).replaceAll(/location: ".*"/g, `location: ${root}/events-*.json`),
  });
  const { exitCode, stdout, output } = await project.sparkify('doctor');
  t.is(exitCode, 0, output);
  t.regex(stdout, /^ok {4}s3:.* sources at .*: list, get$/m);
});

s3SerialTest('what doctor wrote and may not remove is named', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint, {
    fault: ({ method, query }) => (method === 'POST' && query.has('delete') ? denied : undefined),
  });
  const project = await s3Project(t, proxy.endpoint);
  const { exitCode, stdout } = await project.sparkify('doctor');
  t.is(exitCode, 2);
  const [, left] = /some\/lake\/(\S+) could not be removed/.exec(stdout) ?? [];
  t.deepEqual(lakeKeys(project.lake), [left]);
});

s3SerialTest('doctor tells one prefix and verb that is refused from all others', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint, {
    fault: ({ method, key }) => (method === 'PUT' && key.includes('/_sparkify/') ? denied : undefined),
  });
  const project = await s3Project(t, proxy.endpoint);
  const { stdout } = await project.sparkify('doctor');
  t.regex(stdout, /^WARN {2}s3:.*: list, get, delete, list uploads; missing: put, conditional put$/m);
});

s3SerialTest('doctor says what else is wrong with a bucket', async t => {
  const project = await s3Project(t);
  const missing = await project.as({ SPARKIFY_LAKE: 's3://no-such-bucket-here/lake' }).sparkify('doctor');
  t.is(missing.exitCode, 2);
  t.regex(
    missing.stdout,
    /FAIL {2}s3:\/\/no-such-bucket-here +The bucket s3:\/\/no-such-bucket-here does not exist/,
  );
  const wrong = await project.as({ AWS_SECRET_ACCESS_KEY: 'a-wrong-secret' }).sparkify('doctor');
  t.is(wrong.exitCode, 2);
  t.regex(wrong.stdout, /FAIL {2}s3:.*S3 refuses the AWS credentials/);
  t.notRegex(wrong.output, /a-wrong-secret|\n {4}at /);
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  t.regex(
    (await project.as(none).sparkify('doctor')).stdout,
    /FAIL {2}identity +No AWS credentials could be had/,
  );
  const ignorant = await startFaultProxy(t, s3Service().endpoint, {
    fault: () => ({ kind: 'ignore-conditions' }),
  });
  const { stdout } = await project.as({ AWS_ENDPOINT_URL_S3: ignorant.endpoint }).sparkify('doctor');
  t.regex(stdout, /FAIL {2}s3:.*ignores If-None-Match/);
  t.false(existsSync(project.lake));
});

/** Answers as the Security Token Service does; gives its address. */
async function startSts(
  t: ExecutionContext,
  answer: () => { status: number; body: string },
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    t.is(body, 'Action=GetCallerIdentity&Version=2011-06-15');
    t.regex(
      request.headers.authorization!,
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/sts\/aws4_request/,
    );
    const { status, body: xml } = answer();
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const arn = 'arn:aws:sts::123456789012:assumed-role/builder/sparkify';

s3SerialTest('where there is STS, doctor shows whom it knows and when the credentials end', async t => {
  let answer = {
    status: 200,
    body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  };
  const sts = await startSts(t, () => answer);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const expires = new Date(Date.now() + 90 * 60_000).toISOString();
  const project = await s3Project(t, proxy.endpoint);
  project.write({
    'aws-config': '[profile work]\ncredential_process = sh ./credentials.sh\nregion = us-east-1\n',
    'credentials.sh': `echo '{"Version":1,"AccessKeyId":"${rootKeys.accessKeyId}","SecretAccessKey":"${rootKeys.secretAccessKey}","SessionToken":"a-secret-token","Expiration":"${expires}"}'\n`,
  });
  const user = project.as({
    AWS_PROFILE: 'work',
    AWS_CONFIG_FILE: 'aws-config',
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_ENDPOINT_URL_STS: sts,
  });
  const printed = await succeeded(t, user.sparkify('doctor'));
  const until = expires.slice(0, 19).replace('T', ' ');
  t.regex(
    printed,
    new RegExp(`ok    identity +${arn}, until ${until} UTC \\((89|90) minutes\\), renewed before`),
  );
  const found = await findings(user.sparkify('doctor', '--log-format', 'json'));
  t.deepEqual(found.identity!.facts, { kind: 'arn', arn, expires });
  t.notRegex(printed + JSON.stringify(found), /a-secret-token|not-a-secret-of-anybody/);

  answer = {
    status: 403,
    body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>Too old</Message></Error></ErrorResponse>',
  };
  const refused = await user.sparkify('doctor');
  t.is(refused.exitCode, 2);
  t.regex(
    refused.stdout,
    /FAIL {2}identity +AWS refuses the credentials: .*ExpiredToken[\s\S]*aws sso login/,
  );
  answer = { status: 500, body: 'out of order' };
  t.regex(
    await succeeded(t, user.sparkify('doctor')),
    /access key that ends in ests \(STS does not say whose it is/,
  );
});
