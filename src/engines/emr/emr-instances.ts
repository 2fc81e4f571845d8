import type { InstanceFleetConfig, InstanceGroupConfig, JobFlowInstancesConfig } from '@aws-sdk/client-emr';
import type { EmrFleet, EmrGroup, EmrTarget } from '../../config/target.ts';

const roles = { primary: 'MASTER', core: 'CORE', task: 'TASK' } as const;

/** The machines of a cluster, as EMR wants to be told: fleets of several types, or groups of one type each. */
export function emrInstances({
  instances,
  subnets,
}: Pick<EmrTarget, 'instances' | 'subnets'>): JobFlowInstancesConfig {
  const parts = (['primary', 'core', 'task'] as const).flatMap(role => {
    const part = instances[role];
    return part === undefined ? [] : [[role, part] as const];
  });
  const fleets = parts.flatMap(([role, part]) => ('types' in part ? [fleet(roles[role], part)] : []));
  const groups = parts.flatMap(([role, part]) => ('type' in part ? [group(roles[role], part)] : []));
  if (fleets.length > 0) return { InstanceFleets: fleets, ...(subnets && { Ec2SubnetIds: [...subnets] }) };
  return { InstanceGroups: groups, ...(subnets && { Ec2SubnetId: subnets[0] }) };
}

function fleet(
  role: InstanceFleetConfig['InstanceFleetType'],
  { types, onDemand, spot }: EmrFleet,
): InstanceFleetConfig {
  return {
    InstanceFleetType: role,
    TargetOnDemandCapacity: onDemand,
    TargetSpotCapacity: spot,
    InstanceTypeConfigs: types.map(InstanceType => ({ InstanceType, WeightedCapacity: 1 })),
    // Where no spot capacity comes, the build goes on without.
    ...(spot > 0 && {
      LaunchSpecifications: {
        SpotSpecification: { TimeoutDurationMinutes: 10, TimeoutAction: 'SWITCH_TO_ON_DEMAND' },
      },
    }),
  };
}

function group(
  role: InstanceGroupConfig['InstanceRole'],
  { type, count, spot }: EmrGroup,
): InstanceGroupConfig {
  return {
    InstanceRole: role,
    InstanceType: type,
    InstanceCount: count,
    Market: spot ? 'SPOT' : 'ON_DEMAND',
  };
}
