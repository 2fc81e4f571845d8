import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Store } from '../../storage/store.ts';
import type { JobAbout } from '../job-place.ts';
import { jobScript } from '../job-script.ts';
import type { ClusterJob, ClusterState, EmrTarget } from './cluster-job.ts';
import { unlessMissing } from './end-all.ts';
import { findClusterJobs } from './find-cluster-jobs.ts';
import { JobFolder } from './job-folder.ts';
import { nameOfJob } from './job-id.ts';

/** Lies beside a job that others may join. */
export const aboutFile = 'about.json';

/** A job that a process which has ended left behind, and that may be joined. */
export interface LeftJob {
  readonly id: string;
  /** What a person calls it. */
  readonly what: string;
  readonly about: JobAbout;
}

export interface LeftJobOptions {
  readonly target: EmrTarget;
  /** As the unfinished release has it. */
  readonly id: string;
  /** That of the lake, and the prefix there of all that belongs to the job, with a slash at its end. */
  readonly store: Store;
  readonly prefix: string;
}

const record = z.record(z.string(), z.string());
const aboutSchema = z.object({ program: z.string(), tasks: record, handed: record });

/** Finds a job that goes on, or that has done all it had to. Gives the reason, as a sentence, why there is none to join. */
export async function findLeftJob({ target, id, store, prefix }: LeftJobOptions): Promise<LeftJob | string> {
  const folder = new JobFolder({ store, prefix, scratch: '' });
  const text = await folder.read(aboutFile);
  if (text === undefined) return 'It does not do the whole build.';
  const about = aboutSchema.safeParse(JSON.parse(text)).data;
  if (about?.program !== digestOf(await readFile(jobScript(), 'utf8')))
    return 'Another version of sparkify had started it.';
  const [cluster = goneJob(id), another] = await findClusterJobs(target, id);
  // They do the same, and neither of them knows what the other one has done.
  if (another !== undefined) return 'It was started more than once.';
  const { phase, text: state } = (await unlessMissing(cluster.state())) ?? gone;
  if (phase === 'ended' && !(await hasFinished(folder))) return `It ended before it was done (${state}).`;
  return { id: cluster.id, what: nameOfJob(target, cluster.id), about };
}

const gone: ClusterState = { phase: 'ended', text: 'AWS knows nothing of it any more' };

/** One of which all that there is left is what it told. */
export function goneJob(id: string): ClusterJob {
  return { id, log: undefined, state: async () => gone, end: async () => undefined };
}

async function hasFinished(folder: JobFolder): Promise<boolean> {
  return (await folder.events()).some(({ type }) => type === 'finished');
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
