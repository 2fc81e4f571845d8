import { renderS3Address } from '../../config/s3-address.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { certificateCodes, NoAnswerError, S3Error } from './s3-error.ts';

/** What was asked for. */
interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key?: string;
  /** An earlier attempt may have taken effect. */
  readonly uncertain?: boolean;
}

/**
 * What a failed request means to a person. `store-denied` also says that nothing happened. What is neither of S3 nor of
 * the network is given back as it is.
 */
export function explainS3Error(error: unknown, asked: Asked): unknown {
  if (error instanceof NoAnswerError) return unreachable(error, asked);
  if (!(error instanceof S3Error)) return error;
  const { bucket } = asked;
  const said = error.message.slice(error.operation.length + 2).replace(/\.?$/, '.');
  if (error.code === 'NoSuchBucket') {
    return new SparkifyError('missing-bucket', `The bucket s3://${bucket} does not exist.`, {
      hint: 'Make it, or correct its name in sparkify.config.ts or in the variable that it comes from.',
      cause: error,
    });
  }
  if (credentialCodes.has(error.code)) {
    return new SparkifyError('no-credentials', `S3 refuses the AWS credentials for s3://${bucket}: ${said}`, {
      hint: 'Renew them: `aws sso login`, or new values of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the shell.',
      cause: error,
    });
  }
  if (error.status === 403 && !asked.uncertain) return denied(error, asked, said);
  const where = renderS3Address({ bucket, path: asked.key ?? '' });
  return new SparkifyError('store-failed', `S3 failed at ${asked.method} ${where}: ${said}`, {
    hint: hintFor(error),
    cause: error,
  });
}

const credentialCodes: ReadonlySet<string> = new Set([
  ...['ExpiredToken', 'TokenRefreshRequired', 'InvalidAccessKeyId', 'InvalidToken', 'SignatureDoesNotMatch'],
]);

const rights: Readonly<Record<string, string>> = {
  GET: 's3:GetObject (s3:ListBucket for listings)',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject (and the use of the KMS key, if there is one)',
  POST: 's3:PutObject and s3:DeleteObject',
  DELETE: 's3:DeleteObject and s3:AbortMultipartUpload',
};

function denied(error: S3Error, { method, bucket, key = '' }: Asked, said: string): SparkifyError {
  const where = renderS3Address({ bucket, path: key });
  return new SparkifyError('store-denied', `S3 refuses ${method} ${where}: ${said}`, {
    hint: `This identity needs ${rights[method]} there. \`sparkify doctor\` shows who it is and what is refused.`,
    cause: error,
  });
}

function hintFor(error: S3Error): string {
  if (error.region !== undefined)
    return `The bucket is in ${error.region}: set \`s3: { region: '${error.region}' }\` of the target, or AWS_REGION.`;
  return error.status >= 500
    ? 'The store is overloaded or out of order. Run the same command again later; the published lake is as it was.'
    : 'Check `s3` of the target in sparkify.config.ts, and that the store is one that S3 clients can use.';
}

function unreachable(error: NoAnswerError, { bucket }: Asked): SparkifyError {
  const said = error.message.slice(error.message.indexOf(': ') + 2);
  if (certificateCodes.has(error.code)) return untrusted(error, bucket, said);
  const reason = isPlain(error) ? 'it does not speak TLS' : said.replace(/\.$/, '');
  return new SparkifyError('store-unreachable', `The store of s3://${bucket} gives no answer: ${reason}.`, {
    hint: `Check the network and the endpoint (\`s3: { endpoint }\` of the target or AWS_ENDPOINT_URL_S3), then run the same command again.${advice(error)}`,
    cause: error,
  });
}

function untrusted(error: NoAnswerError, bucket: string, said: string): SparkifyError {
  const message = `The store of s3://${bucket} is not to be trusted: ${said.replace(/\.?$/, '.')}`;
  const hint = certificateHints[error.code] ?? unknownAuthority;
  return new SparkifyError('untrusted-store', message, { hint, cause: error });
}

const unknownAuthority =
  'If an authority of your own signed its certificate, name the file of that: `s3: { caFile }` of the target, or AWS_CA_BUNDLE. Otherwise somebody may be listening.';

const certificateHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "Whoever runs the store must renew its certificate. This machine's clock may be wrong, too.",
  CERT_NOT_YET_VALID: "The certificate is not valid yet, or this machine's clock is wrong.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Name the store by a host that its certificate is for: `s3: { endpoint }` of the target or AWS_ENDPOINT_URL_S3. Where the name of the bucket stands before the host and the certificate is for the host alone, `s3: { pathStyle: true }` helps.',
};

function isPlain({ code, message }: NoAnswerError): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') || message.includes(':SSL routines:');
}

function advice(error: NoAnswerError): string {
  if (isPlain(error)) return ' The endpoint of a store without TLS begins with `http://`.';
  // The host may be made of the bucket's name and that of the store.
  return error.code === 'ENOTFOUND'
    ? ' A store that has buckets in the path only needs `s3: { pathStyle: true }`.'
    : '';
}
