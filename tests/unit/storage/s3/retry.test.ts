import test from 'ava';
import { backoff, isThrottled, isUncertain, isWorthRetrying } from '../../../../src/storage/s3/retry.ts';
import { NoAnswerError, S3Error } from '../../../../src/storage/s3/s3-error.ts';

const answer = (status: number, code: string) =>
  new S3Error({ status, code, message: '', region: undefined, operation: 'GET s3://b/k' });
const silence = (code: string) => new NoAnswerError('GET s3://b/k', Object.assign(new Error(code), { code }));

test('what waiting may mend is tried again, and what it rarely mends less often', t => {
  t.true(isWorthRetrying(answer(503, 'SlowDown'), 11));
  t.false(isWorthRetrying(answer(503, 'SlowDown'), 12));
  t.true(isWorthRetrying(answer(400, 'RequestTimeout'), 1));
  t.false(isWorthRetrying(answer(403, 'AccessDenied'), 1));
  t.false(isWorthRetrying(answer(501, 'NotImplemented'), 1));
  t.true(isWorthRetrying(silence('ECONNRESET'), 11));
  t.true(isWorthRetrying(silence('ECONNREFUSED'), 4));
  t.false(isWorthRetrying(silence('ECONNREFUSED'), 5));
  t.false(isWorthRetrying(silence('UND_ERR_HEADERS_TIMEOUT'), 4));
  t.false(isWorthRetrying(silence('UPLOAD_SILENT'), 4));
  t.false(isWorthRetrying(silence('CERT_HAS_EXPIRED'), 1));
  t.false(isWorthRetrying(new TypeError('a bug'), 1));
});

test('after a server error or silence nobody knows what happened; after a refusal everybody does', t => {
  t.true(isUncertain(answer(500, 'InternalError')));
  t.true(isUncertain(silence('ECONNRESET')));
  t.false(isUncertain(answer(403, 'AccessDenied')));
  t.true(isThrottled(answer(503, 'SlowDown')));
  t.false(isThrottled(answer(500, 'InternalError')));
});

test('waiting doubles to a bound and is never the same for all', t => {
  t.is(
    backoff(1, () => 0.5),
    100,
  );
  t.is(
    backoff(3, () => 0.5),
    400,
  );
  t.is(
    backoff(30, () => 0.5),
    10_000,
  );
  t.is(
    backoff(5, () => 0),
    0,
  );
});
