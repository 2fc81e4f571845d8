import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';

/**
 * The certificates of authorities that are trusted, in PEM: those that Node trusts, NODE_EXTRA_CA_CERTS included, and
 * those of these files.
 *
 * @throws SparkifyError `bad-ca-file`
 */
export function trustedCertificates(caFiles: readonly string[]): readonly string[] {
  return [...getCACertificates('default'), ...caFiles.flatMap(readCertificates)];
}

/** A file without any would be trusted in vain: TLS itself says nothing of it. */
function readCertificates(file: string): readonly string[] {
  try {
    const blocks = readFileSync(file, 'latin1').match(block) ?? [];
    if (blocks.length === 0) throw new Error('it holds no certificate in PEM form');
    return blocks.map(pem => new X509Certificate(pem).toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SparkifyError('bad-ca-file', `The certificates in ${file} cannot be used: ${reason}.`, {
      hint: 'Let `caFile` of `s3`, or AWS_CA_BUNDLE, name a file of blocks like "-----BEGIN CERTIFICATE-----".',
      cause: error,
    });
  }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
