import type * as Sdk from '@aws-sdk/client-emr';
import type { EmrTarget as Target } from '../../config/target.ts';
import { awsOptions } from '../../storage/aws/aws-options.ts';
import { askAws } from './ask-aws.ts';
import {
  type ClusterJob,
  type ClusterState,
  nameOf,
  noWork,
  type StartOptions,
  tagsOf,
} from './cluster-job.ts';
import { emrInstances } from './emr-instances.ts';
import { type PlacedJob, renderJobId } from './job-id.ts';
import { Pauses } from './pauses.ts';

type Api = Awaited<ReturnType<typeof openEmr>>;
type Options = StartOptions<Target>;

const clusterIsOver = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS']);
const stepIsOver = new Set(['COMPLETED', 'CANCELLED', 'FAILED', 'INTERRUPTED']);

/** Starts a step, on the cluster of the target or on one that is created for it and ends with it. */
export async function startEmr(options: Options): Promise<ClusterJob> {
  const { target, tell } = options;
  const api = await openEmr(target);
  if (target.cluster !== undefined) {
    const step = await addStep(api, target.cluster, options);
    tell(`Started the step ${step} on the EMR cluster ${target.cluster}.`);
    return emrJob(api, { place: target.cluster, isOwn: false, work: step }, target);
  }
  const cluster = await createCluster(api, options);
  tell(`Asked for the EMR cluster ${cluster} (${target.release}).`);
  try {
    const work = await firstStep(api, cluster);
    return emrJob(api, { place: cluster, isOwn: true, work }, target);
  } catch (error) {
    await emrJob(api, { place: cluster, isOwn: true, work: undefined }, target).end();
    throw error;
  }
}

/** One that was started before, perhaps by another process. */
export async function findEmr(target: Target, placed: PlacedJob): Promise<ClusterJob> {
  return emrJob(await openEmr(target), placed, target);
}

/** The client of EMR is a megabyte, so it is loaded when it is needed. */
export async function openEmr(target: Pick<Target, 'region' | 's3'>) {
  const sdk: typeof Sdk = await import('@aws-sdk/client-emr');
  return { sdk, client: new sdk.EMRClient(await awsOptions(target)) };
}

function emrJob(api: Api, placed: PlacedJob, { logUri }: Pick<Target, 'logUri'>): ClusterJob {
  const { place: cluster, work: step, isOwn } = placed;
  const hasLog = step !== undefined && logUri !== undefined;
  return {
    id: renderJobId('emr', placed),
    log: hasLog ? `${logUri}/${cluster}/steps/${step}/stderr.gz` : undefined,
    state: async () => (step === undefined ? noWork : jobState(api, cluster, step)),
    async end() {
      if (isOwn) await terminateCluster(api, cluster);
      else if (step !== undefined) await cancelStep(api, cluster, step);
    },
  };
}

/** The cluster of a target, without anything to do. It ends when it has nothing to do. */
export function clusterOf(target: Target, project: string, build?: string) {
  const { release, serviceRole, instanceProfile, idleMinutes, logUri } = target;
  const tags = Object.entries(tagsOf(target, { project, build })).map(([Key, Value]) => ({ Key, Value }));
  return {
    Name: nameOf(target, project),
    ReleaseLabel: release,
    Applications: [{ Name: 'Spark' }],
    ServiceRole: serviceRole,
    JobFlowRole: instanceProfile,
    VisibleToAllUsers: true,
    Tags: tags,
    AutoTerminationPolicy: { IdleTimeout: idleMinutes * 60 },
    Instances: {
      ...emrInstances(target),
      KeepJobFlowAliveWhenNoSteps: true,
      TerminationProtected: false,
    },
    ...(logUri && { LogUri: `${logUri}/` }),
  };
}

async function createCluster({ sdk, client }: Api, options: Options): Promise<string> {
  const { Instances, ...cluster } = clusterOf(options.target, options.bundle.project, options.bundle.build);
  const command = new sdk.RunJobFlowCommand({
    ...cluster,
    // Should nobody be there to terminate it: it ends with its step.
    Instances: { ...Instances, KeepJobFlowAliveWhenNoSteps: false },
    Steps: [stepOf(options, 'TERMINATE_CLUSTER')],
  });
  const created = await ask('start an EMR cluster', 'RunJobFlow', () => client.send(command));
  return created.JobFlowId!;
}

async function addStep({ sdk, client }: Api, cluster: string, options: Options): Promise<string> {
  const step = stepOf(options, 'CONTINUE');
  const command = new sdk.AddJobFlowStepsCommand({ JobFlowId: cluster, Steps: [step] });
  const added = await ask(`start the job on the EMR cluster ${cluster}`, 'AddJobFlowSteps', () =>
    client.send(command),
  );
  return added.StepIds![0]!;
}

/** A list of arguments, which no shell reads. */
function stepOf({ target, bundle }: Options, onFailure: Sdk.ActionOnFailure): Sdk.StepConfig {
  const conf = Object.entries(bundle.conf).flatMap(([name, value]) => ['--conf', `${name}=${value}`]);
  return {
    Name: nameOf(target, bundle.project),
    ActionOnFailure: onFailure,
    HadoopJarStep: {
      Jar: 'command-runner.jar',
      // What the driver prints is then in the log of the step.
      Args: ['spark-submit', '--deploy-mode', 'client', ...conf, bundle.script, ...bundle.args],
    },
  };
}

/** The step of a cluster that was created for it. */
export async function firstStep({ sdk, client }: Api, cluster: string): Promise<string> {
  const command = new sdk.ListStepsCommand({ ClusterId: cluster });
  const found = await ask('tell the step of the cluster', 'ListSteps', () => client.send(command));
  return found.Steps!.at(-1)!.Id!;
}

/** The cluster counts when it is over, or has not come to the step yet. */
async function jobState(api: Api, cluster: string, step: string): Promise<ClusterState> {
  const of = await clusterStatus(api, cluster);
  if (clusterIsOver.has(of.state)) return { phase: 'ended', text: `cluster ${of.text}` };
  const found = await stepStatus(api, cluster, step);
  if (stepIsOver.has(found.state)) return { phase: 'ended', text: `step ${found.text}` };
  if (found.state === 'PENDING') return { phase: 'waiting', text: `cluster ${of.text}` };
  return { phase: 'running', text: `step ${found.text}` };
}

async function clusterStatus({ sdk, client }: Api, cluster: string) {
  const command = new sdk.DescribeClusterCommand({ ClusterId: cluster });
  const found = await ask('tell how the EMR cluster is', 'DescribeCluster', () => client.send(command));
  const { State: state = '', StateChangeReason: reason } = found.Cluster?.Status ?? {};
  return { state, text: [state, reason?.Code, reason?.Message].filter(Boolean).join(': ') };
}

async function stepStatus({ sdk, client }: Api, cluster: string, step: string) {
  const command = new sdk.DescribeStepCommand({ ClusterId: cluster, StepId: step });
  const found = await ask('tell how the step is', 'DescribeStep', () => client.send(command));
  const { State: state = '', FailureDetails: details } = found.Step?.Status ?? {};
  return { state, text: [state, details?.Reason, details?.Message].filter(Boolean).join(': ') };
}

async function terminateCluster(api: Api, cluster: string): Promise<void> {
  const { sdk, client } = api;
  if (clusterIsOver.has((await clusterStatus(api, cluster)).state)) return;
  const command = new sdk.TerminateJobFlowsCommand({ JobFlowIds: [cluster] });
  await ask('terminate the EMR cluster', 'TerminateJobFlows', () => client.send(command));
  for (const pauses = new Pauses(); !clusterIsOver.has((await clusterStatus(api, cluster)).state); ) {
    await pauses.pause();
  }
}

async function cancelStep(api: Api, cluster: string, step: string): Promise<void> {
  const { sdk, client } = api;
  const isOver = async () => (await jobState(api, cluster, step)).phase === 'ended';
  if (await isOver()) return;
  const command = new sdk.CancelStepsCommand({
    ClusterId: cluster,
    StepIds: [step],
    StepCancellationOption: 'TERMINATE_PROCESS',
  });
  await ask('cancel the step', 'CancelSteps', () => client.send(command));
  for (const pauses = new Pauses(); !(await isOver()); ) await pauses.pause();
}

function ask<T>(what: string, right: string, send: () => Promise<T>): Promise<T> {
  return askAws(what, `elasticmapreduce:${right}`, send);
}
