import type * as Emr from '@aws-sdk/client-emr';
import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import type { EmrTarget as AnyTarget } from './cluster-job.ts';
import { openEmr } from './emr-job.ts';
import { explainAwsError } from './explain-aws-error.ts';
import { liveStates, openServerless } from './serverless-job.ts';

/** Something on AWS that has the tags of a project. */
export interface StartedThing {
  /** By which it can be ended: see `jobEnder`. */
  readonly id: string;
  readonly what: string;
  readonly state: string;
  /** Undefined where AWS does not say. */
  readonly since: Date | undefined;
  /** Name of the target that started it. */
  readonly target: string;
}

type Tags = Readonly<Record<string, string>>;

/** What builds of a project have started and what has not ended, on the service of a target. */
export function findStarted(target: AnyTarget, project: string): Promise<readonly StartedThing[]> {
  return target.type === 'emr' ? startedClusters(target, project) : startedApplications(target, project);
}

async function startedClusters(target: EmrTarget, project: string): Promise<readonly StartedThing[]> {
  const { sdk, client } = await openEmr(target);
  const states: Emr.ClusterState[] = ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING', 'TERMINATING'];
  const found: StartedThing[] = [];
  for (let Marker: string | undefined; ; ) {
    const command = new sdk.ListClustersCommand({ ClusterStates: states, Marker });
    const page = await ask('list the EMR clusters', 'elasticmapreduce:ListClusters', () =>
      client.send(command),
    );
    for (const { Id = '', Status } of page.Clusters ?? []) {
      const of = new sdk.DescribeClusterCommand({ ClusterId: Id });
      const { Cluster } = await ask('tell how the EMR cluster is', 'elasticmapreduce:DescribeCluster', () =>
        client.send(of),
      );
      const tags = Object.fromEntries((Cluster?.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));
      if (!isOurs(tags, project)) continue;
      const since = Status?.Timeline?.CreationDateTime;
      const state = Status?.State ?? '';
      found.push({ id: `emr/${Id}//own`, what: `EMR cluster ${Id}`, state, since, target: targetOf(tags) });
    }
    Marker = page.Marker;
    if (Marker === undefined) return found;
  }
}

async function startedApplications(
  target: EmrServerlessTarget,
  project: string,
): Promise<readonly StartedThing[]> {
  const { sdk, client } = await openServerless(target);
  const found: StartedThing[] = [];
  for (let nextToken: string | undefined; ; ) {
    const command = new sdk.ListApplicationsCommand({ nextToken });
    const page = await ask('list the applications', 'emr-serverless:ListApplications', () =>
      client.send(command),
    );
    for (const { id = '', state = '', createdAt: since } of page.applications ?? []) {
      if (state === 'TERMINATED') continue;
      const tags = await tagsOfApplication({ sdk, client }, id);
      const what = `EMR Serverless application ${id}`;
      if (isOurs(tags, project))
        found.push({ id: `emr-serverless/${id}//own`, what, state, since, target: targetOf(tags) });
      else if (id === target.application) found.push(...(await startedRuns({ sdk, client }, id, project)));
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return found;
  }
}

type Serverless = Awaited<ReturnType<typeof openServerless>>;

async function tagsOfApplication({ sdk, client }: Serverless, id: string): Promise<Tags> {
  const command = new sdk.GetApplicationCommand({ applicationId: id });
  const found = await ask('tell how the application is', 'emr-serverless:GetApplication', () =>
    client.send(command),
  );
  return found.application?.tags ?? {};
}

/** Job runs in an application that is not ours. */
async function startedRuns(
  { sdk, client }: Serverless,
  applicationId: string,
  project: string,
): Promise<readonly StartedThing[]> {
  const command = new sdk.ListJobRunsCommand({ applicationId, states: [...liveStates] });
  const page = await ask('list the job runs', 'emr-serverless:ListJobRuns', () => client.send(command));
  const found: StartedThing[] = [];
  for (const { id: jobRunId = '', state = '', createdAt: since } of page.jobRuns ?? []) {
    const of = new sdk.GetJobRunCommand({ applicationId, jobRunId });
    const run = await ask('tell how the job is', 'emr-serverless:GetJobRun', () => client.send(of));
    const tags = run.jobRun?.tags ?? {};
    const what = `job run ${jobRunId} of the EMR Serverless application ${applicationId}`;
    if (isOurs(tags, project))
      found.push({
        id: `emr-serverless/${applicationId}/${jobRunId}/`,
        what,
        state,
        since,
        target: targetOf(tags),
      });
  }
  return found;
}

function isOurs(tags: Tags, project: string): boolean {
  return tags['sparkify:project'] === project;
}

function targetOf(tags: Tags): string {
  return tags['sparkify:target'] ?? '';
}

async function ask<T>(what: string, right: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw explainAwsError(error, what, right);
  }
}
