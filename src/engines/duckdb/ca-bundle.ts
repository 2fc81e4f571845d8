import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../config/s3-settings.ts';
import { temporaryError } from '../../storage/disk-error.ts';
import { trustedCertificates } from '../../storage/s3/trusted-certificates.ts';

/**
 * A file of all certificates that DuckDB is to trust. It would look for those of the system, which a slim image does not
 * have, and knows one file for all buckets; so it gets what Node trusts, and the files of every bucket. A bucket is
 * asked by Node first, which trusts the file of that one only.
 */
export class CaBundle {
  readonly #caFiles: readonly string[];
  #folder: string | undefined;

  constructor(settings: S3Settings, env: NodeJS.ProcessEnv = process.env) {
    const accesses = [settings, ...Object.values(settings.buckets)];
    this.#caFiles = [...new Set(accesses.flatMap(({ caFile = env.AWS_CA_BUNDLE }) => caFile || []))];
  }

  /**
   * Gives its path. It lasts until `remove`.
   *
   * @throws SparkifyError `bad-ca-file`, `out-of-disk` or `target-not-writable`
   */
  write(): string {
    const certificates = trustedCertificates(this.#caFiles);
    try {
      this.#folder ??= mkdtempSync(join(tmpdir(), 'sparkify-'));
      const path = join(this.#folder, 'ca.pem');
      writeFileSync(path, certificates.join('\n'));
      return path;
    } catch (error) {
      throw temporaryError(error, this.#folder ?? tmpdir());
    }
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
