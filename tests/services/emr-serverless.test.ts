import { join } from 'node:path';
import { sparkS3Test } from '../engines/s3a-jars.ts';
import { repository } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { openTerminal } from '../helpers/pseudo-terminal.ts';
import { jsonLines } from '../helpers/tiny-project.ts';
import type { ApiFault } from './aws-stage.ts';
import {
  type EmrProject,
  emrProject,
  emrTest,
  killed,
  nothingIsLeft,
  role,
  shown,
  told,
  until,
} from './emr-project.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3 } from './s3-project.ts';
import { s3Service } from './s3-service.ts';

function target(more = ''): string {
  return `emrServerless({ lake, role: '${role}', region: 'us-east-1', logUri: \`\${lake}-logs\`, ${more} })`;
}

sparkS3Test(
  'a build runs as one job on EMR Serverless, however often it is killed, in an application that is gone afterwards',
  async t => {
    t.timeout(900_000);
    const clicks = await objectsOnS3(
      Array.from({ length: 120 }, (_, id) => ({
        key: `${id}.json`,
        bytes: Buffer.from(jsonLines([{ id, page: `page ${id % 3}` }])),
      })),
    );
    const files = {
      'models/web.yml': `sources:
  - name: web
    tables:
      - name: clicks
        location: ${clicks}/*.json
        columns: [{ name: id, data_type: INTEGER }, { name: page, data_type: VARCHAR }]
`,
      'models/pages.sql': `{{ config(materialized='external') }}
select page, count(*) as clicks from {{ source('web', 'clicks') }} group by page
`,
    };
    const project = await emrProject(t, { job: 'spark', target: target(), files });
    // It never hears what the job is called that it has asked for.
    const deaf = await killed(
      project.start('build'),
      Promise.all([project.stage.silence('StartJobRun'), told(project)]),
    );
    t.regex(deaf, /Creates an EMR Serverless application .* for one job, and deletes it afterwards/);
    t.regex(deaf, /Created the EMR Serverless application \w+ \(emr-spark-8\.0\.0\)/);
    t.regex(deaf, /Fetched 120 objects/);
    const amid = project.start('retry');
    const waiting = await killed(amid, shown(amid, /SCHEDULED|RUNNING/));
    t.regex(waiting, joined);
    const later = project.start('retry');
    t.regex(await killed(later, shown(later, /OK created external model/)), joined);
    // By then the job has ended.
    const last = await killed(project.start('retry'), project.stage.silence('DeleteApplication'));
    t.regex(last, joined);
    t.notRegex(last, /Published release/);
    const output = await succeeded(t, project.sparkify('retry'));
    t.regex(output, joined);
    t.regex(output, /OK created external model payments \.+ \[3 rows, 2 files/);
    t.regex(output, /Published release/);
    t.is(project.stage.calls.filter(({ action }) => action === 'StartJobRun').length, 1);
    t.regex(await succeeded(t, project.sparkify('retry')), /[Nn]othing/);
    const query = ['--inline', "select * from {{ ref('totals') }} order by level", '--output', 'csv'];
    t.is(await succeeded(t, project.sparkify('show', ...query)), 'level,payments\nfree,1\npaid,2\n');
    const pages = ['--inline', "select * from {{ ref('pages') }} order by page", '--output', 'csv'];
    const counted = 'page,clicks\npage 0,40\npage 1,40\npage 2,40\n';
    t.is(await succeeded(t, project.sparkify('show', ...pages)), counted);
    t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
    t.deepEqual(project.stage.playing(), []);
    t.regex(await succeeded(t, project.sparkify('clusters', 'list')), /^Nothing runs/);
  },
);

const joined = /Retrying the build of .* UTC: joined its job run \w+ of the EMR Serverless application \w+\n/;

emrTest('a job that fails tells the last error that Spark printed, and nothing is left of it', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'fails', target: target() });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-failed/);
  t.regex(
    output,
    /ended before it was done \(FAILED: The job failed\. See the log of the driver\.\): ValueError: no such thing/,
  );
  const [, log] = /printed in (\S+spark\.log)/.exec(output) ?? [];
  t.regex(project.read(log!.slice(project.folder.length + 1)), /INFO starting/);
  await nothingIsLeft(t, project);
  // It had finished nothing that a retry could go on with.
  t.regex(await failed(t, project.sparkify('retry'), 1), /run the command itself again/);
});

emrTest('what cannot be ended is told, and can be ended later', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'fails', target: target() });
  const denied = { status: 403, code: 'AccessDeniedException', message: 'User is not authorized' };
  project.stage.setFault(({ action }) => (action === 'DeleteApplication' ? denied : undefined));
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /error {2}cluster-failed/);
  t.regex(output, /warn {2}cluster-left/);
  t.regex(output, /may still run: AWS was asked to delete the EMR Serverless application, and refused it/);
  project.stage.setFault(undefined);
  t.regex(await succeeded(t, project.sparkify('clusters', 'terminate', '--all')), /Ended EMR Serverless/);
  await nothingIsLeft(t, project);
});

emrTest('Ctrl-C cancels the job and deletes the application before the command ends', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target() });
  const { child, ended } = project.start('build');
  await until(() => project.stage.calls.some(({ action }) => action === 'GetJobRun'));
  child.kill('SIGINT');
  const { exitCode, output } = await ended;
  t.is(exitCode, 1, output);
  t.regex(output, /Interrupting/);
  t.true(project.stage.calls.some(({ action }) => action === 'CancelJobRun'));
  await nothingIsLeft(t, project);
});

emrTest('what a killed build left is listed, and recover ends it', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target() });
  const { child, ended } = project.start('build');
  await until(() => project.stage.calls.some(({ action }) => action === 'GetJobRun'));
  await until(() => lakeKeys(project.lake).some(key => key.endsWith('/_job/job.py')));
  child.kill('SIGKILL');
  await ended;
  t.is(project.stage.playing().length, 1);
  const listed = await succeeded(t, project.sparkify('clusters', 'list'));
  t.regex(listed, /emr-serverless\/\w+\/\/own +EMR Serverless application \w+ +\w+ .*prod/);
  t.regex(
    await succeeded(t, project.sparkify('recover')),
    /Cleared the build of .*: it had not been published/,
  );
  t.deepEqual(
    lakeKeys(project.lake).filter(key => key.startsWith('files/')),
    [],
  );
  await nothingIsLeft(t, project);
});

emrTest(
  'a retry of a killed build ends a job that does something else by now, and starts another one',
  async t => {
    t.timeout(180_000);
    const project = await emrProject(t, { job: 'hangs', target: target() });
    const { child, ended } = project.start('build');
    await until(() => project.stage.calls.some(({ action }) => action === 'GetJobRun'));
    await told(project);
    child.kill('SIGKILL');
    await ended;
    project.write({
      'models/totals.sql': project.read('models/totals.sql').replace('as payments', 'as paid'),
    });
    const again = project.start('retry');
    await until(() => project.stage.calls.filter(({ action }) => action === 'StartJobRun').length === 2);
    // The stage is told of a call before the job of it is there.
    await until(() => project.stage.playing().length === 1);
    const actions = project.stage.calls.map(({ action }) => action);
    t.true(actions.indexOf('CancelJobRun') < actions.lastIndexOf('StartJobRun'));
    again.child.kill('SIGINT');
    const { output } = await again.ended;
    t.regex(output, /Ended its job, to start another one: The SQL or the config of totals has changed\./);
    await nothingIsLeft(t, project);
  },
);

emrTest('clusters terminate ends what it is told, and a build that waits for it fails', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'hangs', target: target() });
  const { ended } = project.start('build');
  await until(() => project.stage.calls.some(({ action }) => action === 'StartJobRun'));
  const unknown = await failed(t, project.sparkify('clusters', 'terminate', 'emr-serverless/no//own'), 2);
  t.regex(unknown, /Nothing runs that is called emr-serverless\/no\/\/own/);
  t.regex(
    await succeeded(t, project.sparkify('clusters', 'terminate', '--all')),
    /Ended EMR Serverless application/,
  );
  const { exitCode, output } = await ended;
  t.is(exitCode, 1);
  t.regex(output, /error {2}cluster-(failed|missing)/);
  await nothingIsLeft(t, project);
});

const refusals: readonly (readonly [name: string, action: string, fault: ApiFault, told: RegExp])[] = [
  [
    'a wrong release label',
    'CreateApplication',
    { status: 400, code: 'ValidationException', message: 'Release label emr-9 is invalid' },
    /cluster-refused.*create an EMR Serverless application, and did not take it: Release label emr-9 is invalid\.\n.*release label/s,
  ],
  [
    'a role that the job may not have',
    'StartJobRun',
    {
      status: 403,
      code: 'AccessDeniedException',
      message: 'User is not authorized to perform: iam:PassRole',
    },
    /cluster-denied.*start the job on EMR Serverless, and refused it: User is not authorized.*emr-serverless:StartJobRun/s,
  ],
  [
    'a quota that is reached',
    'StartJobRun',
    { status: 402, code: 'ServiceQuotaExceededException', message: 'maxCapacity vCPU of the account' },
    /cluster-refused.*a quota of the account is reached: maxCapacity vCPU.*higher quota/s,
  ],
  [
    'a service that breaks off',
    'CreateApplication',
    'drop',
    /cluster-unreachable.*create an EMR Serverless application, and gave no answer/s,
  ],
];

for (const [name, action, fault, told] of refusals) {
  emrTest(`${name} is one message, and nothing is left running`, async t => {
    t.timeout(180_000);
    const project = await emrProject(t, { job: 'hangs', target: target() });
    project.stage.setFault(call => (call.action === action ? fault : undefined));
    const output = await failed(t, project.sparkify('build'), 1);
    t.regex(output, told);
    t.is(output.match(/error {2}\S+/g)?.length, 1, output);
    project.stage.setFault(undefined);
    await nothingIsLeft(t, project);
  });
}

emrTest('a bucket that the job would not reach is named, and nothing is started', async t => {
  t.timeout(180_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await emrProject(t, {
    ...{ job: 'hangs', target: target().replace('us-east-1', 'eu-north-1') },
    env: { AWS_ENDPOINT_URL_S3: proxy.endpoint, AWS_REGION: 'eu-north-1' },
  });
  proxy.setFault(({ headers }) => {
    if (headers.authorization!.includes('/us-east-1/')) return undefined;
    const found = { 'x-amz-bucket-region': 'us-east-1' };
    return { kind: 'answer', status: 301, code: 'PermanentRedirect', headers: found };
  });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /The bucket test-\w+ is in us-east-1, and jobs of the target prod run in eu-north-1/);
  t.regex(output, /Set `region: 'us-east-1'` of the target, or `subnets`/);
  t.deepEqual(project.stage.calls, []);
  await nothingIsLeft(t, project);
});

emrTest('a service that is asked too often is asked again', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'fails', target: target() });
  const busy = { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' };
  project.stage.setFault(({ index }) => (index < 2 ? busy : undefined));
  t.regex(await failed(t, project.sparkify('build'), 1), /error {2}cluster-failed/);
  project.stage.setFault(undefined);
  await nothingIsLeft(t, project);
});

emrTest('on a terminal it is asked first: "n" starts nothing, and --yes is not asked', async t => {
  t.timeout(180_000);
  const project = await emrProject(t, { job: 'fails', target: target() });
  const terminal = openTerminal([...sparkify, 'build', '--target', 'prod'], {
    cwd: project.folder,
    env: envOf(project),
  });
  t.regex(await terminal.until(/\[y\/N\]/), /Creates an EMR Serverless application .*Start it\?/s);
  terminal.type('n\n');
  t.is(await terminal.ended, 1);
  t.regex(terminal.shown(), /not-confirmed.*Nothing was started for the target prod/s);
  t.deepEqual(project.stage.calls, []);
  const sure = [...sparkify, 'build', '--target', 'prod', '--yes'];
  const other = openTerminal(sure, { cwd: project.folder, env: envOf(project) });
  t.is(await other.ended, 1);
  t.notRegex(other.shown(), /\[y\/N\]/);
  t.regex(other.shown(), /cluster-failed/);
  await nothingIsLeft(t, project);
});

const sparkify = [process.execPath, join(repository, 'bin/sparkify.js')];

function envOf({ bucket, stage }: EmrProject): NodeJS.ProcessEnv {
  const lake = { SPARKIFY_LAKE: `s3://${bucket}/some/lake` };
  return { ...process.env, ...lake, AWS_ENDPOINT_URL_EMR_SERVERLESS: stage.endpoint };
}

emrTest('a target says what it must be', async t => {
  const project = await emrProject(t, {
    job: 'hangs',
    target: `emrServerless({ lake: 'target/lake', role: 'spark', application: 'my app', release: '7.9' })`,
  });
  const output = await failed(t, project.sparkify('build'), 2);
  t.regex(output, /lake.* must be a place on S3 like "s3:\/\/bucket\/prefix"/);
  t.regex(output, /role must be an ARN like/);
  t.regex(output, /must be the id of an application, like "00f1abcdefgh0123", not its name/);
  t.regex(output, /must be a release label like "emr-spark-8\.0\.0"/);
  t.deepEqual(project.stage.calls, []);
});
