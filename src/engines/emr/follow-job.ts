import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { S3Settings } from '../../config/s3-settings.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { JobEvent } from '../job.ts';
import { lacking } from '../spark/lacking.ts';
import { lastError } from '../spark/last-error.ts';
import type { ClusterJob, ClusterState, Tell } from './cluster-job.ts';
import { fetchDriverLog } from './driver-log.ts';
import type { JobFolder } from './job-folder.ts';

export interface Following {
  readonly folder: JobFolder;
  readonly cluster: ClusterJob;
  readonly settings: S3Settings;
  /** Absolute folder for the log of a job that failed. */
  readonly localFolder: string;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** How often the job is asked what it has to tell, and the service how it is. Milliseconds. */
const listening = 500;
const asking = 3000;
/** For so long a service that gives no answer is asked again, while the job goes on. */
const patience = 5 * 60_000;

/**
 * What a job tells, until it has finished.
 *
 * @throws SparkifyError `cluster-failed` when it ends before, `cluster-unreachable`
 */
export async function* followJob(following: Following): AsyncGenerator<JobEvent, void> {
  const { folder, signal } = following;
  const watch = new Watch(following);
  for (;;) {
    // What was told last is read after the end was seen: all of it counts, though AWS may know nothing of the job any more.
    const [seen] = await Promise.allSettled([watch.look()]);
    for (const event of await folder.events()) {
      if (event.type === 'lacking') throw lacking(event);
      yield event;
      if (event.type === 'finished') return;
    }
    if (seen.status === 'rejected') throw seen.reason;
    if (seen.value?.phase === 'ended') throw await whyEnded(seen.value, following);
    await wait(listening, undefined, { signal });
  }
}

class Watch {
  readonly #following: Following;
  #state: ClusterState | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #heardAt = performance.now();

  constructor(following: Following) {
    this.#following = following;
  }

  async look(): Promise<ClusterState | undefined> {
    const now = performance.now();
    if (now - this.#askedAt < asking) return this.#state;
    this.#askedAt = now;
    try {
      const state = await this.#following.cluster.state();
      if (state.text !== this.#state?.text) this.#following.tell(state.text);
      this.#state = state;
      this.#heardAt = now;
    } catch (error) {
      const isSilent = error instanceof SparkifyError && error.code === 'cluster-unreachable';
      if (!isSilent || now - this.#heardAt > patience) throw error;
    }
    return this.#state;
  }
}

async function whyEnded(state: ClusterState, following: Following): Promise<SparkifyError> {
  const { cluster, settings, localFolder } = following;
  const file = join(localFolder, 'spark.log');
  const printed = await fetchDriverLog(cluster.log, settings, file);
  const last = printed === undefined ? '' : lastError(printed);
  const message = `The job ended before it was done (${state.text})${last && `: ${last}`}`;
  const place = printed === undefined ? cluster.log : file;
  return new SparkifyError('cluster-failed', message.replace(/\.?$/, '.'), {
    hint:
      place === undefined
        ? 'Set `logUri` of the target to see what Spark prints.'
        : `See all that Spark printed in ${place}.`,
  });
}
