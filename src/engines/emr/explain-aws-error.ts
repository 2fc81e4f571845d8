import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/**
 * Says what AWS answered in one sentence, with what to do. Anything that did not come from AWS or the network is a bug and
 * stays as it is.
 *
 * @param what was asked for, as in "start the job"
 * @param right that it takes, e.g. `emr-serverless:StartJobRun`
 */
export function explainAwsError(error: unknown, what: string, right: string): unknown {
  if (!(error instanceof Error) || error instanceof SparkifyError || error instanceof TypeError) return error;
  const said = error.message.split('\n')[0]!.replace(/\.?$/, '.');
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const kind = status === undefined && !isUnreachable(error) ? undefined : kindOf(error, said, status);
  if (kind === undefined) return error;
  const { code, because, hint } = kinds[kind];
  return new SparkifyError(code, `AWS was asked to ${what}, and ${because}: ${said}`, {
    hint: hint.replace('{right}', right),
    cause: error,
  });
}

type Kind = keyof typeof kinds;

const kinds = {
  denied: {
    code: 'cluster-denied',
    because: 'refused it',
    hint: 'Give whoever runs the build the right {right} (and iam:PassRole for the roles of the target), and see that these roles may be assumed by EMR and reach the lake.',
  },
  credentials: {
    code: 'no-credentials',
    because: 'does not know who asks',
    hint: 'Set AWS_PROFILE (and run `aws sso login` for single sign-on), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the shell.',
  },
  quota: {
    code: 'cluster-refused',
    because: 'a quota of the account is reached',
    hint: 'End what runs (`sparkify clusters list`), ask AWS for a higher quota, or set a smaller size of the target.',
  },
  missing: {
    code: 'cluster-missing',
    because: 'it does not exist there',
    hint: 'Look at the ids and the region of the target in sparkify.config.ts.',
  },
  busy: {
    code: 'cluster-unreachable',
    because: 'had too much to do, again and again',
    hint: 'Run the command again a little later.',
  },
  refused: {
    code: 'cluster-refused',
    because: 'did not take it',
    hint: 'Look at the target in sparkify.config.ts: release label, roles, sizes, subnet, names.',
  },
  broken: {
    code: 'cluster-unreachable',
    because: 'had a fault of its own',
    hint: 'Run the command again; https://health.aws.amazon.com tells of faults of AWS.',
  },
  unreachable: {
    code: 'cluster-unreachable',
    because: 'gave no answer',
    hint: 'Look at the network, at the region of the target, and at AWS_ENDPOINT_URL where it is set.',
  },
} as const;

/** In this order: a quota may be told as an invalid request, and a denial as one, too. */
function kindOf({ name }: Error, said: string, status: number | undefined): Kind {
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

function isUnreachable(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/.test(code ?? '') ||
    /TimeoutError|AggregateError/.test(error.name)
  );
}
