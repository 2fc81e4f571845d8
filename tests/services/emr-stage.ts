import type { ApiCall, StageOptions } from './aws-stage.ts';
import { type Play, startPlay } from './emr-play.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What AWS answers otherwise than moto, to which every job run has ended and every step goes on for ever. */
export class Stage {
  /** By the id of a job run, of a step, or of a cluster that was created for its step. */
  readonly #plays: Map<string, Play>;
  readonly #job: StageOptions['job'];
  /** Where the logs of clusters go, by their ids. */
  readonly #logs = new Map<string, string>();
  /** Ids of clusters that have been seen to terminate by themselves. */
  readonly #terminating = new Set<string>();

  constructor(plays: Map<string, Play>, job: StageOptions['job']) {
    this.#plays = plays;
    this.#job = job;
  }

  /** Undefined where moto is right. */
  after({ action, body }: ApiCall, url: string, answered: string): Json | undefined {
    // What moto does not know it says in words.
    const answer = answered.startsWith('{') ? JSON.parse(answered) : {};
    const [, , application = '', , run = ''] = new URL(url, 'http://aws').pathname.split('/');
    switch (action) {
      case 'StartJobRun':
        return this.#startRun(body, answer.jobRunId, application);
      case 'CancelJobRun':
        this.#plays.get(run)?.cancel();
        return { applicationId: application, jobRunId: run };
      case 'ListJobRuns':
        return this.#runs(answer);
      case 'GetJobRun':
        return this.#run(run, answer);
      case 'RunJobFlow':
        return this.#startStep((body.Steps as Json[] | undefined)?.[0], answer.JobFlowId);
      case 'AddJobFlowSteps':
        return this.#startStep((body.Steps as Json[])[0], answer.StepIds[0]);
      case 'CancelSteps':
        for (const id of body.StepIds as string[]) this.#plays.get(id)?.cancel();
        return { CancelStepsInfoList: [] };
      case 'TerminateJobFlows':
        for (const id of body.JobFlowIds as string[]) this.#plays.get(id)?.cancel();
        return undefined;
      case 'DescribeStep':
        return this.#step(body, answer);
      case 'DescribeCluster':
        return this.#cluster(body, answer);
      case 'ListClusters':
        return {
          Clusters: answer.Clusters.filter(({ Id }: Json) => this.#plays.get(String(Id))?.isOver !== true),
        };
      default:
        return undefined;
    }
  }

  #startRun(body: Json, id: string, application: string): undefined {
    const { entryPoint, entryPointArguments } = (body.jobDriver as { sparkSubmit: ServerlessDriver })
      .sparkSubmit;
    const { applicationConfiguration, monitoringConfiguration } =
      body.configurationOverrides as ServerlessConfiguration;
    const logs = monitoringConfiguration?.s3MonitoringConfiguration.logUri;
    const log = logs && `${logs}applications/${application}/jobs/${id}/SPARK_DRIVER/stderr.gz`;
    const conf = applicationConfiguration[0].properties;
    this.#plays.set(id, startPlay(this.#job, { args: [entryPoint, ...entryPointArguments], conf, log }));
    return undefined;
  }

  /** Only those are asked for that go on. */
  #runs({ jobRuns = [] }: { jobRuns?: Json[] }): Json {
    const isLive = ({ id }: Json) => this.#plays.get(String(id))?.isOver === false;
    return { jobRuns: jobRuns.filter(isLive).map(run => ({ ...run, state: 'RUNNING' })) };
  }

  #run(id: string, answer: { jobRun: Json }): Json {
    const play = this.#plays.get(id);
    if (play === undefined) return answer;
    const [state, stateDetails] = runStates[play.look()];
    return { jobRun: { ...answer.jobRun, state, stateDetails } };
  }

  #startStep(step: Json | undefined, id: string): undefined {
    if (step === undefined) return undefined;
    const [program, ...args] = (step.HadoopJarStep as { Args: string[] }).Args;
    const place = args.findIndex(arg => arg.endsWith('/job.py'));
    const settings = args.slice(0, place).filter(arg => arg.startsWith('spark.'));
    const conf = Object.fromEntries(
      settings.map(text => [text.split('=', 1)[0]!, text.slice(text.indexOf('=') + 1)]),
    );
    if (program !== 'spark-submit') throw new Error(`no spark-submit: ${program}`);
    this.#plays.set(id, startPlay(this.#job, { args: args.slice(place), conf, log: undefined }));
    return undefined;
  }

  #step({ ClusterId, StepId }: Json, answer: { Step: { Status: Json } }): Json {
    const play = this.#plays.get(String(StepId)) ?? this.#plays.get(String(ClusterId));
    if (play === undefined) return answer;
    const logs = this.#logs.get(String(ClusterId));
    play.played.log ??= logs && `${logs}${ClusterId}/steps/${StepId}/stderr.gz`;
    const [State, Reason] = stepStates[play.look()];
    const FailureDetails = Reason && { Reason };
    return { Step: { ...answer.Step, Status: { ...answer.Step.Status, State, FailureDetails } } };
  }

  #cluster({ ClusterId }: Json, answer: { Cluster: Json & { Status: Json; LogUri?: string } }): Json {
    const id = String(ClusterId);
    if (answer.Cluster.LogUri !== undefined) this.#logs.set(id, answer.Cluster.LogUri);
    const play = this.#plays.get(id);
    if (play === undefined) return answer;
    const [seen, Code, Message] = clusterStates[play.look()];
    // It goes on terminating for a while only.
    const State = seen === 'TERMINATING' && this.#terminating.has(id) ? 'TERMINATED' : seen;
    if (State === 'TERMINATING') this.#terminating.add(id);
    const Status = { ...answer.Cluster.Status, State, StateChangeReason: Code && { Code, Message } };
    return { Cluster: { ...answer.Cluster, Status } };
  }
}

interface ServerlessDriver {
  readonly entryPoint: string;
  readonly entryPointArguments: readonly string[];
}

interface ServerlessConfiguration {
  readonly applicationConfiguration: readonly [{ readonly properties: Readonly<Record<string, string>> }];
  readonly monitoringConfiguration?: { readonly s3MonitoringConfiguration: { readonly logUri: string } };
}

const runStates = {
  waiting: ['SCHEDULED', 'The job waits for capacity.'],
  running: ['RUNNING', ''],
  done: ['SUCCESS', ''],
  failed: ['FAILED', 'The job failed. See the log of the driver.'],
  lost: ['FAILED', 'Workers were lost.'],
  cancelled: ['CANCELLED', ''],
} as const;

const stepStates = {
  waiting: ['PENDING', undefined],
  running: ['RUNNING', undefined],
  done: ['COMPLETED', undefined],
  failed: ['FAILED', 'Unknown Error.'],
  lost: ['FAILED', undefined],
  cancelled: ['CANCELLED', undefined],
} as const;

const clusterStates = {
  waiting: ['STARTING', undefined, undefined],
  running: ['RUNNING', undefined, undefined],
  done: ['TERMINATING', 'ALL_STEPS_COMPLETED', 'Steps completed'],
  failed: ['TERMINATED_WITH_ERRORS', 'STEP_FAILURE', 'Shut down as step failed'],
  lost: [
    'TERMINATED_WITH_ERRORS',
    'INSTANCE_FAILURE',
    'All spot instances of the core fleet were taken away',
  ],
  cancelled: ['TERMINATED', 'USER_REQUEST', 'Terminated by user request'],
} as const;
