import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { askAws } from './ask-aws.ts';
import { type EmrTarget as AnyTarget, buildTag } from './cluster-job.ts';
import { firstStep, openEmr } from './emr-job.ts';
import type { PlacedJob } from './job-id.ts';
import { jobRuns, type LiveThing, liveApplications, liveClusters } from './list-started.ts';

/**
 * What was asked for by a build that was killed before it heard the answer: by its tag, or by the folder that a step is
 * told. Undefined where nothing of it runs.
 */
export function findAsked(target: AnyTarget, build: string): Promise<PlacedJob | undefined> {
  return target.type === 'emr' ? askedStep(target, build) : askedRun(target, build);
}

async function askedStep(target: EmrTarget, build: string): Promise<PlacedJob | undefined> {
  const { cluster } = target;
  if (cluster !== undefined) {
    const work = await stepFor(target, cluster, build);
    return work === undefined ? undefined : { place: cluster, work, isOwn: false };
  }
  const found = await tagged(liveClusters(target), build);
  if (found === undefined) return undefined;
  return { place: found, work: await firstStep(await openEmr(target), found), isOwn: true };
}

/** Steps have no tags. */
async function stepFor(target: EmrTarget, cluster: string, build: string): Promise<string | undefined> {
  const { sdk, client } = await openEmr(target);
  for (let Marker: string | undefined; ; ) {
    const command = new sdk.ListStepsCommand({ ClusterId: cluster, Marker });
    const page = await askAws('list the steps of the cluster', 'elasticmapreduce:ListSteps', () =>
      client.send(command),
    );
    const found = page.Steps?.find(({ Config }) => Config?.Args?.some(arg => arg.includes(`/${build}/`)));
    if (found !== undefined) return found.Id;
    Marker = page.Marker;
    if (Marker === undefined) return undefined;
  }
}

async function askedRun(target: EmrServerlessTarget, build: string): Promise<PlacedJob | undefined> {
  const { application } = target;
  if (application !== undefined) {
    const work = await tagged(jobRuns(target, application, { onlyLive: true }), build);
    return work === undefined ? undefined : { place: application, work, isOwn: false };
  }
  const found = await tagged(liveApplications(target), build);
  if (found === undefined) return undefined;
  const work = await tagged(jobRuns(target, found, { onlyLive: false }), build);
  return { place: found, work, isOwn: true };
}

async function tagged(things: AsyncIterable<LiveThing>, build: string): Promise<string | undefined> {
  for await (const { id, tags } of things) if (tags[buildTag] === build) return id;
  return undefined;
}
