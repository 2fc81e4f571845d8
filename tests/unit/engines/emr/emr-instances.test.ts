import test from 'ava';
import { emrInstances } from '../../../../src/engines/emr/emr-instances.ts';

test('fleets take whichever type can be had, and go on without the spot market', t => {
  const told = emrInstances({
    instances: {
      primary: { types: ['m7g.xlarge'], onDemand: 1, spot: 0 },
      core: { types: ['r7g.xlarge', 'r6g.xlarge'], onDemand: 1, spot: 4 },
    },
    subnets: ['subnet-1', 'subnet-2'],
  });
  t.deepEqual(told.Ec2SubnetIds, ['subnet-1', 'subnet-2']);
  t.like(told.InstanceFleets, [
    { InstanceFleetType: 'MASTER', TargetOnDemandCapacity: 1, TargetSpotCapacity: 0 },
    {
      InstanceFleetType: 'CORE',
      TargetOnDemandCapacity: 1,
      TargetSpotCapacity: 4,
      InstanceTypeConfigs: [
        { InstanceType: 'r7g.xlarge', WeightedCapacity: 1 },
        { InstanceType: 'r6g.xlarge', WeightedCapacity: 1 },
      ],
      LaunchSpecifications: { SpotSpecification: { TimeoutAction: 'SWITCH_TO_ON_DEMAND' } },
    },
  ]);
  t.is(told.InstanceGroups, undefined);
});

test('groups have one type each, and lie in one subnet', t => {
  t.deepEqual(
    emrInstances({
      instances: {
        primary: { type: 'm7g.xlarge', count: 1, spot: false },
        task: { type: 'r7g.xlarge', count: 3, spot: true },
      },
      subnets: ['subnet-1', 'subnet-2'],
    }),
    {
      InstanceGroups: [
        { InstanceRole: 'MASTER', InstanceType: 'm7g.xlarge', InstanceCount: 1, Market: 'ON_DEMAND' },
        { InstanceRole: 'TASK', InstanceType: 'r7g.xlarge', InstanceCount: 3, Market: 'SPOT' },
      ],
      Ec2SubnetId: 'subnet-1',
    },
  );
});
