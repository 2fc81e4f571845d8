import type { EmrServerlessTarget } from '../../config/target.ts';
import { allow, passRole, role, type Statement } from './policy.ts';
import { arn, attribute, type Resources, ref } from './value.ts';

/**
 * The role of a job, and the application unless the target names one. It has none of the tags by which `sparkify clusters`
 * finds what builds have started: it is not theirs to delete.
 */
export function serverlessResources(
  target: EmrServerlessTarget,
  name: string,
  jobRights: readonly Statement[],
): Resources {
  const { path, name: roleName } = namedRole(target.role);
  const { release, idleMinutes, maximum, subnets, securityGroups, tags } = target;
  const application = {
    Type: 'AWS::EMRServerless::Application',
    Properties: {
      ...{ Name: name, Type: 'SPARK', ReleaseLabel: release },
      AutoStartConfiguration: { Enabled: true },
      AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: idleMinutes },
      MaximumCapacity: maximum && { Cpu: maximum.cpu, Memory: maximum.memory, Disk: maximum.disk },
      NetworkConfiguration: subnets && { SubnetIds: subnets, SecurityGroupIds: securityGroups },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    },
  };
  return {
    JobRole: role({
      description: 'What the job on EMR Serverless may do',
      ...{ service: 'emr-serverless', statements: jobRights, name: roleName, path },
    }),
    ...(target.application === undefined && { Application: application }),
  };
}

/** To start a job in the application, to follow and to cancel it. */
export function serverlessRights({ application }: EmrServerlessTarget): readonly Statement[] {
  const place = `/applications/${application ?? `\${Application}`}`;
  const actions = ['GetApplication', 'StartApplication', 'StartJobRun', 'ListJobRuns', 'TagResource'];
  const ofRuns = ['GetJobRun', 'CancelJobRun', 'TagResource'];
  return [
    allow(serverless(actions), arn('emr-serverless', place)),
    allow(serverless(ofRuns), arn('emr-serverless', `${place}/jobruns/*`)),
    passRole(attribute('JobRole', 'Arn'), 'emr-serverless'),
  ];
}

/** By this variable a config takes the application that the template creates. */
export const applicationVariable = 'SPARKIFY_EMR_APPLICATION';

/** What builds get of it. */
export function serverlessEnvironment({ application }: EmrServerlessTarget) {
  return application === undefined ? { [applicationVariable]: ref('Application') } : {};
}

function serverless(actions: readonly string[]): readonly string[] {
  return actions.map(action => `emr-serverless:${action}`);
}

/** `arn:aws:iam::123456789012:role/jobs/spark` is the role spark with the path /jobs/. */
function namedRole(roleArn: string): { readonly name: string; readonly path: string } {
  const [, path, name] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn)!;
  return { name: name!, path: path! };
}
