import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { Store } from '../../storage/store.ts';
import type { JobPlace, RunningJob } from '../job-place.ts';
import { jobScript } from '../job-script.ts';
import type { Bundle, ClusterJob, EmrTarget, StartOptions, Tell } from './cluster-job.ts';
import { emrConf } from './emr-conf.ts';
import { startEmr } from './emr-job.ts';
import { endAll } from './end-all.ts';
import { endFailedStart } from './failed-start.ts';
import { findClusterJobs } from './find-cluster-jobs.ts';
import { followJob } from './follow-job.ts';
import { JobFolder } from './job-folder.ts';
import { renderJobId } from './job-id.ts';
import { aboutFile, digestOf, goneJob } from './left-job.ts';
import { requireRegion } from './require-region.ts';
import { startServerless } from './serverless-job.ts';

export interface RemotePlaceOptions {
  readonly target: EmrTarget;
  /** Name of the project. */
  readonly project: string;
  /** That of the lake, and the prefix there of all that belongs to the job, with a slash at its end. */
  readonly store: Store;
  readonly prefix: string;
  /** Id of the unfinished release that the job works for. */
  readonly build: string;
  /** Absolute folder of this machine for what is on its way, and for a log. */
  readonly folder: string;
  readonly tell: Tell;
  /** Told of what may still run. */
  readonly warn: (message: string, hint: string) => void;
  /** Told by what the job is found again; null when it is over. */
  readonly remember: (job: string | null) => Promise<void>;
  /** Told that it may go on after all, so that what was remembered is kept for others to find. */
  readonly leave: () => void;
}

/** A service of AWS, which reads what lies in the lake. */
export function remotePlace(options: RemotePlaceOptions): JobPlace {
  const { target, store, prefix, folder: local } = options;
  const folder = new JobFolder({ store, prefix, scratch: join(local, 'sent') });
  let asked: Promise<ClusterJob> | undefined;
  return {
    isRemote: true,
    async hand(paths) {
      const here = paths.filter(path => !path.startsWith('s3://'));
      const sent = new Map((await folder.send(here)).map((address, index) => [here[index]!, address]));
      return paths.map(path => sent.get(path) ?? path);
    },
    original: file => file,
    ask(addresses, signal) {
      asked = begin([target.lake, ...addresses], signal, folder, options);
      // Whoever submits hears of a failure; until then it is not unhandled.
      asked.catch(() => undefined);
    },
    async submit(job, about, signal) {
      await folder.put('job.json', JSON.stringify({ ...job, needs: [] }));
      if (about !== undefined) {
        const program = digestOf(await readFile(jobScript(), 'utf8'));
        await folder.put(aboutFile, JSON.stringify({ ...about, program }));
      }
      const cluster = await asked!;
      asked = undefined;
      return runningJob(cluster, signal, folder, options);
    },
    async join(id, signal) {
      const [cluster = goneJob(id)] = await findClusterJobs(target, id);
      // Whoever comes next need not look for what was only asked for.
      await options.remember(cluster.id);
      return runningJob(cluster, signal, folder, options);
    },
    async close() {
      const cluster = await asked?.catch(() => undefined);
      if (cluster === undefined) return;
      const running = runningJob(cluster, new AbortController().signal, folder, options);
      await running.stopped();
      await running.forget();
    },
  };
}

/** Starts a job, which waits until it is told what to do. */
async function begin(
  addresses: readonly string[],
  signal: AbortSignal,
  folder: JobFolder,
  options: RemotePlaceOptions,
): Promise<ClusterJob> {
  const { target, project, build, tell, remember } = options;
  await requireRegion(target, addresses);
  await folder.put('job.py', await readFile(jobScript(), 'utf8'));
  const bundle: Bundle = {
    script: folder.address('job.py'),
    args: [folder.address('').slice(0, -1), String(target.timeoutMinutes)],
    conf: emrConf(target.conf),
    ...{ project, build },
  };
  await remember(renderJobId(target.type, { asked: build }));
  const jobs: ClusterJob[] = [];
  const begun = (job: ClusterJob) => void jobs.push(job);
  try {
    const cluster = await start(target, { bundle, tell, begun, signal });
    begun(cluster);
    await remember(cluster.id);
    return cluster;
  } catch (error) {
    const isOver = await unlessLeft(options, endFailedStart({ ...options, error, begun: jobs }));
    if (isOver) await remember(null);
    throw error;
  }
}

function start(target: EmrTarget, shared: Omit<StartOptions<EmrTarget>, 'target'>): Promise<ClusterJob> {
  return target.type === 'emr' ? startEmr({ target, ...shared }) : startServerless({ target, ...shared });
}

function runningJob(
  cluster: ClusterJob,
  signal: AbortSignal,
  folder: JobFolder,
  options: RemotePlaceOptions,
): RunningJob {
  const { target, folder: localFolder, tell, remember } = options;
  let isOver = false;
  return {
    events: followJob({ folder, cluster, settings: target.s3, localFolder, tell, signal }),
    answer: (name, answer) => folder.put(name, JSON.stringify(answer)),
    async stopped() {
      isOver = await unlessLeft(options, endAll([cluster]));
    },
    async forget() {
      if (!isOver) return;
      await remember(null);
      await folder.remove();
    },
  };
}

/**
 * Whether all has ended. The rows are there, or what went wrong is known: that something may still run is for the user to see to,
 * or for the next build.
 */
async function unlessLeft(
  { target: { name }, warn, leave }: RemotePlaceOptions,
  ending: Promise<void>,
): Promise<boolean> {
  try {
    await ending;
    return true;
  } catch (error) {
    if (!(error instanceof SparkifyError)) throw error;
    leave();
    warn(
      `What was started for the build may still run: ${error.message}`,
      `\`sparkify clusters list --target ${name}\` shows it, and \`sparkify clusters terminate\` ends it. It ends by itself in the time that the target sets.`,
    );
    return false;
  }
}
