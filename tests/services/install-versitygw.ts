import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '../helpers/install-once.ts';

const version = 'v1.8.0';

/**
 * Builds the S3 server of the tests, once.
 *
 * @returns its path; it throws when there is no Go toolchain, or the server cannot be built
 */
export async function installVersitygw(): Promise<string> {
  const folder = await installOnce(`versitygw-${version}`, async partial => {
    const goPackage = `github.com/versity/versitygw/cmd/versitygw@${version}`;
    await promisify(execFile)('go', ['install', goPackage], { env: { ...process.env, GOBIN: partial } });
  });
  return join(folder, 'versitygw');
}
