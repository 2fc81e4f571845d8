import { Document } from 'yaml';
import { parseS3Address } from '../../config/s3-address.ts';
import { accessTo } from '../../config/s3-settings.ts';
import type { Target } from '../../config/target.ts';
import type { DailyTime } from '../daily-time.ts';
import { bucketResources, createsBuckets } from './buckets.ts';
import { clusterResources, clusterRights } from './cluster.ts';
import { glueRights } from './glue-rights.ts';
import type { Statement } from './policy.ts';
import { assumeRights, runnerOutputs, runnerParameters, runnerResources } from './runner.ts';
import { type ReadPlace, type S3Use, s3Statements } from './s3-rights.ts';
import { serverlessEnvironment, serverlessResources, serverlessRights } from './serverless.ts';
import { attribute, type Resources, ref, type Value } from './value.ts';

export interface TemplateInput {
  readonly project: string;
  /** One whose lake is on Amazon S3. */
  readonly target: Target;
  /** Where sources on S3 lie. */
  readonly reads: readonly ReadPlace[];
  /** The arguments of the build. */
  readonly command: readonly string[];
  /** Variables of the container. */
  readonly environment: Readonly<Record<string, string>>;
  readonly at: DailyTime;
}

/** A template of CloudFormation, as YAML: what a scheduled build on AWS needs. The same input gives the same bytes. */
export function renderTemplate(input: TemplateInput): string {
  const { target, project } = input;
  // CloudFormation reads YAML 1.1, to which more looks like a number, a date or a yes.
  const document = new Document(template(input), { version: '1.1', aliasDuplicateObjects: false });
  document.commentBefore = [
    ` Written by \`sparkify export cloudformation --target ${oneLine(target.name)}\` for the project ${oneLine(project)}.`,
    ' aws cloudformation deploy --template-file <this file> --stack-name sparkify --capabilities CAPABILITY_NAMED_IAM \\',
    '   --parameter-overrides Image=<image> Subnets=<ids> SecurityGroups=<ids>',
  ].join('\n');
  return document.toString({ lineWidth: 0, directives: false });
}

function template({ project, target, reads, command, environment, at }: TemplateInput): Value {
  const lake = parseS3Address(target.lake)!;
  const logs = 'logUri' in target && target.logUri !== undefined ? parseS3Address(target.logUri) : undefined;
  const use = { lake, reads, logs, s3: target.s3 };
  const { kmsKey } = accessTo(target.s3, lake.bucket);
  const description = `Builds of the sparkify project ${project} on the target ${target.name}`;
  const runner = {
    command,
    environment: { ...environment, ...(target.type === 'emr-serverless' && serverlessEnvironment(target)) },
    rights: runnerRights(target, project, use),
    description,
  };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    Parameters: runnerParameters(`cron(${at.minute} ${at.hour} * * ? *)`, at.timezone),
    Conditions: { [createsBuckets]: { 'Fn::Equals': [ref('CreateBuckets'), 'true'] } },
    Resources: {
      ...bucketResources({ lake, kmsKey, logs }),
      ...engineResources(target, project, s3Statements({ ...use, logAction: 's3:PutObject' })),
      ...runnerResources(runner),
    },
    Outputs: { ...engineOutputs(target), ...runnerOutputs },
  };
}

/** With a role of the target, it is that one which may do all this. */
function runnerRights(target: Target, project: string, use: Omit<S3Use, 'logAction'>): readonly Statement[] {
  const { role } = accessTo(target.s3, use.lake.bucket);
  if (role !== undefined) return assumeRights(role.arn);
  return [
    ...s3Statements({ ...use, logAction: 's3:GetObject' }),
    ...engineRights(target, project),
    ...catalogRights(target),
  ];
}

/** Where neither the catalog nor the target names a region, Glue is asked in that of `s3`. */
function catalogRights({ catalog, s3 }: Target): readonly Statement[] {
  return catalog === undefined ? [] : glueRights({ ...catalog, region: catalog.region ?? s3.region });
}

function engineRights(target: Target, project: string): readonly Statement[] {
  if (target.type === 'emr-serverless') return serverlessRights(target);
  return target.type === 'emr' ? clusterRights(target, project) : [];
}

function engineResources(target: Target, project: string, jobRights: readonly Statement[]): Resources {
  if (target.type === 'emr') return clusterResources(target, jobRights);
  if (target.type !== 'emr-serverless') return {};
  return serverlessResources(target, applicationName(target, project), jobRights);
}

function engineOutputs(target: Target): Readonly<Record<string, Value>> {
  if (target.type !== 'emr-serverless') return {};
  const application = { Description: 'The application of the target', Value: ref('Application') };
  return {
    ...(target.application === undefined && { Application: application }),
    JobRole: { Description: 'The role of the job', Value: attribute('JobRole', 'Arn') },
  };
}

/** The builds of one target share it. */
function applicationName({ name }: Target, project: string): string {
  return `${project}-${name}`.replaceAll(/[^\w./#-]/g, '-').slice(0, 64);
}

function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, ' ');
}
