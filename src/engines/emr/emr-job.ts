import type * as Sdk from '@aws-sdk/client-emr';
import type { EmrTarget as Target } from '../../config/target.ts';
import { askAws } from './ask-aws.ts';
import { openEmr } from './aws-clients.ts';
import { clustersFor, stepsFor } from './build-traces.ts';
import {
  type ClusterJob,
  type ClusterState,
  nameOf,
  noWork,
  type StartOptions,
  tagsOf,
} from './cluster-job.ts';
import { emrInstances } from './emr-instances.ts';
import { endAll } from './end-all.ts';
import { type PlacedJob, renderJobId } from './job-id.ts';
import { Pauses } from './pauses.ts';
import { startOnce } from './start-once.ts';

type Api = Awaited<ReturnType<typeof openEmr>>;
type Options = StartOptions<Target>;

const clusterIsOver = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS']);
const stepIsOver = new Set(['COMPLETED', 'CANCELLED', 'FAILED', 'INTERRUPTED']);

/** Starts a step, on the cluster of the target or on one that is created for it and ends with it. */
export async function startEmr(options: Options): Promise<ClusterJob> {
  const { target, tell } = options;
  const api = await openEmr(target);
  const jobOf = (placed: PlacedJob) => emrJob(api, placed, target);
  const { cluster: given } = target;
  if (given !== undefined) {
    const steps = await addStep(api, given, options);
    tell(`Started the step ${steps[0]} on the EMR cluster ${given}.`);
    return theFirst(
      steps.map(work => jobOf({ place: given, isOwn: false, work })),
      options,
    );
  }
  const clusters = await createCluster(api, options);
  const [cluster] = clusters;
  tell(`Asked for the EMR cluster ${cluster} (${target.release}).`);
  await theFirst(
    clusters.map(place => jobOf({ place, isOwn: true, work: undefined })),
    options,
  );
  return jobOf({ place: cluster, isOwn: true, work: await firstStep(api, cluster) });
}

/** One job is enough: of others, which requests without an answer have started, nothing goes on. */
async function theFirst(jobs: readonly ClusterJob[], { begun }: Options): Promise<ClusterJob> {
  for (const job of jobs) begun(job);
  const [first, ...others] = jobs;
  await endAll(others);
  return first!;
}

/** One that was started before, perhaps by another process. */
export async function findEmr(target: Target, placed: PlacedJob): Promise<ClusterJob> {
  return emrJob(await openEmr(target), placed, target);
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

async function createCluster({ sdk, starter }: Api, options: Options): ReturnType<typeof startOnce> {
  const { target, bundle, signal } = options;
  const { Instances, ...cluster } = clusterOf(target, bundle.project, bundle.build);
  const command = new sdk.RunJobFlowCommand({
    ...cluster,
    // Should nobody be there to terminate it: it ends with its step.
    Instances: { ...Instances, KeepJobFlowAliveWhenNoSteps: false },
    Steps: [stepOf(options, 'TERMINATE_CLUSTER')],
  });
  return ask('start an EMR cluster', 'RunJobFlow', () =>
    startOnce({
      ask: async () => (await starter.send(command)).JobFlowId!,
      find: () => clustersFor(target, bundle.build),
      signal,
    }),
  );
}

async function addStep(
  { sdk, starter }: Api,
  cluster: string,
  options: Options,
): ReturnType<typeof startOnce> {
  const { target, bundle, signal } = options;
  const step = stepOf(options, 'CONTINUE');
  const command = new sdk.AddJobFlowStepsCommand({ JobFlowId: cluster, Steps: [step] });
  return ask(`start the job on the EMR cluster ${cluster}`, 'AddJobFlowSteps', () =>
    startOnce({
      ask: async () => (await starter.send(command)).StepIds![0]!,
      find: () => stepsFor(target, cluster, bundle.build),
      signal,
    }),
  );
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

/** The step of a cluster that was created for it; undefined as long as there is none. */
export async function firstStep({ sdk, client }: Api, cluster: string): Promise<string | undefined> {
  const command = new sdk.ListStepsCommand({ ClusterId: cluster });
  const found = await ask('tell the step of the cluster', 'ListSteps', () => client.send(command));
  return found.Steps?.at(-1)?.Id;
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
