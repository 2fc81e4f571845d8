import type { ExecutionContext } from 'ava';
import { S3Client } from '../../src/storage/s3/s3-client.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { codeBlocks, readPage, section } from '../helpers/markdown.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { denied, type FaultProxy, type SeenRequest, startFaultProxy } from './fault-proxy.ts';
import { onS3, type S3Project } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';
import { event } from './swarm-project.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: { readonly StringLike: { readonly 's3:prefix': readonly string[] } };
}

/** The policy of docs/s3.md. */
function documented(): readonly Statement[] {
  const page = readPage('docs/s3.md');
  const [block] = codeBlocks({ path: page.path, text: section(page, 'Rights') });
  return (JSON.parse(block!.text) as { Statement: readonly Statement[] }).Statement;
}

/** What a statement allows, each as the action and where. */
function allowed({ Action, Resource, Condition }: Statement): readonly string[] {
  const places = Condition?.StringLike['s3:prefix'].map(prefix => `${Resource} ${prefix}`) ?? [Resource];
  return [Action].flat().flatMap(action => places.map(place => `${action} ${place}`));
}

const bucketArn = 'arn:aws:s3:::my-bucket';

/** What S3 asks of whoever sends a request, in the words of the policy. */
function needed({ method, key, query, headers }: SeenRequest): readonly string[] {
  // AWS knows no prefix of uploads, so the policy can name none.
  if (query.has('uploads') && method === 'GET') return [`s3:ListBucketMultipartUploads ${bucketArn}`];
  if (query.has('delete')) return [`s3:DeleteObject ${objectsOf('lake/')}`];
  if (key === '') return [`s3:ListBucket ${bucketArn} ${prefixOf(query.get('prefix') ?? '')}`];
  if (method === 'GET' || method === 'HEAD') return [`s3:GetObject ${objectsOf(key)}`];
  if (method === 'DELETE') {
    return [`s3:${query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject'} ${objectsOf(key)}`];
  }
  const from = headers['x-amz-copy-source'];
  const read =
    from === undefined ? [] : [`s3:GetObject ${objectsOf(String(from).replace(/^\/[^/]+\//, ''))}`];
  return [`s3:PutObject ${objectsOf(key)}`, ...read];
}

function objectsOf(key: string): string {
  return `${bucketArn}/${prefixOf(key)}`;
}

function prefixOf(key: string): string {
  return key.replace(/\/.*$/, '/*');
}

/** A lake and its source in one bucket, as on the page. */
async function asDocumented(t: ExecutionContext): Promise<{ project: S3Project; proxy: FaultProxy }> {
  t.timeout(180_000);
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE }) },
  vars: { source_root: 'data/events', salt: 'a' },
});
`;
  const sources = (filesWith({})['models/sources.yml'] as string).replace(
    'data/events/*.json',
    `"{{ var('source_root') }}/*.json"`,
  );
  const files = filesWith({
    'sparkify.config.ts': config,
    'models/sources.yml': sources,
    // More than one part.
    'models/large.sql': `{{ config(materialized='external') }}
select range as id, md5(range || '{{ var('salt') }}') as hash from range(700000)`,
  });
  const project = await onS3(cliProject(t, files), { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  const body = Buffer.from(jsonLines([event(1), event(2)]));
  await new S3Client(project.bucket, plainSettings, s3Service().env).send({
    ...{ method: 'PUT', key: 'raw/a.json', body },
  });
  return { project: project.as({ SPARKIFY_LAKE: `s3://${project.bucket}/lake` }), proxy };
}

s3SerialTest(
  'the policy of docs/s3.md allows what build, doctor and recover ask for, and nothing else',
  async t => {
    const { project, proxy } = await asDocumented(t);
    const vars = (salt: string) => [
      '--vars',
      JSON.stringify({ source_root: `s3://${project.bucket}/raw`, salt }),
    ];
    await succeeded(t, project.sparkify('doctor', ...vars('a')));
    await succeeded(t, project.sparkify('build', ...vars('a')));
    // An upload in parts that is refused is ended.
    proxy.setFault(({ query }) => (query.get('partNumber') === '2' ? denied : undefined));
    t.is((await project.sparkify('build', ...vars('b'))).exitCode, 1);
    proxy.setFault(undefined);
    await succeeded(t, project.sparkify('build', ...vars('b')));
    await succeeded(t, project.sparkify('recover'));
    await succeeded(t, project.sparkify('doctor', ...vars('b')));
    const used = [...new Set(proxy.requests.flatMap(needed))].sort();
    t.deepEqual(used, [...new Set(documented().flatMap(allowed))].sort());
  },
);
