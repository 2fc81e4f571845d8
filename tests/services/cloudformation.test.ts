import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { type CliProject, cliProject, repository, runSparkify } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { installPythonPackage } from '../helpers/python-packages.ts';
import { filesWith } from '../helpers/tiny-project.ts';

const { python, missing } = await installPythonPackage('cfn-lint', '1.58.0');
const because = missing === undefined ? '' : ' [skipped: cfn-lint cannot be installed]';
const withLinter = missing === undefined ? test : test.skip;

/** What the linter has to say of a template; nothing when it is right. */
async function lint(file: string): Promise<string> {
  // The program itself names the folder in which it was installed, which was moved.
  const asked = ['-c', 'from cfnlint.runner import main; main()', '--regions', 'eu-central-1', '--', file];
  try {
    return (await promisify(execFile)(python, asked)).stdout;
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout || String(error);
  }
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a document of whatever form.
  readonly Properties: any;
}

interface Right {
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function rightsOf({ Resources }: Template, role: string): readonly Right[] {
  return Resources[role]!.Properties.Policies[0].PolicyDocument.Statement;
}

function export_(project: CliProject, target: string, ...more: readonly string[]) {
  return project.sparkify('export', 'cloudformation', '--target', target, '-o', 'stack.yml', ...more);
}

const config = (
  targets: string,
) => `import { defineConfig, duckdb, emr, emrServerless, glue } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { dev: duckdb(), ${targets} },
});
`;

const onS3 = (location: string) =>
  (filesWith({})['models/sources.yml'] as string).replace('data/events/*.json', location);

const targets = {
  duckdb: `t: duckdb({ lake: 's3://my-lake/music' })`,
  'duckdb with a catalog': `t: duckdb({ lake: 's3://my-lake/music', catalog: glue({ database: 'music', region: 'eu-west-1' }) })`,
  'duckdb with a key': `t: duckdb({ lake: 's3://my-lake', s3: { kmsKey: 'alias/lake' } })`,
  'duckdb with a role': `t: duckdb({ lake: 's3://my-lake/music', s3: { role: { arn: 'arn:aws:iam::123456789012:role/lake' } } })`,
  'EMR Serverless': `t: emrServerless({
    lake: 's3://my-lake/music', logUri: 's3://my-logs/spark', role: 'arn:aws:iam::123456789012:role/jobs/spark',
    application: process.env.SPARKIFY_EMR_APPLICATION, maximum: { cpu: '64 vCPU', memory: '256 GB' }, tags: { team: 'data' },
  })`,
  'an application that is there': `t: emrServerless({
    lake: 's3://my-lake/music', role: 'arn:aws:iam::123456789012:role/spark', application: '00f1abcdefgh0123',
  })`,
  'EMR with roles of its own': `t: emr({
    lake: 's3://my-lake/music', logUri: 's3://my-lake/logs', serviceRole: 'lake_emr', instanceProfile: 'lake_machines',
  })`,
  "EMR with AWS's roles": `t: emr({ lake: 's3://my-lake/music' })`,
  'a cluster that is there': `t: emr({ lake: 's3://my-lake/music', cluster: 'j-2AXXXXXXGAPLF' })`,
};

for (const [name, target] of Object.entries(targets)) {
  withLinter(`the linter of AWS has nothing to say of a template for ${name}${because}`, async t => {
    t.timeout(120_000);
    const project = cliProject(
      t,
      filesWith({
        'sparkify.config.ts': config(target),
        'models/sources.yml': onS3('s3://raw/events/2026-*.json'),
      }),
    );
    await succeeded(t, export_(project, 't'));
    t.is(await lint(project.path('stack.yml')), '');
  });
}

withLinter(`the linter refuses what is no template${because}`, async t => {
  const project = cliProject(t, { 'stack.yml': 'Resources: { Lake: { Type: AWS::S3::Bukket } }' });
  t.regex(await lint(project.path('stack.yml')), /AWS::S3::Bukket/);
});

async function templateOf(
  t: ExecutionContext,
  target: string,
  ...more: readonly string[]
): Promise<Template> {
  const project = cliProject(
    t,
    filesWith({
      'sparkify.config.ts': config(target),
      'models/sources.yml': onS3('s3://raw/events/2026-*.json'),
    }),
  );
  await succeeded(t, export_(project, 't', ...more));
  return parse(project.read('stack.yml')) as Template;
}

const sub = (text: string) => ({ 'Fn::Sub': text });

test('a job may read the sources, and write the lake and its logs, and nothing else', async t => {
  const template = await templateOf(t, targets['EMR Serverless']);
  const objects = rightsOf(template, 'JobRole').filter(({ Action }) =>
    Action.some(each => /Object/.test(each)),
  );
  t.deepEqual(objects, [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      Resource: [sub(`arn:\${AWS::Partition}:s3:::my-lake/music/*`)],
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: [sub(`arn:\${AWS::Partition}:s3:::raw/events/2026-*`)],
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: sub(`arn:\${AWS::Partition}:s3:::my-logs/spark/*`),
    },
  ] as unknown as Right[]);
  const lists = rightsOf(template, 'JobRole').filter(({ Action }) => Action.includes('s3:ListBucket'));
  t.deepEqual(
    lists.map(({ Condition }) => Condition),
    [{ StringLike: { 's3:prefix': ['', 'music/*'] } }, { StringLike: { 's3:prefix': ['events/2026-*'] } }],
  );
});

test('whoever builds may start jobs in the one application, with the one role', async t => {
  const template = await templateOf(t, targets['EMR Serverless']);
  const pass = rightsOf(template, 'RunnerRole').filter(({ Action }) => Action.includes('iam:PassRole'));
  t.deepEqual(pass, [
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: { 'Fn::GetAtt': ['JobRole', 'Arn'] },
      Condition: { StringEquals: { 'iam:PassedToService': 'emr-serverless.amazonaws.com' } },
    },
  ] as unknown as Right[]);
  const start = rightsOf(template, 'RunnerRole').find(({ Action }) =>
    Action.includes('emr-serverless:StartJobRun'),
  );
  t.deepEqual(
    start?.Resource,
    sub(
      `arn:\${AWS::Partition}:emr-serverless:\${AWS::Region}:\${AWS::AccountId}:/applications/\${Application}`,
    ),
  );
  const { Application, JobRole, Task } = template.Resources;
  t.is(JobRole?.Properties.RoleName, 'spark');
  t.is(JobRole?.Properties.Path, '/jobs/');
  // By these tags `sparkify clusters terminate` would find it.
  t.false(JSON.stringify(Application?.Properties.Tags).includes('sparkify:'));
  const [{ Command, Environment }] = Task!.Properties.ContainerDefinitions;
  t.deepEqual(Command, ['build', '--target', 't', '--yes']);
  t.deepEqual(Environment, [{ Name: 'SPARKIFY_EMR_APPLICATION', Value: { Ref: 'Application' } }]);
});

test('an application and a cluster that are there are used, and none is created', async t => {
  const serverless = await templateOf(t, targets['an application that is there']);
  t.is(serverless.Resources.Application, undefined);
  t.regex(JSON.stringify(rightsOf(serverless, 'RunnerRole')), /applications\/00f1abcdefgh0123/);
  const cluster = await templateOf(t, targets['a cluster that is there']);
  t.false(JSON.stringify(cluster).includes('RunJobFlow'));
  t.regex(JSON.stringify(rightsOf(cluster, 'RunnerRole')), /cluster\/j-2AXXXXXXGAPLF/);
});

test('a cluster is created only with the tag of the project, and only such a one is ended', async t => {
  const template = await templateOf(t, targets['EMR with roles of its own']);
  const rights = rightsOf(template, 'RunnerRole');
  const start = rights.find(({ Action }) => Action.includes('elasticmapreduce:RunJobFlow'));
  t.deepEqual(start?.Condition, { StringEquals: { 'aws:RequestTag/sparkify:project': 'tiny' } });
  const end = rights.find(({ Action }) => Action.includes('elasticmapreduce:TerminateJobFlows'));
  t.deepEqual(end?.Condition, { StringEquals: { 'aws:ResourceTag/sparkify:project': 'tiny' } });
});

test('whoever builds may register the tables of the one database', async t => {
  const template = await templateOf(t, targets['duckdb with a catalog']);
  const glue = rightsOf(template, 'RunnerRole').find(({ Action }) => Action.includes('glue:UpdateTable'));
  t.deepEqual(
    glue?.Resource,
    ['catalog', 'database/music', 'table/music/*'].map(place =>
      sub(`arn:\${AWS::Partition}:glue:eu-west-1:\${AWS::AccountId}:${place}`),
    ),
  );
});

test('with a role of the target, whoever builds may take it on and nothing else', async t => {
  const template = await templateOf(t, targets['duckdb with a role']);
  t.deepEqual(
    rightsOf(template, 'RunnerRole').map(({ Action }) => Action),
    [['sts:AssumeRole']],
  );
});

test('the schedule, the variables and what --vars says are those of the command line', async t => {
  const template = await templateOf(
    t,
    targets.duckdb,
    ...['--at', '6:30', '--timezone', 'Europe/Berlin', '--vars', `{"a": "it's \${x}"}`],
  );
  t.is(template.Parameters.ScheduleExpression?.Default, 'cron(30 6 * * ? *)');
  t.is(template.Parameters.ScheduleTimezone?.Default, 'Europe/Berlin');
  const [{ Command }] = template.Resources.Task!.Properties.ContainerDefinitions;
  t.deepEqual(Command, ['build', '--target', 't', '--vars', `{"a": "it's \${x}"}`]);
});

test('in a place with stars, question marks and dollars they stand for themselves', async t => {
  const template = await templateOf(t, `t: duckdb({ lake: 's3://my-lake/a*b?c/\${AWS::Region}' })`);
  const lake = rightsOf(template, 'RunnerRole').find(({ Action }) => Action.includes('s3:PutObject'));
  t.deepEqual(lake?.Resource, [
    sub(`arn:\${AWS::Partition}:s3:::my-lake/a\${!*}b\${!?}c/\${!$}{AWS::Region}/*`),
  ]);
});

test('the same project gives the same template', async t => {
  const export_ = () =>
    runSparkify(['export', 'cloudformation', '--target', 'emr_serverless'], repository).ended;
  const [one, other] = [await export_(), await export_()];
  t.is(one.exitCode, 0, one.output);
  t.is(one.stdout, other.stdout);
});

test('a template is refused for a lake that AWS cannot reach, and for builds that wait for somebody', async t => {
  const project = (target: string) => cliProject(t, filesWith({ 'sparkify.config.ts': config(target) }));
  t.regex(
    await failed(t, export_(project(targets.duckdb), 'dev'), 2),
    /The lake of the target dev is a folder/,
  );
  const elsewhere = `t: duckdb({ lake: 's3://my-lake', s3: { endpoint: 'https://storage.example.com' } })`;
  t.regex(await failed(t, export_(project(elsewhere), 't'), 2), /lies at https:\/\/storage\.example\.com/);
  const planned = `t: duckdb({ lake: 's3://my-lake', requirePlan: true })`;
  t.regex(await failed(t, export_(project(planned), 't'), 2), /publishes approved plans only/);
  const own = `t: emrServerless({ lake: 's3://my-lake', role: 'arn:aws:iam::123456789012:role/spark' })`;
  t.regex(
    await failed(t, export_(project(own), 't'), 2),
    /application: process\.env\.SPARKIFY_EMR_APPLICATION/,
  );
  t.regex(
    await failed(t, export_(project(targets.duckdb), 't', '--at', '25:00'), 2),
    /--at 25:00 .* no time of a day/,
  );
  t.regex(
    await failed(t, export_(project(targets.duckdb), 't', '--env', 'NOT_SET_HERE'), 2),
    /NOT_SET_HERE, which is not set/,
  );
  t.regex(
    await failed(t, export_(project(targets.duckdb), 't', '--env', 'AWS_SECRET_ACCESS_KEY'), 2),
    /whoever reads the export/,
  );
});
