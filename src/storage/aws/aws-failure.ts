import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/** What AWS, or the network before it, answered in place of what was asked for. */
export interface AwsFailure {
  readonly kind:
    | 'denied'
    | 'credentials'
    | 'quota'
    | 'missing'
    | 'busy'
    | 'refused'
    | 'broken'
    | 'unreachable';
  /** In AWS's words, one sentence. */
  readonly said: string;
}

/** Undefined of anything that did not come from AWS or the network: it is a bug. */
export function awsFailure(error: unknown): AwsFailure | undefined {
  if (!(error instanceof Error) || error instanceof SparkifyError || error instanceof TypeError)
    return undefined;
  const said = error.message.split('\n')[0]!.replace(/\.?$/, '.');
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === undefined && !isUnreachable(error)) return undefined;
  return { kind: kindOf(error, said, status), said };
}

/** In this order: a quota may be told as an invalid request, and a denial as one, too. */
function kindOf({ name }: Error, said: string, status: number | undefined): AwsFailure['kind'] {
  if (status === undefined) return 'unreachable';
  if (/Throttl|TooManyRequests|SlowDown|Rate exceeded/i.test(`${name} ${said}`)) return 'busy';
  if (
    /ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|SignatureDoesNotMatch/i.test(name)
  )
    return 'credentials';
  if (
    /AccessDenied|UnauthorizedOperation|NotAuthorized/i.test(name) ||
    /not authorized to|denied/i.test(said)
  )
    return 'denied';
  if (/Quota|LimitExceeded/i.test(name) || /quota|limit (is |was )?(reached|exceeded)/i.test(said))
    return 'quota';
  if (/NotFound/i.test(name)) return 'missing';
  return status >= 500 ? 'broken' : 'refused';
}

/** Whether a request failed before AWS could hear of it: there was no connection. */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code ?? '') ||
    (error.name === 'TimeoutError' && /did not establish a connection/.test(error.message))
  );
}

function isUnreachable(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/.test(code ?? '') ||
    /TimeoutError|AggregateError/.test(error.name)
  );
}
