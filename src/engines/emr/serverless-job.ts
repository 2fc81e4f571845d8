import type { EmrServerlessTarget } from '../../config/target.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import { askAws } from './ask-aws.ts';
import { openServerless } from './aws-clients.ts';
import {
  type ClusterJob,
  type ClusterState,
  nameOf,
  noWork,
  type StartOptions,
  tagsOf,
} from './cluster-job.ts';
import { type PlacedJob, renderJobId } from './job-id.ts';
import { liveStates } from './list-started.ts';
import { Pauses } from './pauses.ts';

type Api = Awaited<ReturnType<typeof openServerless>>;
type Options = StartOptions<EmrServerlessTarget>;

const waiting = new Set(['SUBMITTED', 'PENDING', 'SCHEDULED', 'QUEUED', 'CANCELLING']);

/** Starts a job run, in the application of the target or in one that is created for it. */
export async function startServerless(options: Options): Promise<ClusterJob> {
  const api = await openServerless(options.target);
  const ready = await readyApplication(api, options);
  const work = await startRun(api, ready.place, options);
  options.tell(`Started the job run ${work} of the EMR Serverless application ${ready.place}.`);
  return serverlessJob(api, { ...ready, work }, options.target);
}

/** One that was started before, perhaps by another process. */
export async function findServerless(target: EmrServerlessTarget, placed: PlacedJob): Promise<ClusterJob> {
  return serverlessJob(await openServerless(target), placed, target);
}

function serverlessJob(
  api: Api,
  placed: PlacedJob,
  { logUri }: Pick<EmrServerlessTarget, 'logUri'>,
): ClusterJob {
  const { place: application, work: jobRun, isOwn } = placed;
  return {
    id: renderJobId('emr-serverless', placed),
    log:
      jobRun === undefined || logUri === undefined
        ? undefined
        : `${logUri}/applications/${application}/jobs/${jobRun}/SPARK_DRIVER/stderr.gz`,
    state: async () => (jobRun === undefined ? noWork : runState(api, application, jobRun)),
    async end() {
      if (jobRun !== undefined) await cancelRun(api, application, jobRun);
      if (isOwn) await removeApplication(api, application);
    },
  };
}

async function readyApplication(api: Api, options: Options): Promise<Omit<PlacedJob, 'work'>> {
  const { target, tell, begun, signal } = options;
  if (target.application !== undefined) {
    await requireStarted(api, target.application, tell);
    return { place: target.application, isOwn: false };
  }
  const application = await createApplication(api, options);
  tell(`Created the EMR Serverless application ${application} (${target.release}).`);
  begun(serverlessJob(api, { place: application, isOwn: true, work: undefined }, target));
  await untilApplication(api, application, ['CREATED', 'STARTED'], signal);
  return { place: application, isOwn: true };
}

async function createApplication({ sdk, client }: Api, { target, bundle }: Options): Promise<string> {
  const { release, idleMinutes, maximum, subnets, securityGroups } = target;
  const command = new sdk.CreateApplicationCommand({
    name: nameOf(target, bundle.project),
    releaseLabel: release,
    type: 'SPARK',
    // By it AWS knows a request that is repeated, since nobody heard the answer.
    clientToken: bundle.build,
    // Should nobody be there to stop it, it stops by itself; a stopped one costs nothing.
    autoStopConfiguration: { enabled: true, idleTimeoutMinutes: idleMinutes },
    autoStartConfiguration: { enabled: true },
    tags: tagsOf(target, bundle),
    ...(maximum && { maximumCapacity: { ...maximum } }),
    ...(subnets && {
      networkConfiguration: { subnetIds: [...subnets], securityGroupIds: [...(securityGroups ?? [])] },
    }),
  });
  const created = await ask('create an EMR Serverless application', 'CreateApplication', () =>
    client.send(command),
  );
  return created.applicationId!;
}

async function requireStarted(api: Api, application: string, tell: Options['tell']): Promise<void> {
  const { state, autoStartConfiguration } = await describe(api, application);
  if (state === 'TERMINATED')
    throw new SparkifyError('cluster-refused', `The EMR Serverless application ${application} was deleted.`, {
      hint: 'Give the target another `application`, or leave it out: then each build creates one.',
    });
  if (state === 'STARTED' || state === 'STARTING' || autoStartConfiguration?.enabled !== false) return;
  tell(`Starting the EMR Serverless application ${application}.`);
  const { sdk, client } = api;
  await ask('start the EMR Serverless application', 'StartApplication', () =>
    client.send(new sdk.StartApplicationCommand({ applicationId: application })),
  );
}

async function startRun(
  { sdk, client }: Api,
  application: string,
  { target, bundle }: Options,
): Promise<string> {
  const command = new sdk.StartJobRunCommand({
    applicationId: application,
    clientToken: bundle.build,
    name: nameOf(target, bundle.project),
    executionRoleArn: target.role,
    // Should nobody be there to cancel it, AWS does.
    executionTimeoutMinutes: target.timeoutMinutes,
    tags: tagsOf(target, bundle),
    jobDriver: { sparkSubmit: { entryPoint: bundle.script, entryPointArguments: [...bundle.args] } },
    configurationOverrides: {
      applicationConfiguration: [{ classification: 'spark-defaults', properties: { ...bundle.conf } }],
      ...(target.logUri && {
        monitoringConfiguration: { s3MonitoringConfiguration: { logUri: `${target.logUri}/` } },
      }),
    },
  });
  const started = await ask('start the job on EMR Serverless', 'StartJobRun', () => client.send(command));
  return started.jobRunId!;
}

async function runState({ sdk, client }: Api, application: string, jobRun: string): Promise<ClusterState> {
  const command = new sdk.GetJobRunCommand({ applicationId: application, jobRunId: jobRun });
  const found = await ask('tell how the job is', 'GetJobRun', () => client.send(command));
  const { state = '', stateDetails } = found.jobRun ?? {};
  const phase = waiting.has(state) ? 'waiting' : state === 'RUNNING' ? 'running' : 'ended';
  return { phase, text: stateDetails ? `${state}: ${stateDetails}` : state };
}

async function cancelRun(api: Api, application: string, jobRun: string): Promise<void> {
  const { sdk, client } = api;
  if ((await runState(api, application, jobRun)).phase === 'ended') return;
  const command = new sdk.CancelJobRunCommand({ applicationId: application, jobRunId: jobRun });
  await ask('cancel the job', 'CancelJobRun', () => client.send(command)).catch(async error => {
    // It may have ended meanwhile.
    if ((await runState(api, application, jobRun)).phase !== 'ended') throw error;
  });
  for (const pauses = new Pauses(); (await runState(api, application, jobRun)).phase !== 'ended'; ) {
    await pauses.pause();
  }
}

/** One that is gone already is as it should be. */
async function removeApplication(api: Api, application: string): Promise<void> {
  const { sdk, client } = api;
  const input = { applicationId: application };
  const { state } = await describe(api, application);
  if (state === 'TERMINATED') return;
  // An application with jobs cannot be stopped.
  for (const jobRun of await liveRuns(api, application)) await cancelRun(api, application, jobRun);
  if (state !== 'CREATED' && state !== 'STOPPED') {
    await ask('stop the EMR Serverless application', 'StopApplication', () =>
      client.send(new sdk.StopApplicationCommand(input)),
    );
    await untilApplication(api, application, ['STOPPED', 'CREATED']);
  }
  await ask('delete the EMR Serverless application', 'DeleteApplication', () =>
    client.send(new sdk.DeleteApplicationCommand(input)),
  );
}

async function liveRuns({ sdk, client }: Api, application: string): Promise<readonly string[]> {
  const command = new sdk.ListJobRunsCommand({ applicationId: application, states: [...liveStates] });
  const found = await ask('list the job runs', 'ListJobRuns', () => client.send(command));
  return (found.jobRuns ?? []).map(({ id }) => id!);
}

async function untilApplication(
  api: Api,
  application: string,
  wanted: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const pauses = new Pauses(); ; await pauses.pause(signal)) {
    const { state = '', stateDetails } = await describe(api, application);
    if (wanted.includes(state)) return;
    if (state === 'TERMINATED')
      throw new SparkifyError(
        'cluster-failed',
        `The EMR Serverless application ${application} ended while it was created${stateDetails ? `: ${stateDetails}` : '.'}`,
        { hint: 'Look at the release label, the subnets and the security groups of the target.' },
      );
  }
}

async function describe({ sdk, client }: Api, application: string) {
  const command = new sdk.GetApplicationCommand({ applicationId: application });
  const found = await ask('tell how the EMR Serverless application is', 'GetApplication', () =>
    client.send(command),
  );
  return found.application!;
}

function ask<T>(what: string, right: string, send: () => Promise<T>): Promise<T> {
  return askAws(what, `emr-serverless:${right}`, send);
}
