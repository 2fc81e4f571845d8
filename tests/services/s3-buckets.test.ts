import { copyParts } from '../../src/storage/s3/multipart.ts';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { awsProject } from './aws-project.ts';
import { denied, isOfDuckDb, type SeenRequest, startFaultProxy } from './fault-proxy.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';
import { grant, newUser } from './s3-users.ts';
import { keyIdOf } from './temporary-keys.ts';

const select = "select id, user_name from {{ ref('payments') }} order by id";
const show = ['show', '--inline', select, '--output', 'csv'] as const;
const payments = 'id,user_name\n1,Ada\n2,Bo\n';

/** What DuckDB reads proves what it was told. */
function isRead(request: SeenRequest): boolean {
  return request.method === 'GET' && isOfDuckDb(request);
}

s3SerialTest('rows of a public bucket are read without a signature, amid a lake that needs one', async t => {
  const s3 = (source: string) => `{ buckets: { '${source}': { anonymous: true } } }`;
  const project = await awsProject(t, { s3 });
  const { sourceBucket, proxy } = project;
  await grant(sourceBucket, [{ to: '*', bucket: ['s3:ListBucket'], objects: ['s3:GetObject'] }]);
  await succeeded(t, project.sparkify('build'));
  t.is((await project.sparkify(...show)).stdout, payments);
  t.true(proxy.requests.some(request => request.bucket === sourceBucket && isRead(request)));
  for (const { bucket, headers } of proxy.requests)
    t.is(keyIdOf(headers) === undefined, bucket === sourceBucket);
});

s3SerialTest('each bucket is asked with the credentials that are set for it', async t => {
  const [reader, writer] = [await newUser(), await newUser()];
  const section = (name: string, user: typeof reader) =>
    `[${name}]\naws_access_key_id = ${user.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${user.AWS_SECRET_ACCESS_KEY}\n`;
  const project = await awsProject(t, {
    s3: source => `{ profile: 'writer', buckets: { '${source}': { profile: 'reader' } } }`,
    files: () => ({ 'aws-credentials': section('reader', reader) + section('writer', writer) }),
    env: () => ({ AWS_SHARED_CREDENTIALS_FILE: 'aws-credentials' }),
    proxy: { keys: undefined },
  });
  // The server itself lets nobody do more than he needs.
  const list = ['s3:ListBucket', 's3:ListBucketMultipartUploads'];
  const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  await grant(project.bucket, [{ to: writer.AWS_ACCESS_KEY_ID, bucket: list, objects }]);
  await grant(project.sourceBucket, [
    { to: reader.AWS_ACCESS_KEY_ID, bucket: ['s3:ListBucket'], objects: ['s3:GetObject'] },
  ]);
  await succeeded(t, project.sparkify('build'));
  t.is((await project.sparkify(...show)).stdout, payments);
});

s3SerialTest('DuckDB finds a bucket that is in another region than the lake', async t => {
  const project = await awsProject(t);
  const { sourceBucket, proxy } = project;
  const far = 'ap-southeast-2';
  const isSignedFor = (region: string, { headers }: SeenRequest) =>
    headers.authorization!.includes(`/${region}/s3/aws4_request`);
  proxy.setFault(request => {
    if (request.bucket !== sourceBucket || isSignedFor(far, request)) return undefined;
    const headers = { 'x-amz-bucket-region': far };
    return { kind: 'answer', status: 301, code: 'PermanentRedirect', headers };
  });
  await succeeded(t, project.sparkify('build'));
  t.is((await project.sparkify(...show)).stdout, payments);
  const elsewhere = proxy.requests.filter(({ bucket }) => bucket === sourceBucket);
  t.true(elsewhere.some(request => isRead(request) && isSignedFor(far, request)));
  // DuckDB is told: it does not ask in the wrong region first.
  t.false(elsewhere.some(request => isRead(request) && !isSignedFor(far, request)));
  t.true(
    proxy.requests.every(request => request.bucket === sourceBucket || isSignedFor('us-east-1', request)),
  );
});

s3SerialTest('where the requester pays every request says so, those of DuckDB, too', async t => {
  const project = await awsProject(t, { s3: () => '{ requesterPays: true }' });
  const { proxy } = project;
  proxy.setFault(({ headers }) => (headers['x-amz-request-payer'] === 'requester' ? undefined : denied));
  await succeeded(t, project.sparkify('build'));
  t.is((await project.sparkify(...show)).stdout, payments);
  t.true(proxy.requests.some(isRead));
});

s3SerialTest('every new object of a lake is encrypted with the KMS key that is set', async t => {
  const key = 'arn:aws:kms:us-east-1:123456789012:key/a-key';
  const project = await awsProject(t, { s3: () => `{ kmsKey: '${key}' }` });
  await succeeded(t, project.sparkify('build'));
  const written = project.proxy.requests.filter(({ method }) => method === 'PUT');
  const names = written.map(({ key: name }) => name).join('\n');
  for (const part of [
    /\/files\/.*parquet$/m,
    /\/payments\/.*parquet$/m,
    /current\.json$/m,
    /catalog\.duckdb$/m,
  ])
    t.regex(names, part);
  for (const { key: name, headers } of written) {
    t.is(headers['x-amz-server-side-encryption'], 'aws:kms', name);
    t.is(headers['x-amz-server-side-encryption-aws-kms-key-id'], key, name);
  }
  t.is(currentRelease(project.lake)!.tables.length, 1);
});

for (const upload of ['disk', 'stream']) {
  s3SerialTest(`an upload in parts names the KMS key where it begins, and only there: ${upload}`, async t => {
    t.timeout(240_000);
    const key = 'arn:aws:kms:us-east-1:123456789012:key/a-key';
    const large =
      "{{ config(materialized='external') }} select range as id, md5(range || 'salt') as hash from range(1000000)";
    const project = await awsProject(t, {
      s3: () => `{ kmsKey: '${key}' }`,
      target: `upload: '${upload}',`,
      files: () => ({ 'models/large.sql': large }),
    });
    await succeeded(t, project.sparkify('build'));
    const ofUpload = project.proxy.requests.filter(
      ({ method, query }) => method !== 'GET' && (query.has('uploads') || query.has('uploadId')),
    );
    const [begun, rest] = [true, false].map(begins =>
      ofUpload.filter(({ query }) => query.has('uploads') === begins),
    );
    t.is(begun!.length, 1);
    for (const { method, headers } of begun!) {
      t.is(method, 'POST');
      t.is(headers['x-amz-server-side-encryption'], 'aws:kms');
      t.is(headers['x-amz-server-side-encryption-aws-kms-key-id'], key);
    }
    // 32 MB of hashes, in parts of 16 MiB, and the end of it. S3 refuses the header on each of these.
    t.true(rest!.filter(({ query }) => query.has('partNumber')).length >= 2);
    t.true(rest!.some(({ method }) => method === 'POST'));
    const isEncrypting = ({ headers }: SeenRequest) =>
      Object.keys(headers).some(name => name.startsWith('x-amz-server-side-encryption'));
    t.deepEqual(rest!.filter(isEncrypting), []);
    // Nor does it take it where nothing is written.
    t.deepEqual(
      project.proxy.requests.filter(({ method }) => !['PUT', 'POST'].includes(method)).filter(isEncrypting),
      [],
    );
    t.is(currentRelease(project.lake)!.tables.find(({ name }) => name === 'large')!.rows, 1_000_000);
  });
}

s3SerialTest('a copy in parts names the KMS key where it begins, and only there', async t => {
  const encryption = { 'x-amz-server-side-encryption': 'aws:kms' };
  const bucket = await s3Service().newBucket();
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const client = new S3Client(bucket, plainSettings, {
    ...s3Service().env,
    AWS_ENDPOINT_URL_S3: proxy.endpoint,
  });
  const size = 11 * 2 ** 20;
  await client.send({ method: 'PUT', key: 'from', body: Buffer.alloc(size, 7) });
  await copyParts({ client, key: 'to', size, headers: encryption }, 'from', 5 * 2 ** 20);
  const named = proxy.requests.filter(({ headers }) => 'x-amz-server-side-encryption' in headers);
  t.deepEqual(
    named.map(({ method, query }) => [method, query.has('uploads')]),
    [['POST', true]],
  );
  t.is(proxy.requests.filter(({ query }) => query.has('partNumber')).length, 3);
});
