import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { isS3Address } from '../../config/s3-address.ts';
import { pointerKey } from '../../release/layout.ts';
import { lakePlace } from '../../release/open-project-lake.ts';

/** What runs leave behind, besides a release. */
const runFiles = ['run_results.json', 'sources.json'];

const localMilliseconds = 500;
/** Each look at S3 is a request that somebody pays for. */
const remoteMilliseconds = 30_000;

/** Tells when a run began or ended, the freshness of sources was measured, or a release appeared. */
export class LakePulse {
  readonly #config: Config;
  readonly #isRemote: boolean;
  readonly #store: ReturnType<typeof lakePlace>['store'];
  #lastLook = 0;
  #release = '';

  constructor(config: Config) {
    this.#config = config;
    this.#isRemote = isS3Address(config.target.lake);
    this.#store = lakePlace(config.target, join(config.projectDir, config.targetPath, 'tmp')).store;
  }

  /** A text that is another one after each change. */
  async read(): Promise<string> {
    const { projectDir, targetPath } = this.#config;
    const files = runFiles.map(async name => {
      const found = await stat(join(projectDir, targetPath, name)).catch(() => undefined);
      return found === undefined ? '' : `${found.mtimeMs} ${found.ino}`;
    });
    return JSON.stringify([await Promise.all(files), await this.#currentRelease()]);
  }

  /** Waits until it reads otherwise than `before`. False when it was told to stop. */
  async changed(before: string, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      await wait(localMilliseconds, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted && (await this.read()) !== before) return true;
    }
    return false;
  }

  /** A lake that cannot be read now is one without news. */
  async #currentRelease(): Promise<string> {
    const now = performance.now();
    const isDue = !this.#isRemote || now - this.#lastLook > remoteMilliseconds || this.#lastLook === 0;
    if (!isDue) return this.#release;
    this.#lastLook = now;
    const pointer = await this.#store.get(pointerKey).catch(() => undefined);
    this.#release = pointer?.etag ?? this.#release;
    return this.#release;
  }
}
