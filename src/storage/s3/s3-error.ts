/** An answer of S3 that says that a request failed. It holds nothing that is secret. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  /** S3's own word, e.g. `NoSuchKey`; made from the status where the answer has no body. */
  readonly code: string;
  /** Where S3 says that the bucket is. */
  readonly region: string | undefined;
  readonly operation: string;

  constructor(answer: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly region: string | undefined;
    readonly operation: string;
  }) {
    super(`${answer.operation}: ${answer.code}${answer.message === '' ? '' : `: ${answer.message}`}`);
    this.status = answer.status;
    this.code = answer.code;
    this.region = answer.region;
    this.operation = answer.operation;
  }
}

/** How OpenSSL and Node say that a certificate proves nothing. */
export const certificateCodes: ReadonlySet<string> = new Set([
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_UNTRUSTED', 'CERT_REJECTED'],
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE', 'INVALID_CA'],
  ...['INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'CERT_CHAIN_TOO_LONG', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

/** A request got no whole answer: it may or may not have taken effect. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  /** The system's word, e.g. `ECONNREFUSED`. */
  readonly code: string;

  constructor(operation: string, cause: Error) {
    const code = 'code' in cause ? String(cause.code) : cause.name;
    super(`${operation}: ${cause.message || code}`, { cause });
    this.code = code;
  }
}
