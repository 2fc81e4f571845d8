import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import type { DiagnosticCode } from '../../src/diagnostics/codes.ts';
import { SparkifyError } from '../../src/diagnostics/sparkify-error.ts';
import { copyParts } from '../../src/storage/s3/multipart.ts';
import { s3ClientFor } from '../../src/storage/s3/s3-clients.ts';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { bytes, keysOf, localFile, text } from '../helpers/store-contents.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import {
  denied,
  expired,
  type Fault,
  type FaultProxy,
  type ProxyOptions,
  slowDown,
  startFaultProxy,
} from './fault-proxy.ts';
import { plainSettings, s3SerialTest, s3Service, s3Test } from './s3-service.ts';

/** A store that sees its bucket through a proxy. */
async function storeBehind(
  t: ExecutionContext,
  options: ProxyOptions = {},
  { timeout = 20, env = {} }: { timeout?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<{ store: Store; proxy: FaultProxy; bucket: string }> {
  const service = s3Service();
  const bucket = await service.newBucket();
  const proxy = await startFaultProxy(t, service.endpoint, options);
  const store = createS3Store(`s3://${bucket}/lake`, {
    settings: { ...plainSettings, timeout },
    env: { ...service.env, AWS_ENDPOINT_URL_S3: proxy.endpoint, ...env },
  });
  return { store, proxy, bucket };
}

/** Hits the first request that `matches`, and no other. */
function once(
  fault: Fault,
  matches: (request: Parameters<NonNullable<ProxyOptions['fault']>>[0]) => boolean,
) {
  let done = false;
  return (request: Parameters<NonNullable<ProxyOptions['fault']>>[0]) => {
    if (done || !matches(request)) return undefined;
    done = true;
    return fault;
  };
}

const isPut = ({ method }: { method: string }) => method === 'PUT';

for (const kind of ['lost-answer', 'drop'] as const) {
  s3Test(`a conditional write whose answer is lost counts as what it was: ${kind}`, async t => {
    const { store, proxy } = await storeBehind(t, { fault: once({ kind }, isPut) });
    const first = await store.putIfAbsent('_sparkify/a', bytes('mine'));
    t.true(first.ok);
    proxy.setFault(once({ kind }, isPut));
    const second = await store.putIfMatch('_sparkify/a', bytes('new'), first.ok ? first.etag : '');
    t.true(second.ok);
    t.is((await store.get('_sparkify/a'))?.etag, second.ok ? second.etag : '');
    proxy.setFault(once({ kind }, isPut));
    t.false((await store.putIfMatch('_sparkify/a', bytes('late'), first.ok ? first.etag : '')).ok);
    t.is(text(await store.get('_sparkify/a')), 'new');
  });
}

s3Test('a write that was refused is not taken for done because the same bytes are there', async t => {
  const { store, proxy } = await storeBehind(t);
  t.true((await store.putIfAbsent('_sparkify/a', bytes('same'))).ok);
  proxy.setFault(once({ kind: 'lost-answer' }, isPut));
  t.false((await store.putIfAbsent('_sparkify/a', bytes('same'))).ok);
});

s3Test('a write that meets another under way is tried again', async t => {
  const conflict: Fault = { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' };
  const { store } = await storeBehind(t, { fault: once(conflict, isPut) });
  t.true((await store.putIfAbsent('_sparkify/a', bytes('x'))).ok);
});

for (const share of [0.05, 0.3]) {
  s3Test(`with ${share * 100} % of all requests refused everything is done in the end`, async t => {
    t.timeout(120_000);
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const { store } = await storeBehind(t, { fault: () => (random() < share ? slowDown : undefined) });
    await store.upload(await localFile(t, 'one'), 'files/r/a');
    const pairs = Array.from({ length: 200 }, (_, index) => ({
      from: 'files/r/a',
      to: `songs/p=${index}/part-0`,
    }));
    await store.copyMany(pairs);
    t.is((await keysOf(store, 'songs/')).length, 200);
    await store.delete(pairs.map(pair => pair.to));
    t.deepEqual(await keysOf(store, ''), ['files/r/a']);
  });
}

s3Test('answers that break off are asked for again', async t => {
  const { store, proxy } = await storeBehind(t);
  const large = 'x'.repeat(1_000_000);
  await store.putIfAbsent('_sparkify/a', bytes(large));
  proxy.setFault(once({ kind: 'cut-body' }, ({ method }) => method === 'GET'));
  t.is(text(await store.get('_sparkify/a')), large);
  proxy.setFault(once({ kind: 'cut-body' }, ({ method }) => method === 'GET'));
  t.deepEqual(await keysOf(store, ''), ['_sparkify/a']);
});

s3Test('a request that is never answered is sent again', async t => {
  const { store, proxy } = await storeBehind(t, {}, { timeout: 1 });
  await store.putIfAbsent('_sparkify/a', bytes('a'));
  proxy.setFault(once({ kind: 'hang' }, () => true));
  t.is(text(await store.get('_sparkify/a')), 'a');
});

for (const kind of ['hang', 'stall'] as const) {
  s3SerialTest(
    `a part of a large file that nobody answers is sent again within seconds: ${kind}`,
    async t => {
      t.timeout(120_000);
      const { store, proxy } = await storeBehind(t, {}, { timeout: 3 });
      const path = join(temporaryFolder(t), 'large');
      writeFileSync(path, Buffer.alloc(40 * 2 ** 20, 7));
      proxy.setFault(once({ kind }, ({ query }) => query.get('partNumber') === '2'));
      const begun = performance.now();
      const { size } = await store.upload(path, 'files/r/large');
      t.is(size, 40 * 2 ** 20);
      t.is(proxy.requests.filter(({ query }) => query.get('partNumber') === '2').length, 2);
      t.true(performance.now() - begun < 20_000, `${performance.now() - begun} ms`);
    },
  );
}

s3SerialTest('a slow line is not cut, however long an upload takes', async t => {
  t.timeout(120_000);
  const { store, proxy } = await storeBehind(t, {}, { timeout: 2 });
  const path = join(temporaryFolder(t), 'large');
  writeFileSync(path, Buffer.alloc(16 * 2 ** 20, 7));
  proxy.setFault(request =>
    isPut(request) ? { kind: 'slow-upload', bytesPerSecond: 1_500_000 } : undefined,
  );
  const begun = performance.now();
  await store.upload(path, 'files/r/large');
  t.true(performance.now() - begun > 8_000, 'four times as long as a request may go unanswered');
  t.is(proxy.requests.length, 1);
});

s3SerialTest('many uploads that share a slow line wait for each other, and none is sent twice', async t => {
  t.timeout(120_000);
  const { store, proxy } = await storeBehind(t, {}, { timeout: 1 });
  let line: Promise<unknown> = Promise.resolve();
  proxy.setFault(async request => {
    if (!isPut(request)) return undefined;
    line = line.then(() => setTimeout(100));
    await line;
    return undefined;
  });
  const files = Array.from({ length: 64 }, (_, index) => `files/r/${index}`);
  await Promise.all(files.map(async key => store.upload(await localFile(t, key), key)));
  t.is(proxy.requests.length, 64);
  t.is((await keysOf(store, 'files/')).length, 64);
});

s3Test('a listing of several pages that fails once is whole', async t => {
  const { store, proxy } = await storeBehind(t);
  await store.putIfAbsent('files/r/a', bytes('a'));
  await store.copyMany(
    Array.from({ length: 1500 }, (_, index) => ({ from: 'files/r/a', to: `songs/${index}` })),
  );
  proxy.setFault(once(slowDown, ({ query }) => query.has('continuation-token')));
  t.is((await keysOf(store, 'songs/')).length, 1500);
});

s3Test('a large file goes in parts, and comes whole though parts of it are refused', async t => {
  t.timeout(120_000);
  const { store, proxy } = await storeBehind(t);
  const path = join(temporaryFolder(t), 'large');
  const content = Buffer.alloc(40 * 2 ** 20).map((_, index) => (index * 31) % 251);
  writeFileSync(path, content);
  proxy.setFault(once({ kind: 'lost-answer' }, ({ query }) => query.get('partNumber') === '2'));
  const info = await store.upload(path, 'files/r/large');
  t.is(info.size, content.length);
  t.is(Buffer.from((await store.get('files/r/large'))!.bytes).compare(content), 0);
  t.is(proxy.requests.filter(({ query }) => query.has('partNumber')).length, 4);
});

s3Test('an object that is too large to be copied in one request is copied in parts', async t => {
  const { store, bucket } = await storeBehind(t);
  const path = join(temporaryFolder(t), 'large');
  const content = Buffer.alloc(6 * 2 ** 20).map((_, index) => (index * 31) % 251);
  writeFileSync(path, content);
  await store.upload(path, 'files/r/large');
  const client = s3ClientFor(plainSettings, bucket, s3Service().env);
  const multipart = { client, key: 'lake/songs/large', size: content.length, headers: {} };
  const etag = await copyParts(multipart, 'lake/files/r/large', 5 * 2 ** 20);
  const copy = (await store.get('songs/large'))!;
  t.is(Buffer.from(copy.bytes).compare(content), 0);
  t.is(copy.etag, etag);
});

s3Test('uploads in parts that nobody ends can be ended, those of others stay', async t => {
  const { store, proxy } = await storeBehind(t);
  const path = join(temporaryFolder(t), 'large');
  writeFileSync(path, Buffer.alloc(20 * 2 ** 20));
  // Nobody ends it: neither the upload nor its own cleaning up arrive.
  proxy.setFault(({ query, method }) =>
    query.has('uploadId') && (method === 'POST' || method === 'DELETE') ? denied : undefined,
  );
  await t.throwsAsync(store.upload(path, 'files/r1/large'), {
    instanceOf: SparkifyError,
    code: 'store-denied',
  });
  proxy.setFault(undefined);
  await store.abortUploads('files/r2/');
  t.is(proxy.requests.filter(({ method }) => method === 'DELETE').length, 1);
  await store.abortUploads('files/r1/');
  t.is(proxy.requests.filter(({ method }) => method === 'DELETE').length, 2);
  await store.abortUploads('files/r1/');
  t.is(proxy.requests.filter(({ method }) => method === 'DELETE').length, 2);
});

s3Test('every refusal says what to do and holds no secret', async t => {
  const { store, proxy, bucket } = await storeBehind(t);
  const cases: readonly [Fault, DiagnosticCode, RegExp][] = [
    [denied, 'store-denied', /refuses GET s3:\/\/.*\/lake\/_sparkify\/a/],
    [expired, 'no-credentials', /ExpiredToken|by the proxy/],
    [{ kind: 'answer', status: 403, code: 'InvalidAccessKeyId' }, 'no-credentials', /credentials/],
    [{ kind: 'answer', status: 404, code: 'NoSuchBucket' }, 'missing-bucket', new RegExp(bucket)],
    [{ kind: 'answer', status: 400, code: 'InvalidRequest' }, 'store-failed', /InvalidRequest|by the proxy/],
  ];
  for (const [fault, code, words] of cases) {
    proxy.setFault(() => fault);
    await refuses(t, store, code, words);
  }
});

s3Test('a store that never answers is said to give no answer', async t => {
  const { store } = await storeBehind(t, { fault: () => ({ kind: 'hang' }) }, { timeout: 1 });
  await refuses(t, store, 'store-unreachable', /no answer/);
});

async function refuses(
  t: ExecutionContext,
  store: Store,
  code: DiagnosticCode,
  words: RegExp,
): Promise<void> {
  const read = store.get('_sparkify/a');
  const error = (await t.throwsAsync(read, { instanceOf: SparkifyError })) as SparkifyError;
  t.is(error.code as string, code);
  t.regex(error.message, words);
  t.true((error.hint ?? '').length > 20);
  t.notRegex(`${error.stack} ${error.hint} ${JSON.stringify(error)}`, /not-a-secret-of-anybody/);
}

s3Test('a bucket in another region is found', async t => {
  const { store, proxy } = await storeBehind(t, {}, { env: { AWS_REGION: 'eu-north-1' } });
  const moved: Fault = {
    kind: 'answer',
    status: 301,
    code: 'PermanentRedirect',
    headers: { 'x-amz-bucket-region': 'us-east-1' },
  };
  proxy.setFault(({ headers }) => (headers.authorization?.includes('/us-east-1/') ? undefined : moved));
  t.true((await store.putIfAbsent('_sparkify/a', bytes('a'))).ok);
  t.deepEqual(await keysOf(store, ''), ['_sparkify/a']);
});

s3Test('credentials that expire in the middle are renewed', async t => {
  const { store, proxy } = await storeBehind(t);
  await store.putIfAbsent('_sparkify/a', bytes('a'));
  proxy.setFault(once(expired, () => true));
  t.is(text(await store.get('_sparkify/a')), 'a');
  // An answer to HEAD has no body, and so no word for it.
  proxy.setFault(once(expired, ({ method }) => method === 'HEAD'));
  t.true(Math.abs((await store.now()) - Date.now()) < 10_000);
});

s3Test('a server whose clock differs is followed', async t => {
  const { store, proxy } = await storeBehind(t);
  await store.putIfAbsent('_sparkify/a', bytes('a'));
  proxy.setFault(once({ kind: 'answer', status: 403, code: 'RequestTimeTooSkewed' }, () => true));
  t.is(text(await store.get('_sparkify/a')), 'a');
});
