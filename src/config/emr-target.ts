import type { ParsedTarget } from './config-schema.ts';
import type {
  EmrFleet,
  EmrGroup,
  EmrInstances,
  EmrServerlessTarget,
  EmrTarget,
  LakeTarget,
} from './target.ts';

type Parsed = Extract<ParsedTarget, { type: 'emr' | 'emr-serverless' }>;

/** The first one with Spark 4. */
const firstRelease = 'emr-spark-8.0.0';

const defaultInstances: EmrInstances = {
  primary: { type: 'm7g.xlarge', count: 1, spot: false },
  core: { type: 'r7g.xlarge', count: 2, spot: false },
};

/** Fills in the defaults of a target on EMR. */
export function emrTargetOf(target: Parsed, common: LakeTarget): EmrServerlessTarget | EmrTarget {
  const { region, subnets, tags = {}, conf = {}, idleMinutes = 15, timeoutMinutes = 720 } = target;
  const shared = {
    ...common,
    ...{ region, subnets, tags, conf, idleMinutes, timeoutMinutes },
    release: target.release ?? firstRelease,
    logUri: target.logUri?.replace(/\/+$/, ''),
  };
  if (target.type === 'emr-serverless') {
    const { application, role, maximum, securityGroups } = target;
    const { cpu, memory, disk } = maximum ?? {};
    const most = cpu && memory ? { cpu, memory, ...(disk && { disk }) } : undefined;
    return { ...shared, type: 'emr-serverless', application, role, maximum: most, securityGroups };
  }
  const { cluster, serviceRole = 'EMR_DefaultRole', instanceProfile = 'EMR_EC2_DefaultRole' } = target;
  const instances = target.instances === undefined ? defaultInstances : instancesOf(target.instances);
  return { ...shared, type: 'emr', cluster, serviceRole, instanceProfile, instances };
}

function instancesOf(parts: NonNullable<Extract<Parsed, { type: 'emr' }>['instances']>): EmrInstances {
  const { primary, core, task } = parts;
  return { primary: machinesOf(primary), core: core && machinesOf(core), task: task && machinesOf(task) };
}

function machinesOf(part: EmrMachinesParsed): EmrFleet | EmrGroup {
  if ('types' in part) {
    const { types, spot = 0, onDemand = spot > 0 ? 0 : 1 } = part;
    return { types, onDemand, spot };
  }
  const { type, count = 1, spot = false } = part;
  return { type, count, spot };
}

type EmrMachinesParsed = NonNullable<Extract<Parsed, { type: 'emr' }>['instances']>['primary'];
