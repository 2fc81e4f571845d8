import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { buildTag } from './cluster-job.ts';
import { clusterSteps, jobRuns, type LiveThing, liveApplications, liveClusters } from './list-started.ts';

/** Ids of the clusters that were started for a build and that have not ended. */
export function clustersFor(target: EmrTarget, build: string): Promise<readonly string[]> {
  return tagged(liveClusters(target), build);
}

/** Ids of its steps on a cluster. Steps have no tags, but are told the folder of the build. */
export async function stepsFor(
  target: EmrTarget,
  cluster: string,
  build: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { Id, Config } of clusterSteps(target, cluster))
    if (Config?.Args?.some(arg => arg.includes(`/${build}/`))) found.push(Id!);
  return found;
}

/** Ids of the applications that were created for a build and that are still there. */
export function applicationsFor(target: EmrServerlessTarget, build: string): Promise<readonly string[]> {
  return tagged(liveApplications(target), build);
}

/** Ids of its job runs in an application; of one with many it is better to ask for those only that have not ended. */
export function runsFor(
  target: EmrServerlessTarget,
  application: string,
  build: string,
  which: Parameters<typeof jobRuns>[2],
): Promise<readonly string[]> {
  return tagged(jobRuns(target, application, which), build);
}

async function tagged(things: AsyncIterable<LiveThing>, build: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id, tags } of things) if (tags[buildTag] === build) found.push(id);
  return found;
}
