import type { EmrTarget } from '../../config/target.ts';
import { allow, passRole, role, type Statement } from './policy.ts';
import { arn, plain, type Resources, ref, text } from './value.ts';

/** AWS's own command creates these, and they may do more than is needed. */
const ofAws: readonly string[] = ['EMR_DefaultRole', 'EMR_EC2_DefaultRole'];

/** The roles that the target names, unless they are those of AWS or the cluster is there already. */
export function clusterResources(target: EmrTarget, jobRights: readonly Statement[]): Resources {
  if (target.cluster !== undefined) return {};
  const [service, machines] = [roleName(target.serviceRole), roleName(target.instanceProfile)];
  return {
    ...(!ofAws.includes(service) && { ServiceRole: serviceRole(service, target) }),
    ...(!ofAws.includes(machines) && {
      JobRole: role({
        description: 'What the machines of clusters may do',
        ...{ service: 'ec2', name: machines, statements: [...jobRights, readsAmazonsOwn] },
      }),
      InstanceProfile: {
        Type: 'AWS::IAM::InstanceProfile',
        Properties: { InstanceProfileName: machines, Roles: [ref('JobRole')] },
      },
    }),
  };
}

/** To run a step on the cluster of the target, or a cluster of its own. Which cluster that is, its tags tell. */
export function clusterRights(target: EmrTarget, project: string): readonly Statement[] {
  const { cluster } = target;
  const steps = ['AddJobFlowSteps', 'CancelSteps', 'DescribeCluster', 'DescribeStep', 'ListSteps'];
  if (cluster !== undefined) return [allow(emr(steps), arn('elasticmapreduce', `cluster/${plain(cluster)}`))];
  const tagged = (kind: 'RequestTag' | 'ResourceTag') => ({
    StringEquals: { [`aws:${kind}/sparkify:project`]: project },
  });
  const clusters = arn('elasticmapreduce', 'cluster/*');
  return [
    allow(emr(['RunJobFlow']), '*', tagged('RequestTag')),
    allow(emr(['AddTags']), clusters, tagged('RequestTag')),
    allow(emr([...steps, 'TerminateJobFlows']), clusters, tagged('ResourceTag')),
    passRole(roleArn(target.serviceRole), 'elasticmapreduce'),
    passRole(roleArn(target.instanceProfile), 'ec2'),
  ];
}

/** What EMR itself loads onto machines. */
const readsAmazonsOwn = allow(['s3:GetObject'], arn('s3', '*.elasticmapreduce/*'));

function serviceRole(name: string, { instanceProfile }: EmrTarget) {
  return role({
    description: 'What EMR may do with machines of this account',
    ...{ service: 'elasticmapreduce', name, statements: [passRole(roleArn(instanceProfile), 'ec2')] },
    managed: [text(`arn:\${AWS::Partition}:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2`)],
  });
}

/** A role is passed on, and its profile has its name. */
function roleArn(nameOrArn: string) {
  if (nameOrArn.startsWith('arn:')) return nameOrArn.replace(':instance-profile/', ':role/');
  return arn('iam', `role/${plain(nameOrArn)}`);
}

function roleName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

function emr(actions: readonly string[]): readonly string[] {
  return actions.map(action => `elasticmapreduce:${action}`);
}
