import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium of this machine. Where there is none, Debian's is installed, if whoever runs the tests may do that.
 *
 * @returns its path; undefined where there is none, which in CI is an error
 */
export async function findChromium(): Promise<string | undefined> {
  try {
    return installed() ?? (await install());
  } catch (error) {
    if (process.env.CI) throw error;
    return undefined;
  }
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = names.flatMap(name => folders.map(folder => join(folder, name)));
  return [process.env.CHROMIUM ?? '', ...paths].find(path => path !== '' && existsSync(path));
}

async function install(): Promise<string | undefined> {
  const apt = (...args: readonly string[]) =>
    promisify(execFile)('apt-get', ['--yes', '--quiet', '-o', 'DPkg::Lock::Timeout=600', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const fetch = async () => {
    await apt('update');
    await apt('install', '--no-install-recommends', 'chromium');
  };
  // Another test file may be at it, and nobody waits for the lock of the lists.
  for (let tries = 12; installed() === undefined; tries--) {
    try {
      await apt('install', '--no-install-recommends', 'chromium').catch(fetch);
    } catch (error) {
      if (tries === 0) throw error;
      await wait(5000);
    }
  }
  const path = installed();
  if (path === undefined) throw new Error('There is no Chromium, and none could be installed.');
  return path;
}
