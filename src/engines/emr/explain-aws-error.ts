import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { type AwsFailure, awsFailure } from '../../storage/aws/aws-failure.ts';

/**
 * Says what AWS answered in one sentence, with what to do. Anything that did not come from AWS or the network is a bug and
 * stays as it is.
 *
 * @param what was asked for, as in "start the job"
 * @param right that it takes, e.g. `emr-serverless:StartJobRun`
 */
export function explainAwsError(error: unknown, what: string, right: string): unknown {
  const failure = awsFailure(error);
  if (failure === undefined) return error;
  const { kind, said } = failure;
  const { code, because, hint } = kinds[kind];
  return new SparkifyError(code, `AWS was asked to ${what}, and ${because}: ${said}`, {
    hint: hint.replace('{right}', right),
    cause: error,
  });
}

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
} as const satisfies Record<AwsFailure['kind'], object>;
