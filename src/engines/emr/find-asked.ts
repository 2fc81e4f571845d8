import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { openEmr } from './aws-clients.ts';
import { applicationsFor, clustersFor, runsFor, stepsFor } from './build-traces.ts';
import type { EmrTarget as AnyTarget } from './cluster-job.ts';
import { firstStep } from './emr-job.ts';
import type { PlacedJob } from './job-id.ts';

/**
 * What was asked for by a build that never heard the answer: by its tag, or by the folder that a step is told. More than one
 * where AWS was asked twice. Empty where nothing of it runs.
 */
export function findAsked(target: AnyTarget, build: string): Promise<readonly PlacedJob[]> {
  return target.type === 'emr' ? askedSteps(target, build) : askedRuns(target, build);
}

async function askedSteps(target: EmrTarget, build: string): Promise<readonly PlacedJob[]> {
  const { cluster } = target;
  if (cluster !== undefined) {
    const steps = await stepsFor(target, cluster, build);
    return steps.map(work => ({ place: cluster, work, isOwn: false }));
  }
  const api = await openEmr(target);
  const found: PlacedJob[] = [];
  for (const place of await clustersFor(target, build))
    found.push({ place, work: await firstStep(api, place), isOwn: true });
  return found;
}

async function askedRuns(target: EmrServerlessTarget, build: string): Promise<readonly PlacedJob[]> {
  const { application } = target;
  if (application !== undefined) {
    const runs = await runsFor(target, application, build, { onlyLive: true });
    return runs.map(work => ({ place: application, work, isOwn: false }));
  }
  const found: PlacedJob[] = [];
  for (const place of await applicationsFor(target, build)) {
    const runs = await runsFor(target, place, build, { onlyLive: false });
    const works = runs.length === 0 ? [undefined] : runs;
    found.push(...works.map(work => ({ place, work, isOwn: true })));
  }
  return found;
}
