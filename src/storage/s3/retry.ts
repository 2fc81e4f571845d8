import { certificateCodes, NoAnswerError, S3Error } from './s3-error.ts';

/** How often a request is sent, at most: with 30 % of all requests refused, one in two million fails. */
const attempts = 12;
/** The same for errors that waiting rarely mends: no such host, a port where nobody listens, or not to TLS. */
const hopelessAttempts = 5;
/** The same for requests that got no answer in time. */
const silentAttempts = 4;

const throttled: ReadonlySet<string> = new Set([
  ...['SlowDown', 'Throttling', 'ThrottlingException', 'RequestThrottled', 'TooManyRequests'],
  ...['RequestLimitExceeded', 'BandwidthLimitExceeded', 'ServiceUnavailable'],
]);
const transient: ReadonlySet<string> = new Set(['RequestTimeout', 'InternalError', 'OperationAborted']);
const hopeless: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'],
  ...['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'],
]);
const silent: ReadonlySet<string> = new Set([
  ...['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'TimeoutError', '23'],
  'UPLOAD_SILENT',
]);

/** Whether S3 asks for fewer requests. */
export function isThrottled(error: unknown): boolean {
  return error instanceof S3Error && (throttled.has(error.code) || error.status === 429);
}

/** Whether the request may have taken effect although it failed. */
export function isUncertain(error: unknown): boolean {
  return error instanceof NoAnswerError || (error instanceof S3Error && error.status >= 500);
}

/** Whether another attempt may help; `attempt` counts from 1. */
export function isWorthRetrying(error: unknown, attempt: number): boolean {
  if (error instanceof NoAnswerError) {
    if (certificateCodes.has(error.code)) return false;
    if (hopeless.has(error.code)) return attempt < hopelessAttempts;
    return attempt < (silent.has(error.code) ? silentAttempts : attempts);
  }
  if (!(error instanceof S3Error) || attempt >= attempts) return false;
  // 501: the store knows no such request, now or later.
  return (error.status >= 500 && error.status !== 501) || isThrottled(error) || transient.has(error.code);
}

/** Milliseconds to wait after an attempt: anything up to a bound that doubles, so that many do not come back at once. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(20_000, 100 * 2 ** attempt);
}
