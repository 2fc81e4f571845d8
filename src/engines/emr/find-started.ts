import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { type EmrTarget as AnyTarget, nameOf, tagsOf } from './cluster-job.ts';
import { describeJob, type PlacedJob, renderJobId } from './job-id.ts';
import { clusterSteps, jobRuns, type LiveThing, liveApplications, liveClusters } from './list-started.ts';

const liveStepStates = new Set(['PENDING', 'CANCEL_PENDING', 'RUNNING']);

/** Something on AWS that has the tags of a project. */
export interface StartedThing extends Pick<LiveThing, 'state' | 'since'> {
  /** By which it can be ended: see `createJobEnder`. */
  readonly id: string;
  readonly what: string;
  /** Name of the target that started it. */
  readonly target: string;
}

/** What builds of a project have started and what has not ended, on the service of a target. */
export async function findStarted(target: AnyTarget, project: string): Promise<readonly StartedThing[]> {
  const found: StartedThing[] = [];
  const things = target.type === 'emr' ? ownSteps(target, project) : ownRuns(target, project);
  for await (const { placed, thing } of things) {
    const { state, since, tags } = thing;
    if (!isOurs(thing, project)) continue;
    const what = describeJob(target.type, placed);
    const id = renderJobId(target.type, placed);
    found.push({ id, what, state, since, target: tags['sparkify:target'] ?? '' });
  }
  return found;
}

interface Found {
  readonly placed: PlacedJob;
  readonly thing: LiveThing;
}

/** Clusters, and steps on the target's own one. They have no tags, but are called after project and target. */
async function* ownSteps(target: EmrTarget, project: string): AsyncGenerator<Found, void> {
  for await (const thing of liveClusters(target)) yield { placed: own(thing), thing };
  const { cluster } = target;
  if (cluster === undefined) return;
  for await (const { Id, Name, Status: { State: state = '', Timeline } = {} } of clusterSteps(
    target,
    cluster,
  )) {
    if (Name !== nameOf(target, project) || !liveStepStates.has(state)) continue;
    const id = Id!;
    const thing = { id, state, since: Timeline?.CreationDateTime, tags: tagsOf(target, { project }) };
    yield { placed: { place: cluster, work: id, isOwn: false }, thing };
  }
}

/** Applications, and job runs in the target's own one when that is not ours. */
async function* ownRuns(target: EmrServerlessTarget, project: string): AsyncGenerator<Found, void> {
  for await (const thing of liveApplications(target)) {
    yield { placed: own(thing), thing };
    if (thing.id !== target.application || isOurs(thing, project)) continue;
    for await (const run of jobRuns(target, thing.id, { onlyLive: true }))
      yield { placed: { place: thing.id, work: run.id, isOwn: false }, thing: run };
  }
}

function own({ id }: LiveThing): PlacedJob {
  return { place: id, work: undefined, isOwn: true };
}

function isOurs({ tags }: LiveThing, project: string): boolean {
  return tags['sparkify:project'] === project;
}
