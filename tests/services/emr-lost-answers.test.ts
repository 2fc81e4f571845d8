import { EMRClient, RunJobFlowCommand, type RunJobFlowCommandInput } from '@aws-sdk/client-emr';
import type { ExecutionContext } from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import type { ApiCall, ApiFault, AwsStage } from './aws-stage.ts';
import {
  type EmrProject,
  emrProject,
  emrTest,
  givenCluster,
  killed,
  nothingIsLeft,
  role,
  shown,
  told,
} from './emr-project.ts';

const emr = `emr({ lake, region: 'us-east-1', cluster: process.env.CLUSTER })`;
const serverless = `emrServerless({ lake, region: 'us-east-1', role: '${role}' })`;
const denied = { status: 400, code: 'AccessDeniedException', message: 'User is not authorized' };
const broken = { status: 500, code: 'InternalServerException', message: 'Try again' };

/** The faults of actions, for each of their calls. */
function faults(of: Readonly<Record<string, (call: ApiCall) => ApiFault | undefined>>) {
  return (call: ApiCall) => of[call.action]?.(call);
}

function count({ stage }: EmrProject, wanted: string): number {
  return stage.calls.filter(({ action }) => action === wanted).length;
}

function candidates({ lake }: EmrProject): readonly string[] {
  return lakeKeys(lake).filter(key => key.startsWith('_sparkify/candidates/'));
}

async function nothingAtAll(t: ExecutionContext, project: EmrProject): Promise<void> {
  await nothingIsLeft(t, project);
  t.deepEqual(candidates(project), []);
}

emrTest(
  'a cluster that AWS started and never answered for is looked for, and the build goes on with it',
  async t => {
    t.timeout(240_000);
    const project = await emrProject(t, { job: 'fails', target: emr });
    project.stage.setFault(faults({ RunJobFlow: () => 'lose' }));
    const output = await failed(t, project.sparkify('build'), 1);
    t.regex(output, /Asked for the EMR cluster j-\w+/);
    t.regex(output, /error {2}cluster-failed/);
    t.is(count(project, 'RunJobFlow'), 1, 'what may have been heard is not asked for again');
    await nothingAtAll(t, project);
  },
);

emrTest(
  'a step that AWS started and never answered for is looked for, and the build goes on with it',
  async t => {
    t.timeout(240_000);
    const project = await emrProject(t, { job: 'fails', target: emr });
    const there = project.as({ CLUSTER: await givenCluster(project.stage) });
    project.stage.setFault(faults({ AddJobFlowSteps: () => 'lose' }));
    const output = await failed(t, there.sparkify('build'), 1);
    t.regex(output, /Started the step s-\w+ on the EMR cluster j-\w+/);
    t.regex(output, /error {2}cluster-failed/);
    t.is(count(project, 'AddJobFlowSteps'), 1);
    t.deepEqual(project.stage.playing(), []);
  },
);

emrTest('a fault of AWS is no end: when nothing was started, the cluster is asked for again', async t => {
  t.timeout(240_000);
  const project = await emrProject(t, { job: 'fails', target: emr });
  project.stage.setFault(faults({ RunJobFlow: ({ index }) => (index === 0 ? broken : undefined) }));
  t.regex(await failed(t, project.sparkify('build'), 1), /error {2}cluster-failed/);
  const actions = project.stage.calls.map(({ action }) => action);
  t.deepEqual(actions.filter(action => action === 'RunJobFlow').length, 2);
  t.true(actions.slice(0, actions.lastIndexOf('RunJobFlow')).includes('ListClusters'), 'it was looked first');
  await nothingAtAll(t, project);
});

emrTest('what a start that failed has left is ended, and said', async t => {
  t.timeout(240_000);
  const project = await emrProject(t, { job: 'hangs', target: emr });
  project.stage.setFault(
    faults({
      RunJobFlow: () => 'lose',
      // When it is looked for first.
      ListClusters: ({ index }) => (index === 0 ? denied : undefined),
    }),
  );
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-unreachable/);
  t.regex(
    output,
    /Ended the (step s-\w+ of the )?EMR cluster j-\w+: it had been started, though AWS gave no answer\./,
  );
  t.notRegex(output, /cluster-left/);
  project.stage.setFault(undefined);
  await nothingAtAll(t, project);
});

emrTest(
  'a start of which nothing can be learned is warned of, and a retry joins what came of it',
  async t => {
    t.timeout(400_000);
    const project = await emrProject(t, { job: 'hangs', target: emr });
    const output = await lostFrom(t, project);
    t.regex(output, /warn {2}cluster-left/);
    t.regex(output, /What was started for the build may still run: AWS was asked to list the EMR clusters/);
    t.regex(output, /`sparkify clusters list --target prod` shows it/);
    t.is(candidates(project).length, 1);
    t.regex(
      await succeeded(t, project.sparkify('clusters', 'list', '--target', 'prod')),
      /EMR cluster j-\w+/,
    );
    const again = project.start('retry');
    await shown(again, /cluster STARTING|step RUNNING/);
    again.child.kill('SIGINT');
    t.regex((await again.ended).output, /joined its step s-\w+ of the EMR cluster j-/);
    t.is(count(project, 'RunJobFlow'), 1);
    await nothingAtAll(t, project);
  },
);

emrTest('a start of which nothing can be learned is ended by recover', async t => {
  t.timeout(400_000);
  const project = await emrProject(t, { job: 'hangs', target: emr });
  await lostFrom(t, project);
  t.is(project.stage.playing().length, 1);
  t.regex(await succeeded(t, project.sparkify('recover', '--target', 'prod')), /Cleared the build/);
  await nothingAtAll(t, project);
});

emrTest('a start of which nothing can be learned is ended by the next build', async t => {
  t.timeout(400_000);
  const project = await emrProject(t, { job: 'hangs', target: emr });
  await lostFrom(t, project);
  const [lost] = project.stage.playing();
  const next = project.start('build');
  await shown(next, /step RUNNING/);
  t.false(project.stage.playing().includes(lost!));
  next.child.kill('SIGINT');
  await next.ended;
  await nothingAtAll(t, project);
});

/** A build whose cluster was started and never answered for, whereupon AWS falls silent. */
async function lostFrom(t: ExecutionContext, project: EmrProject): Promise<string> {
  project.stage.setFault(faults({ RunJobFlow: () => 'lose', ListClusters: () => 'drop' }));
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-unreachable/);
  project.stage.setFault(undefined);
  return output;
}

emrTest('a step of which nothing can be learned is listed and ended on a cluster that is given', async t => {
  t.timeout(400_000);
  const project = await emrProject(t, { job: 'hangs', target: emr });
  const given = await givenCluster(project.stage);
  const there = project.as({ CLUSTER: given });
  project.stage.setFault(faults({ AddJobFlowSteps: () => 'lose', ListSteps: () => 'drop' }));
  t.regex(await failed(t, there.sparkify('build'), 1), /warn {2}cluster-left/);
  project.stage.setFault(undefined);
  const listed = await succeeded(t, there.sparkify('clusters', 'list'));
  t.regex(listed, new RegExp(`emr/${given}/s-\\w+/ +step s-\\w+ of the EMR cluster ${given} .*prod`));
  t.regex(await succeeded(t, there.sparkify('clusters', 'terminate', '--all')), /Ended step s-\w+/);
  t.deepEqual(project.stage.playing(), []);
  t.is(count(project, 'TerminateJobFlows'), 0);
  await succeeded(t, there.sparkify('recover'));
  t.deepEqual(candidates(project), []);
});

emrTest('of two clusters for one build both are ended, and none is joined', async t => {
  t.timeout(400_000);
  const project = await emrProject(t, { job: 'hangs', target: emr });
  await startedTwice(project);
  t.is(project.stage.playing().length, 2);
  const again = project.start('retry');
  await shown(again, /step RUNNING/);
  t.is(project.stage.playing().length, 1);
  again.child.kill('SIGINT');
  t.regex((await again.ended).output, /Ended its job, to start another one: It was started more than once\./);
  await startedTwice(project);
  t.regex(await succeeded(t, project.sparkify('recover')), /Cleared the build/);
  await nothingAtAll(t, project);
});

/** Kills a build that does not know what its cluster is called, and starts another one as it did. */
async function startedTwice({ stage, ...project }: EmrProject): Promise<void> {
  await killed(
    project.start('build'),
    Promise.all([stage.silence('RunJobFlow'), told({ ...project, stage })]),
  );
  const { body } = stage.calls.findLast(({ action }) => action === 'RunJobFlow')!;
  await clientOf(stage).send(new RunJobFlowCommand(body as unknown as RunJobFlowCommandInput));
}

function clientOf({ endpoint }: AwsStage): EMRClient {
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' };
  return new EMRClient({ endpoint, region: 'us-east-1', credentials });
}

for (const action of ['CreateApplication', 'StartJobRun']) {
  emrTest(
    `EMR Serverless is told by one token that a repeated ${action} is the same, and nothing is left of it`,
    async t => {
      t.timeout(400_000);
      const project = await emrProject(t, { job: 'hangs', target: serverless });
      project.stage.setFault(faults({ [action]: () => 'lose' }));
      const output = await failed(t, project.sparkify('build'), 1);
      t.regex(output, /error {2}cluster-unreachable/);
      const tokens = project.stage.calls
        .filter(call => call.action === action)
        .map(({ body }) => body.clientToken);
      t.true(tokens.length > 1);
      t.regex(String(tokens[0]), /^[\w.-]{1,64}$/);
      t.is(new Set(tokens).size, 1);
      project.stage.setFault(undefined);
      await nothingAtAll(t, project);
    },
  );
}
