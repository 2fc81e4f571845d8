import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { type AwsFailure, awsFailure } from '../../storage/aws/aws-failure.ts';

export interface GlueAsked {
  /** As in "list its tables". */
  readonly what: string;
  /** The right that it takes, e.g. `GetTables`. */
  readonly right: string;
  readonly database: string;
  readonly region: string;
}

/**
 * Says what Glue answered in one sentence, with what to do. Anything that did not come from AWS or the network is a bug and
 * stays as it is.
 */
export function explainGlueError(error: unknown, asked: GlueAsked): unknown {
  const failure = awsFailure(error);
  if (failure === undefined) return error;
  const { what, database, region } = asked;
  const isDatabase = failure.kind === 'missing' && /database/i.test(failure.said);
  const { code, because, hint } = isDatabase ? noDatabase : kinds[failure.kind];
  return new SparkifyError(
    code,
    `Glue was asked to ${what} (database ${database}, region ${region}), and ${because}: ${saidIn(failure)}`,
    { hint: filled(hint, asked), cause: error },
  );
}

/** Some failures of the network have no words of their own. */
function saidIn({ said }: AwsFailure): string {
  return said === '.' ? 'the connection failed.' : said;
}

function filled(hint: string, { right, database, region }: GlueAsked): string {
  return hint.replaceAll('{right}', right).replaceAll('{database}', database).replaceAll('{region}', region);
}

const noDatabase = {
  code: 'catalog-missing',
  because: 'there is no such database',
  hint: 'Create it: `aws glue create-database --region {region} --database-input Name={database}`. Or name another database or region under `catalog` of the target.',
} as const;

const kinds = {
  denied: {
    code: 'catalog-denied',
    because: 'refused it',
    hint: 'Give whoever runs the build the right glue:{right} on the catalog, the database {database} and its tables; where Lake Formation governs them, grant it there, too.',
  },
  credentials: {
    code: 'no-credentials',
    because: 'does not know who asks',
    hint: 'Set AWS_PROFILE (and run `aws sso login` for single sign-on), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the shell.',
  },
  quota: {
    code: 'catalog-refused',
    because: 'a quota of the account is reached',
    hint: 'Ask AWS for a higher quota of tables or partitions, or leave tables out with `except` of the catalog.',
  },
  missing: {
    code: 'catalog-missing',
    because: 'it is not there any more',
    hint: 'Somebody else may change the catalog just now: run `sparkify catalog sync` once more.',
  },
  busy: {
    code: 'catalog-unreachable',
    because: 'had too much to do, again and again',
    hint: 'Run `sparkify catalog sync` a little later.',
  },
  refused: {
    code: 'catalog-refused',
    because: 'did not take it',
    hint: 'Look at what it says; `sparkify catalog sync --dry-run` shows what would be registered.',
  },
  broken: {
    code: 'catalog-unreachable',
    because: 'had a fault of its own',
    hint: 'Run `sparkify catalog sync` again; https://health.aws.amazon.com tells of faults of AWS.',
  },
  unreachable: {
    code: 'catalog-unreachable',
    because: 'gave no answer',
    hint: 'Look at the network, at `region` of the catalog, and at AWS_ENDPOINT_URL_GLUE and AWS_ENDPOINT_URL where they are set.',
  },
} as const satisfies Record<AwsFailure['kind'], object>;
