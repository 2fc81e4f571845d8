import type * as Emr from '@aws-sdk/client-emr';
import type { EmrServerlessTarget, EmrTarget } from '../../config/target.ts';
import { askAws } from './ask-aws.ts';
import { openEmr, openServerless } from './aws-clients.ts';
import { pagesOf } from './pages-of.ts';

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

/** Of job runs that may still do something. */
export const liveStates = ['SUBMITTED', 'PENDING', 'SCHEDULED', 'RUNNING', 'QUEUED'] as const;

/** The clusters of an account in the region of a target. */
export async function* liveClusters(target: EmrTarget): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openEmr(target);
  const pages = sdk.paginateListClusters({ client }, { ClusterStates: liveClusterStates });
  for await (const page of pagesOf('list the EMR clusters', 'elasticmapreduce:ListClusters', pages)) {
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
  }
}

/** The steps of a cluster, the last first. */
export async function* clusterSteps(
  target: EmrTarget,
  ClusterId: string,
): AsyncGenerator<Emr.StepSummary, void> {
  const { sdk, client } = await openEmr(target);
  const pages = sdk.paginateListSteps({ client }, { ClusterId });
  for await (const page of pagesOf('list the steps of the cluster', 'elasticmapreduce:ListSteps', pages))
    yield* page.Steps ?? [];
}

/** The applications of an account in the region of a target, those included that do nothing just now. */
export async function* liveApplications(target: EmrServerlessTarget): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openServerless(target);
  const pages = sdk.paginateListApplications({ client }, {});
  for await (const page of pagesOf('list the applications', 'emr-serverless:ListApplications', pages)) {
    for (const { id = '', state = '', createdAt: since } of page.applications ?? []) {
      if (state === 'TERMINATED') continue;
      const of = new sdk.GetApplicationCommand({ applicationId: id });
      const found = await askAws('tell how the application is', 'emr-serverless:GetApplication', () =>
        client.send(of),
      );
      yield { id, state, since, tags: found.application?.tags ?? {} };
    }
  }
}

/** The job runs of an application; of one with many it is better to ask for those only that have not ended. */
export async function* jobRuns(
  target: EmrServerlessTarget,
  applicationId: string,
  { onlyLive }: { readonly onlyLive: boolean },
): AsyncGenerator<LiveThing, void> {
  const { sdk, client } = await openServerless(target);
  const of = { applicationId, ...(onlyLive && { states: [...liveStates] }) };
  const pages = sdk.paginateListJobRuns({ client }, of);
  for await (const page of pagesOf('list the job runs', 'emr-serverless:ListJobRuns', pages)) {
    for (const { id = '', state = '', createdAt: since } of page.jobRuns ?? []) {
      const one = new sdk.GetJobRunCommand({ applicationId, jobRunId: id });
      const found = await askAws('tell how the job is', 'emr-serverless:GetJobRun', () => client.send(one));
      yield { id, state, since, tags: found.jobRun?.tags ?? {} };
    }
  }
}
