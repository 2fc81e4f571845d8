import { existsSync } from 'node:fs';
import { sparkS3Test } from '../engines/s3a-jars.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import type { ApiFault } from './aws-stage.ts';
import {
  type EmrProject,
  emrProject,
  emrTest,
  givenCluster,
  killed,
  nothingIsLeft,
  shown,
  told,
  until,
} from './emr-project.ts';

function target(more = ''): string {
  return `emr({ lake, region: 'us-east-1', logUri: \`\${lake}-logs\`, ${more} })`;
}

const machines = `instances: {
  primary: { type: 'm7g.xlarge' }, core: { type: 'r7g.xlarge', count: 2 }, task: { type: 'r7g.xlarge', count: 3, spot: true },
}`;

sparkS3Test(
  'a build runs as the step of an EMR cluster, which a retry finds and terminates afterwards',
  async t => {
    t.timeout(600_000);
    const project = await emrProject(t, { job: 'spark', target: target(machines) });
    // It never hears what the cluster is called that it has asked for.
    const deaf = await killed(
      project.start('build'),
      Promise.all([project.stage.silence('RunJobFlow'), told(project)]),
    );
    t.regex(deaf, /Starts an EMR cluster \(emr-spark-8\.0\.0\) for one job, and terminates it afterwards:/);
    t.regex(deaf, / {2}task: 3 × r7g\.xlarge, on the spot market/);
    const output = await succeeded(t, project.sparkify('retry'));
    t.regex(output, /joined its step s-\w+ of the EMR cluster j-\w+\n/);
    t.is(project.stage.calls.filter(({ action }) => action === 'RunJobFlow').length, 1);
    t.regex(output, /OK created external model payments \.+ \[3 rows, 2 files/);
    t.regex(output, /Published release/);
    t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
    t.true(called(project, 'TerminateJobFlows'));
    t.deepEqual(project.stage.playing(), []);
    t.regex(await succeeded(t, project.sparkify('clusters', 'list')), /^Nothing runs/);
  },
);

sparkS3Test('parity compares what a job on EMR makes, and leaves nothing of it but the proof', async t => {
  t.timeout(600_000);
  const project = await emrProject(t, { job: 'spark', target: target() });
  const proven = ['build', '--select', '+totals', '--require-parity'];
  const unproven = await failed(t, project.sparkify(...proven), 2);
  t.regex(unproven, /It is not proven that .* the same rows on Spark: it was never compared/);
  t.deepEqual(project.stage.calls, []);
  const compared = await project.sparkify(
    'parity',
    '--target',
    'dev',
    '--against',
    'prod',
    '--select',
    'totals',
  );
  t.is(compared.exitCode, 0, compared.output);
  t.regex(compared.output, /Building on dev \(DuckDB\).*Building on prod \(EMR\).*Starts an EMR cluster/s);
  t.regex(compared.stdout, /totals {2}2 rows, the same/);
  t.regex(compared.stdout, /1 table: dev and prod agree/);
  t.false(existsSync(project.lake), 'the lake was not touched');
  t.deepEqual(project.stage.playing(), []);
  // What is proven is asked for. A retry of it asks for proof as well.
  await killed(project.start(...proven), Promise.all([project.stage.silence('RunJobFlow'), told(project)]));
  project.write({ 'models/totals.sql': project.read('models/totals.sql').replace('as payments', 'as paid') });
  t.regex(await failed(t, project.sparkify('retry'), 2), /no-parity.*It is not proven that totals/s);
  t.deepEqual(project.stage.playing(), []);
  project.stage.setFault(() => ({ status: 400, code: 'ValidationException', message: 'no such label' }));
  project.write({ 'models/totals.sql': project.read('models/totals.sql').replace('as paid', 'as payments') });
  t.regex(await failed(t, project.sparkify(...proven), 1), /cluster-refused/);
});

emrTest(
  'a cluster ends by itself, too: with its step, when it is idle, and it has the tags of the project',
  async t => {
    t.timeout(180_000);
    const project = await emrProject(t, {
      job: 'fails',
      target: target(`tags: { team: 'data' }, idleMinutes: 7`),
    });
    await failed(t, project.sparkify('build'), 1);
    const { body } = project.stage.calls.find(({ action }) => action === 'RunJobFlow')!;
    t.like(body, {
      ReleaseLabel: 'emr-spark-8.0.0',
      AutoTerminationPolicy: { IdleTimeout: 420 },
      Instances: { KeepJobFlowAliveWhenNoSteps: false, TerminationProtected: false },
    });
    t.deepEqual((body.Tags as unknown[]).slice(0, 3), [
      { Key: 'team', Value: 'data' },
      { Key: 'sparkify:project', Value: 'tiny' },
      { Key: 'sparkify:target', Value: 'prod' },
    ]);
  },
);

emrTest('a step that fails tells the last error that Spark printed, and nothing is left of it', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'fails', target: target() });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-failed/);
  t.regex(
    output,
    /cluster TERMINATED_WITH_ERRORS: STEP_FAILURE: Shut down as step failed\): ValueError: no such thing/,
  );
  await nothingIsLeft(t, project);
});

emrTest('a cluster whose machines are taken away is told so', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'lost', target: target().replace(/logUri[^,]*,/, '') });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-failed/);
  t.regex(output, /INSTANCE_FAILURE: All spot instances of the core fleet were taken away/);
  t.regex(output, /Set `logUri` of the target/);
  await nothingIsLeft(t, project);
});

emrTest('unit tests run while the cluster starts, which ends when they leave it nothing to do', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, {
    ...{ job: 'hangs', target: target() },
    files: {
      'models/unit.yml': `unit_tests:
  - name: everybody_is_ada
    model: stg_events
    given: [{ input: "source('raw', 'events')", rows: [{ user: Bo }] }]
    expect: { rows: [{ user_name: Ada }] }
`,
    },
  });
  const output = await failed(t, project.sparkify('build', '--select', '+payments'), 1);
  t.regex(
    output,
    /Asked for the EMR cluster j-\w+.*FAIL.*everybody_is_ada|FAIL.*everybody_is_ada.*Asked for the EMR cluster/s,
  );
  t.regex(output, /SKIP .*payments/);
  t.true(called(project, 'TerminateJobFlows'));
  await nothingIsLeft(t, project);
});

emrTest('Ctrl-C terminates the cluster before the command ends', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target() });
  const { child, ended } = project.start('build');
  await until(() => called(project, 'DescribeStep'));
  child.kill('SIGINT');
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  t.true(called(project, 'TerminateJobFlows'));
  await nothingIsLeft(t, project);
});

emrTest('on a cluster that is given only the step is cancelled', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target('cluster: process.env.CLUSTER') });
  const given = await givenCluster(project.stage);
  const { child, ended } = project.as({ CLUSTER: given }).start('build');
  await until(() => called(project, 'DescribeStep'));
  child.kill('SIGINT');
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  t.regex(output, new RegExp(`Started the step s-\\w+ on the EMR cluster ${given}`));
  t.true(called(project, 'CancelSteps'));
  t.false(called(project, 'TerminateJobFlows'));
  t.deepEqual(project.stage.playing(), []);
});

emrTest('a retry of a killed build joins its step on a cluster that is given', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target('cluster: process.env.CLUSTER') });
  const given = await givenCluster(project.stage);
  const there = project.as({ CLUSTER: given });
  await killed(there.start('build'), Promise.all([project.stage.silence('AddJobFlowSteps'), told(project)]));
  const again = there.start('retry');
  await shown(again, /cluster STARTING|step RUNNING/);
  again.child.kill('SIGINT');
  const { output } = await again.ended;
  t.regex(output, new RegExp(`joined its step s-\\w+ of the EMR cluster ${given}\n`));
  t.is(project.stage.calls.filter(({ action }) => action === 'AddJobFlowSteps').length, 1);
  t.true(called(project, 'CancelSteps'));
  t.deepEqual(project.stage.playing(), []);
});

const refusals: readonly (readonly [name: string, fault: ApiFault, told: RegExp])[] = [
  [
    'a wrong release label',
    { status: 400, code: 'ValidationException', message: 'The supplied release label is invalid: emr-9.' },
    /cluster-refused.*start an EMR cluster, and did not take it: The supplied release label is invalid/s,
  ],
  [
    'a denied role',
    {
      status: 400,
      code: 'AccessDeniedException',
      message: 'User is not authorized to perform: iam:PassRole',
    },
    /cluster-denied.*elasticmapreduce:RunJobFlow/s,
  ],
  [
    'a quota that is reached',
    { status: 400, code: 'ValidationException', message: 'The vCPU limit was reached for your account' },
    /cluster-refused.*a quota of the account is reached: The vCPU limit/s,
  ],
  ['a service that breaks off', 'drop', /cluster-unreachable.*start an EMR cluster, and gave no answer/s],
];

for (const [name, fault, told] of refusals) {
  emrTest(`${name} is one message, and no cluster is left running`, async t => {
    t.timeout(180_000);
    const project = await emrProject(t, { job: 'hangs', target: target() });
    project.stage.setFault(({ action }) => (action === 'RunJobFlow' ? fault : undefined));
    const output = await failed(t, project.sparkify('build'), 1);
    t.regex(output, told);
    t.is(output.match(/error {2}\S+/g)?.length, 1, output);
    project.stage.setFault(undefined);
    await nothingIsLeft(t, project);
  });
}

function called({ stage }: EmrProject, action: string): boolean {
  return stage.calls.some(each => each.action === action);
}
