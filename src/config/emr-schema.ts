import * as z from 'zod';
import { parseS3Address } from './s3-address.ts';
import { lakeTarget, sparkConf, text } from './target-schema.ts';

const onS3 = text.refine(
  place => parseS3Address(place) !== undefined,
  'must be a place on S3 like "s3://bucket/prefix"',
);
const minutes = z.int().min(1).max(10_080);
const machines = z.int().min(0).max(2000);
const ids = z.array(text).min(1);

/** What both kinds of EMR may say. */
const amazonTarget = {
  ...lakeTarget,
  lake: onS3,
  region: text.optional(),
  release: z
    .string()
    .regex(/^emr-[\w.-]+$/, 'must be a release label like "emr-spark-8.0.0"')
    .optional(),
  logUri: onS3.optional(),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine(tags => Object.keys(tags).every(isOwnTag), 'must not begin with "aws:" or "sparkify:"')
    .optional(),
  conf: sparkConf.optional(),
  idleMinutes: minutes.optional(),
  timeoutMinutes: minutes.optional(),
  subnets: ids.optional(),
};

export const emrServerlessTarget = z.strictObject({
  type: z.literal('emr-serverless'),
  ...amazonTarget,
  application: z
    .string()
    .regex(/^[0-9a-z]{1,64}$/, 'must be the id of an application, like "00f1abcdefgh0123", not its name')
    .optional(),
  role: roleArn('role'),
  maximum: z.strictObject({ cpu: text, memory: text, disk: text.optional() }).optional(),
  securityGroups: ids.optional(),
});

const fleet = z.strictObject({ types: ids, onDemand: machines.optional(), spot: machines.optional() });
const group = z.strictObject({ type: text, count: machines.min(1).optional(), spot: z.boolean().optional() });
const part = z.union(
  [fleet, group],
  'must be a fleet like { types: [...], spot: 3 } or a group like { type, count }',
);

export const emrTarget = z.strictObject({
  type: z.literal('emr'),
  ...amazonTarget,
  cluster: z
    .string()
    .regex(/^j-[0-9A-Z]+$/, 'must be the id of a cluster, like "j-2AXXXXXXGAPLF", not its name')
    .optional(),
  serviceRole: text.optional(),
  instanceProfile: text.optional(),
  instances: z
    .strictObject({ primary: part, core: part.optional(), task: part.optional() })
    .refine(isOfOneKind, 'must all be fleets, or all be groups')
    .optional(),
});

function roleArn(name: string) {
  return z
    .string()
    .regex(
      /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/,
      `${name} must be an ARN like "arn:aws:iam::123456789012:role/spark"`,
    );
}

function isOwnTag(name: string): boolean {
  return !/^(aws|sparkify):/i.test(name);
}

function isOfOneKind(parts: Readonly<Record<string, object | undefined>>): boolean {
  const kinds = new Set(Object.values(parts).flatMap(part => (part === undefined ? [] : ['types' in part])));
  return kinds.size === 1;
}
