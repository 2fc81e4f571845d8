import type { CompiledNode } from '../../compile/node.ts';
import type { Config } from '../../config/config.ts';
import { parseS3Address, renderS3Address, type S3Address } from '../../config/s3-address.ts';
import { accessTo } from '../../config/s3-settings.ts';
import { SparkifyError } from '../../diagnostics/sparkify-error.ts';
import type { FoundRights, LakeRight } from '../../release/probe-rights.ts';
import { surePrefix } from '../../source/sure-prefix.ts';
import { type Caller, findCaller } from '../../storage/s3/caller-identity.ts';
import { listObjects } from '../../storage/s3/list-objects.ts';
import type { S3Client, S3Place } from '../../storage/s3/s3-client.ts';
import { s3ClientFor } from '../../storage/s3/s3-clients.ts';
import { renderQuantity } from '../output/quantity.ts';
import type { Found } from './doctor.ts';

/** Buckets that the lake and the sources of a project lie in, by name; each with the places in it. */
export function bucketsOf(config: Config, nodes: readonly CompiledNode[]): ReadonlyMap<string, BucketUse> {
  const lake = parseS3Address(config.target.lake);
  const sources = nodes.flatMap(node =>
    node.resourceType === 'source' ? (parseS3Address(node.location) ?? []) : [],
  );
  const names = new Set([...(lake ? [lake.bucket] : []), ...sources.map(({ bucket }) => bucket)]);
  return new Map(
    [...names].map(bucket => [
      bucket,
      {
        lake: lake?.bucket === bucket ? lake : undefined,
        sources: sources.filter(source => source.bucket === bucket),
      },
    ]),
  );
}

export interface BucketUse {
  readonly lake: S3Address | undefined;
  /** Their locations, patterns included. */
  readonly sources: readonly S3Address[];
}

/** Who asks a bucket, and until when. Throws `no-credentials`. */
export async function identityDetail(config: Config, bucket: string): Promise<Found> {
  const client = s3ClientFor(config.target.s3, bucket);
  const place = await client.place();
  const caller = await findCaller(place, accessTo(config.target.s3, bucket), process.env);
  if (caller.kind === 'refused') {
    throw new SparkifyError('no-credentials', `AWS refuses the credentials: ${caller.reason}`, {
      hint: 'Renew them: `aws sso login`, or new values of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the shell.',
    });
  }
  const expires = place.identity?.expiration?.toISOString();
  const detail = [renderCaller(caller), ...renderEnd(place)].join(', ');
  return { detail, facts: { ...caller, ...(expires === undefined ? {} : { expires }) } };
}

function renderCaller(caller: Exclude<Caller, { kind: 'refused' }>): string {
  if (caller.kind === 'anonymous') return 'anonymous: requests are not signed';
  if (caller.kind === 'arn') return caller.arn;
  const why = caller.reason === undefined ? '' : ` (STS does not say whose it is: ${caller.reason})`;
  return `access key that ends in ${caller.lastFour}${why}`;
}

function renderEnd({ identity }: S3Place): readonly string[] {
  if (identity === undefined) return [];
  const { expiration, sessionToken } = identity;
  if (expiration === undefined) {
    return sessionToken === undefined ? [] : ['temporary: nobody says until when'];
  }
  const minutes = Math.max(0, Math.round((expiration.getTime() - Date.now()) / 60_000));
  const until = expiration.toISOString().slice(0, 19).replace('T', ' ');
  return [`until ${until} UTC (${renderQuantity(minutes, 'minute')}), renewed before`];
}

/** Where a bucket is. Throws `missing-bucket`. */
export async function locate(client: S3Client): Promise<string> {
  await client.locate();
  const { headers } = await client.send({ method: 'HEAD', accept: [403] });
  const { region, endpoint } = await client.place();
  const found = headers['x-amz-bucket-region'] ?? region;
  return endpoint.custom ? `at ${endpoint.host}, region ${found}` : `in ${found}`;
}

const actions: Readonly<Record<LakeRight, string>> = {
  list: 's3:ListBucket',
  get: 's3:GetObject',
  put: 's3:PutObject',
  'conditional put': 's3:PutObject',
  delete: 's3:DeleteObject',
  'list uploads': 's3:ListBucketMultipartUploads',
};

/** What somebody may do with a lake. Whoever may only read it is well off, too. */
export function rightsDetail(where: string, label: string, { missing, left }: FoundRights): Found {
  const has = (Object.keys(actions) as LakeRight[]).filter(right => !missing.includes(right));
  const may = has.length === 0 ? 'nothing is allowed' : has.join(', ');
  const facts = { has, missing };
  if (missing.length === 0) return { detail: `lake ${where}: ${may}`, facts };
  const detail = `lake ${where}: ${may}; missing: ${missing.join(', ')}`;
  const needed = [...new Set(missing.map(right => actions[right]))].join(', ');
  const rest = left === undefined ? '' : ` ${label}/${left} could not be removed again.`;
  const isReader = missing.includes('put') && !missing.includes('get');
  return {
    detail,
    facts,
    state: isReader ? 'warn' : 'fail',
    hint: isReader
      ? `Enough to read the lake. To build, this identity needs ${needed}, too; docs/s3.md has a policy.${rest}`
      : `This identity needs ${needed} there; docs/s3.md has a policy.${rest}`,
  };
}

/** Whether the locations of sources can be listed, and the first object of each be read. */
export async function sourcesDetail(
  client: S3Client,
  where: string,
  sources: readonly S3Address[],
): Promise<Found> {
  const refused: string[] = [];
  const has = new Set<string>();
  for (const prefix of new Set(sources.map(({ path }) => surePrefix(path)))) {
    const label = renderS3Address({ bucket: client.bucket, path: prefix });
    const right = await refusedRight(client, prefix);
    if (right === undefined) has.add('list').add('get');
    else refused.push(`${right} ${label}`);
  }
  const facts = { has: [...has], missing: refused };
  const may = [...has].join(', ') || 'nothing is allowed';
  if (refused.length === 0) return { detail: `sources ${where}: ${may}`, facts };
  return {
    detail: `sources ${where}: ${may}; missing: ${refused.join(', ')}`,
    facts,
    state: 'fail',
    hint: 'To read sources, an identity needs s3:ListBucket on the bucket and s3:GetObject on its objects.',
  };
}

async function refusedRight(client: S3Client, prefix: string): Promise<'list' | 'get' | undefined> {
  let right: 'list' | 'get' = 'list';
  try {
    const first = (await listObjects(client, prefix).next()).value?.find(({ size }) => size > 0);
    right = 'get';
    if (first !== undefined)
      await client.send({ method: 'GET', key: first.key, headers: { range: 'bytes=0-0' } });
    return undefined;
  } catch (error) {
    if (error instanceof SparkifyError && error.code === 'store-denied') return right;
    throw error;
  }
}
