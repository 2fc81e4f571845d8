import type { EmrFleet, EmrGroup, EmrServerlessTarget, EmrTarget, Target } from '../../config/target.ts';

/** What a run would start on AWS, in lines for a person to read before it does; undefined where it starts nothing there. */
export function startOffer(target: Target): readonly string[] | undefined {
  if (target.type === 'emr-serverless') return serverlessOffer(target);
  return target.type === 'emr' ? emrOffer(target) : undefined;
}

function serverlessOffer({
  application,
  release,
  maximum,
  timeoutMinutes,
}: EmrServerlessTarget): readonly string[] {
  const size = maximum === undefined ? 'as much as the quota allows' : Object.values(maximum).join(', ');
  const what =
    application === undefined
      ? `Creates an EMR Serverless application (${release}, at most ${size}) for one job, and deletes it afterwards.`
      : `Starts a job in the EMR Serverless application ${application}.`;
  return [what, `The job ends after ${timeoutMinutes} minutes at the latest.`];
}

function emrOffer({
  cluster,
  release,
  instances,
  timeoutMinutes,
  idleMinutes,
}: EmrTarget): readonly string[] {
  const ends = `The job ends after ${timeoutMinutes} minutes at the latest.`;
  if (cluster !== undefined) return [`Starts a step on the EMR cluster ${cluster}.`, ends];
  const machines = (['primary', 'core', 'task'] as const).flatMap(name => {
    const part = instances[name];
    return part === undefined ? [] : `  ${name}: ${machinesText(part)}`;
  });
  return [
    `Starts an EMR cluster (${release}) for one job, and terminates it afterwards:`,
    ...machines,
    `${ends} A cluster with nothing to do ends after ${idleMinutes}.`,
  ];
}

function machinesText(part: EmrFleet | EmrGroup): string {
  if ('types' in part) {
    const counts = [`${part.onDemand} on demand`, `${part.spot} on the spot market`];
    return `${counts.join(', ')}, of ${part.types.join(' or ')}`;
  }
  return `${part.count} × ${part.type}${part.spot ? ', on the spot market' : ''}`;
}
