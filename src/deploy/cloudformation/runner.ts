import { allow, passRole, role, type Statement } from './policy.ts';
import { attribute, type Resources, ref, text, type Value } from './value.ts';

export interface RunnerOptions {
  /** The arguments of the program that the image starts. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, Value>>;
  /** What whoever runs the build may do. */
  readonly rights: readonly Statement[];
  readonly description: string;
}

/** The name of the one container. */
const container = 'sparkify';

/** A container on Fargate that runs a build, and a schedule that starts it. */
export function runnerResources({ command, environment, rights, description }: RunnerOptions): Resources {
  return {
    RunnerRole: role({
      description: 'What sparkify build may do',
      service: 'ecs-tasks',
      statements: rights,
    }),
    StartRole: role({
      description: 'To start the container: to load its image and to write its log',
      service: 'ecs-tasks',
      statements: startRights,
    }),
    ScheduleRole: role({
      description: 'To start the task on schedule',
      service: 'scheduler',
      statements: scheduleRights,
    }),
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: {} },
    Task: task(command, environment),
    Schedule: schedule(description),
  };
}

const startRights: readonly Statement[] = [
  allow(['ecr:GetAuthorizationToken'], '*'),
  allow(
    ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    text(`arn:\${AWS::Partition}:ecr:*:*:repository/*`),
  ),
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], attribute('Log', 'Arn')),
];

const scheduleRights: readonly Statement[] = [
  allow(['ecs:RunTask'], ref('Task'), { ArnEquals: { 'ecs:cluster': attribute('Cluster', 'Arn') } }),
  passRole([attribute('RunnerRole', 'Arn'), attribute('StartRole', 'Arn')], 'ecs-tasks'),
];

function task(command: readonly string[], environment: RunnerOptions['environment']): Value {
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      ...{ RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc' },
      ...{ Cpu: ref('Cpu'), Memory: ref('Memory'), EphemeralStorage: { SizeInGiB: ref('Disk') } },
      RuntimePlatform: { OperatingSystemFamily: 'LINUX', CpuArchitecture: ref('Architecture') },
      ExecutionRoleArn: attribute('StartRole', 'Arn'),
      TaskRoleArn: attribute('RunnerRole', 'Arn'),
      ContainerDefinitions: [
        {
          ...{ Name: container, Image: ref('Image'), Essential: true, Command: command },
          Environment: Object.entries(environment).map(([Name, Value]) => ({ Name, Value })),
          // A build that is told to stop stops its job, too; two minutes are the most that Fargate gives.
          StopTimeout: 120,
          LinuxParameters: { InitProcessEnabled: true },
          LogConfiguration: {
            LogDriver: 'awslogs',
            Options: {
              'awslogs-group': ref('Log'),
              'awslogs-region': ref('AWS::Region'),
              'awslogs-stream-prefix': container,
            },
          },
        },
      ],
    },
  };
}

function schedule(description: string): Value {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: description,
      ScheduleExpression: ref('ScheduleExpression'),
      ScheduleExpressionTimezone: ref('ScheduleTimezone'),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: attribute('Cluster', 'Arn'),
        RoleArn: attribute('ScheduleRole', 'Arn'),
        // Of a start that fails, not of a build that does.
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        EcsParameters: {
          ...{ TaskDefinitionArn: ref('Task'), TaskCount: 1, LaunchType: 'FARGATE' },
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              AssignPublicIp: ref('AssignPublicIp'),
              Subnets: ref('Subnets'),
              SecurityGroups: ref('SecurityGroups'),
            },
          },
        },
      },
    },
  };
}

/** What a stack has to be told, and what it may be told otherwise. */
export function runnerParameters(cron: string, timezone: string): Readonly<Record<string, Value>> {
  return {
    Image: {
      Type: 'String',
      Description: 'Container image with sparkify and the project, in ECR for example',
    },
    Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Description: 'Where the container runs' },
    SecurityGroups: {
      Type: 'List<AWS::EC2::SecurityGroup::Id>',
      Description: 'They must let the container reach S3, EMR and the image',
    },
    AssignPublicIp: choice('DISABLED', ['DISABLED', 'ENABLED'], 'ENABLED for subnets without a NAT gateway'),
    Architecture: choice('X86_64', ['X86_64', 'ARM64'], 'That of the image'),
    Cpu: { Type: 'String', Default: '1024', Description: 'CPU units of the container, 1024 for each core' },
    Memory: { Type: 'String', Default: '4096', Description: 'Memory of the container in MiB' },
    Disk: {
      ...{ Type: 'Number', Default: 30, MinValue: 21, MaxValue: 200 },
      Description: 'Disk of the container in GiB',
    },
    ScheduleExpression: { Type: 'String', Default: cron, Description: 'When a build starts' },
    ScheduleTimezone: { Type: 'String', Default: timezone, Description: 'In which timezone that is' },
    CreateBuckets: choice('true', ['true', 'false'], 'false when the buckets are there already'),
  };
}

function choice(Default: string, AllowedValues: readonly string[], Description: string): Value {
  return { Type: 'String', Default, AllowedValues, Description };
}

/** What a person looks for afterwards. */
export const runnerOutputs: Readonly<Record<string, Value>> = {
  RunnerRole: { Description: 'The role of whoever runs the build', Value: attribute('RunnerRole', 'Arn') },
  Task: { Description: 'The task that the schedule starts', Value: ref('Task') },
  Log: { Description: 'The log group of builds', Value: ref('Log') },
};

/** To take on the role of the target, which then has all other rights. */
export function assumeRights(roleArn: string): readonly Statement[] {
  return [allow(['sts:AssumeRole'], roleArn)];
}
