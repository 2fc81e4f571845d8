import type * as Emr from '@aws-sdk/client-emr';
import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { askAws } from './ask-aws.ts';
import { openEmr } from './emr-job.ts';
import { liveStates, openServerless } from './serverless-job.ts';

/** A cluster, application or job run. */
export interface LiveThing {
  /** As AWS calls it. */
  readonly id: string;
  readonly state: string;
  /** Undefined where AWS does not say. */
  readonly since: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const liveClusterStates: Emr.ClusterState[] = [
  'STARTING',
  'BOOTSTRAPPING',
  'RUNNING',
  'WAITING',
  'TERMINATING',
];

/** The clusters of an account in the region of a target. */
export async function* liveClusters(target: EmrTarget): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openEmr(target);
  for (let Marker: string | undefined; ; ) {
    const command = new sdk.ListClustersCommand({ ClusterStates: liveClusterStates, Marker });
    const page = await askAws('list the EMR clusters', 'elasticmapreduce:ListClusters', () =>
      client.send(command),
    );
    for (const { Id: id = '', Status } of page.Clusters ?? []) {
      const of = new sdk.DescribeClusterCommand({ ClusterId: id });
      const { Cluster } = await askAws(
        'tell how the EMR cluster is',
        'elasticmapreduce:DescribeCluster',
        () => client.send(of),
      );
      const tags = Object.fromEntries((Cluster?.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));
      yield { id, tags, state: Status?.State ?? '', since: Status?.Timeline?.CreationDateTime };
    }
    Marker = page.Marker;
    if (Marker === undefined) return;
  }
}

/** The applications of an account in the region of a target, those included that do nothing just now. */
export async function* liveApplications(target: EmrServerlessTarget): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openServerless(target);
  for (let nextToken: string | undefined; ; ) {
    const command = new sdk.ListApplicationsCommand({ nextToken });
    const page = await askAws('list the applications', 'emr-serverless:ListApplications', () =>
      client.send(command),
    );
    for (const { id = '', state = '', createdAt: since } of page.applications ?? []) {
      if (state === 'TERMINATED') continue;
      const of = new sdk.GetApplicationCommand({ applicationId: id });
      const found = await askAws('tell how the application is', 'emr-serverless:GetApplication', () =>
        client.send(of),
      );
      yield { id, state, since, tags: found.application?.tags ?? {} };
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return;
  }
}

/** The job runs of an application; of one with many it is better to ask for those only that have not ended. */
export async function* jobRuns(
  target: EmrServerlessTarget,
  applicationId: string,
  { onlyLive }: { readonly onlyLive: boolean },
): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openServerless(target);
  for (let nextToken: string | undefined; ; ) {
    const of = { applicationId, nextToken, ...(onlyLive && { states: [...liveStates] }) };
    const command = new sdk.ListJobRunsCommand(of);
    const page = await askAws('list the job runs', 'emr-serverless:ListJobRuns', () => client.send(command));
    for (const { id = '', state = '', createdAt: since } of page.jobRuns ?? []) {
      const one = new sdk.GetJobRunCommand({ applicationId, jobRunId: id });
      const found = await askAws('tell how the job is', 'emr-serverless:GetJobRun', () => client.send(one));
      yield { id, state, since, tags: found.jobRun?.tags ?? {} };
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) return;
  }
}
