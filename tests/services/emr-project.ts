import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { EMRClient, RunJobFlowCommand } from '@aws-sdk/client-emr';
import test, { type ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { lakeKeys } from '../helpers/lake-contents.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type AwsStage, type StageOptions, startAwsStage } from './aws-stage.ts';
import { moto } from './moto.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { s3SerialTest } from './s3-service.ts';

/** A small project with its source and lake on S3, whose target `prod` runs on a service of AWS, and `dev` here. */
export interface EmrProject extends S3Project {
  readonly stage: AwsStage;
}

export interface EmrProjectOptions extends StageOptions {
  /** The target, as TypeScript; `lake` is a variable of it. */
  readonly target: string;
  /** Others, as TypeScript. */
  readonly targets?: string;
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** A test that needs the stand-in for AWS and an S3 server. Where one of them is missing it is named as skipped. */
export const emrTest = moto === undefined ? test.serial.skip : s3SerialTest;

export const role = 'arn:aws:iam::123456789012:role/spark';

export async function emrProject(t: ExecutionContext, options: EmrProjectOptions): Promise<EmrProject> {
  const stage = await startAwsStage(t, options);
  const events = await objectsOnS3([
    {
      key: '1.json',
      bytes: Buffer.from(
        jsonLines([
          { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01 10:00:00' },
          { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02 10:00:00' },
        ]),
      ),
    },
    // DuckDB reads it for Spark.
    { key: '2.json', bytes: Buffer.from('{"id": 3, "user": "Ada", "paid_at": "2026-01-03T10:00:00Z"}\n') },
  ]);
  const config = `import { defineConfig, duckdb, emr, emrServerless } from 'sparkify';

const lake = process.env.SPARKIFY_LAKE!;

export default defineConfig({
  name: 'tiny',
  targets: { prod: ${options.target}, dev: duckdb(), ${options.targets ?? ''} },
});
`;
  const base = filesWith({
    'sparkify.config.ts': config,
    'data/events/1.json': undefined,
    'data/events/2.json': undefined,
    'seeds/levels.csv': 'user_name,level\nAda,paid\nBo,free\n',
    'models/totals.sql': `{{ config(materialized='external') }}
select level, count(*) as payments from {{ ref('payments') }} join {{ ref('levels') }} using (user_name) group by level
`,
    ...options.files,
  });
  const sources = (base['models/sources.yml'] as string).replace('data/events/*.json', `${events}/*.json`);
  const project = await onS3(cliProject(t, { ...base, 'models/sources.yml': sources }), {
    AWS_ENDPOINT_URL_EMR: stage.endpoint,
    AWS_ENDPOINT_URL_EMR_SERVERLESS: stage.endpoint,
    ...options.env,
  });
  return { ...project, stage };
}

/** That neither AWS nor the lake has anything of a build that failed. */
export async function nothingIsLeft(t: ExecutionContext, project: EmrProject): Promise<void> {
  t.deepEqual(project.stage.playing(), []);
  t.regex(await succeeded(t, project.sparkify('clusters', 'list')), /^Nothing runs/);
  t.deepEqual(
    lakeKeys(project.lake).filter(key => key.startsWith('_sparkify/releases/')),
    [],
  );
}

export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (condition()) return;
    await wait(50);
  }
  throw new Error(`It did not come about: ${condition}`);
}

/** Kills a command when something has come about. Gives what it has printed until then. */
export async function killed(
  { child, ended }: ReturnType<EmrProject['start']>,
  moment: Promise<unknown>,
): Promise<string> {
  await Promise.race([moment, ended]);
  child.kill('SIGKILL');
  return (await ended).output;
}

/** Resolves when a command has printed something. */
export async function shown({ child }: ReturnType<EmrProject['start']>, text: RegExp): Promise<void> {
  let seen = '';
  child.stdout!.on('data', (chunk: string) => {
    seen += chunk;
  });
  await until(() => text.test(seen) || child.exitCode !== null);
}

/** Resolves when the job of a build has been told what to do, and others may join it. */
export async function told({ lake }: EmrProject): Promise<void> {
  await until(() => existsSync(lake) && lakeKeys(lake).some(key => key.endsWith('/_job/about.json')));
}

/** A cluster that somebody else has started. */
export async function givenCluster({ endpoint }: AwsStage): Promise<string> {
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' };
  const client = new EMRClient({ endpoint, region: 'us-east-1', credentials });
  const command = new RunJobFlowCommand({
    Name: 'given',
    ReleaseLabel: 'emr-6.6.0',
    ServiceRole: 'EMR_DefaultRole',
    JobFlowRole: 'EMR_EC2_DefaultRole',
    Instances: { MasterInstanceType: 'm7g.xlarge', InstanceCount: 1, KeepJobFlowAliveWhenNoSteps: true },
  });
  return (await client.send(command)).JobFlowId!;
}
