import type { Value } from './value.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Value;
  readonly Principal?: Value;
  readonly Condition?: Value;
}

export function allow(Action: readonly string[], Resource: Value, Condition?: Value): Statement {
  return { Effect: 'Allow', Action, Resource, ...(Condition !== undefined && { Condition }) };
}

export function policy(statements: readonly Statement[]): Value {
  return { Version: '2012-10-17', Statement: statements.map(statement => ({ ...statement })) };
}

export interface RoleOptions {
  readonly description: string;
  /** The service of AWS that takes the role on, e.g. `ecs-tasks`. */
  readonly service: string;
  readonly statements: readonly Statement[];
  /** By default AWS makes one up. */
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly managed?: readonly Value[];
}

/** A role that a service takes on for this account alone; EC2 does so anyway, and does not tell for whom. */
export function role({ description, service, statements, name, path, managed }: RoleOptions): Value {
  const forUs = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  const trust = {
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sts:AssumeRole',
    Condition: service === 'ec2' ? undefined : forUs,
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      ...{ RoleName: name, Path: path, Description: description },
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      ManagedPolicyArns: managed,
      Policies:
        statements.length === 0
          ? undefined
          : [{ PolicyName: 'sparkify', PolicyDocument: policy(statements) }],
    },
  };
}

/** Only as the role of that service. */
export function passRole(roles: Value, service: string): Statement {
  return allow(['iam:PassRole'], roles, {
    StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` },
  });
}
