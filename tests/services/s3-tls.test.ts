import type { ExecutionContext } from 'ava';
import type { DuckDbTarget } from '../../src/config/target.ts';
import { openDuckDbSession } from '../../src/engines/duckdb/duckdb-session.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { filesWith, jsonLines } from '../helpers/tiny-project.ts';
import { type Certificate, createAuthority } from './certificates.ts';
import { type FaultProxy, isOfDuckDb, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';
import { event } from './swarm-project.ts';

const authority = createAuthority();

interface Secure {
  readonly project: S3Project;
  readonly proxy: FaultProxy;
  /** The bucket of the source. */
  readonly source: string;
}

interface SecureOptions {
  readonly certificate?: Certificate;
  /** `s3` of the target, as TypeScript; the file `ca.pem` lies in the project. */
  readonly s3?: (secure: { readonly endpoint: string; readonly source: string }) => string;
  readonly env?: (endpoint: string, project: S3Project) => NodeJS.ProcessEnv;
}

/** A source of 120 small objects, which are fetched, and of a large one, which DuckDB reads in place. */
async function secure(t: ExecutionContext, options: SecureOptions = {}): Promise<Secure> {
  t.timeout(240_000);
  const { certificate = authority.issue(), s3 = () => '{}' } = options;
  const { env = (endpoint: string) => ({ AWS_ENDPOINT_URL_S3: endpoint }) } = options;
  const small = Array.from({ length: 120 }, (_, id) => [event(id)]);
  const large = Array.from({ length: 2000 }, (_, index) => event(120 + index, { user: 'x'.repeat(1000) }));
  const root = await objectsOnS3(
    [...small, large].map((records, index) => ({
      key: `${index}.json`,
      bytes: Buffer.from(jsonLines(records)),
    })),
  );
  const proxy = await startFaultProxy(t, s3Service().endpoint, { certificate });
  const { endpoint } = proxy;
  const source = new URL(root).host;
  const files = filesWith({
    'ca.pem': `An authority of our own:\n${authority.certificate}`,
    'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, s3: ${s3({ endpoint, source })} }) },
});
`,
    'models/payments.sql': `{{ config(materialized='external', partition_by=['part']) }}
select id, id % 10 as part, amount from {{ ref('stg_events') }}
`,
  });
  const sources = (files['models/sources.yml'] as string).replace('data/events', root);
  const project = await onS3(cliProject(t, { ...files, 'models/sources.yml': sources }));
  return { project: project.as(env(endpoint, project)), proxy, source };
}

const payments = ['show', '--inline', "select count(*) as rows, sum(id) as ids from {{ ref('payments') }}"];

async function builds(t: ExecutionContext, { project, proxy }: Secure): Promise<void> {
  await succeeded(t, project.sparkify('build'));
  t.regex(await succeeded(t, project.sparkify(...payments)), /2,?120\D+2,?246,?140/);
  const reads = proxy.requests.filter(({ method, key }) => method === 'GET' && key.startsWith('raw/'));
  t.deepEqual([...new Set(reads.filter(isOfDuckDb).map(({ key }) => key))], ['raw/120.json']);
  t.is(new Set(reads.map(({ key }) => key)).size, 121);
}

s3SerialTest('a whole build goes over TLS to a store of an authority that `caFile` names', async t => {
  const secured = await secure(t, { s3: () => "{ caFile: 'ca.pem' }" });
  await builds(t, secured);
  t.true(
    secured.proxy.requests.some(({ method, key }) => method === 'PUT' && key.startsWith('some/lake/files/')),
  );
});

s3SerialTest('AWS_CA_BUNDLE names the authority as well', async t => {
  const env = (endpoint: string, project: S3Project) => ({
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_CA_BUNDLE: project.path('ca.pem'),
  });
  await builds(t, await secure(t, { env }));
});

s3SerialTest('the `caFile` of one bucket reaches DuckDB, too, while the lake is elsewhere', async t => {
  await builds(
    t,
    await secure(t, {
      s3: ({ endpoint, source }) =>
        `{ buckets: { '${source}': { endpoint: '${endpoint}', caFile: 'ca.pem' } } }`,
      env: () => ({}),
    }),
  );
});

const untrusted: readonly (readonly [string, SecureOptions, RegExp])[] = [
  ['an unknown authority', {}, /first certificate[\s\S]*caFile/],
  [
    'another authority of the same name',
    { certificate: createAuthority().issue(), s3: () => "{ caFile: 'ca.pem' }" },
    /certificate[\s\S]*caFile/,
  ],
  [
    'a certificate for another host',
    { certificate: authority.issue({ host: 'store.example.com' }), s3: () => "{ caFile: 'ca.pem' }" },
    /altnames[\s\S]*by a host that its certificate is for/,
  ],
  [
    'a certificate that has expired',
    { certificate: authority.issue({ daysAgo: 3 }), s3: () => "{ caFile: 'ca.pem' }" },
    /expired[\s\S]*renew/,
  ],
];

for (const [title, options, says] of untrusted) {
  s3SerialTest(`a store is refused at once, and once, for ${title}`, async t => {
    const { project, proxy } = await secure(t, options);
    const begun = performance.now();
    const { exitCode, output } = await project.sparkify('build');
    t.is(exitCode, 1, output);
    t.true(performance.now() - begun < 15_000);
    t.regex(output, says);
    t.is(output.match(/untrusted-store/g)?.length, 1, output);
    t.notRegex(output, /gives no answer| at file:/);
    t.deepEqual(proxy.requests, []);
  });
}

s3SerialTest('a `caFile` that is missing, or holds no certificate, is named', async t => {
  const { project } = await secure(t, { s3: () => "{ caFile: 'ca.pem' }" });
  project.write({ 'ca.pem': 'not a certificate' });
  const garbage = await project.sparkify('build');
  t.regex(garbage.output, /bad-ca-file[\s\S]*ca\.pem[\s\S]*no certificate in PEM form/);
  t.is(garbage.exitCode, 1);
  project.remove('ca.pem');
  t.regex((await project.sparkify('build')).output, /bad-ca-file[\s\S]*ca\.pem[\s\S]*ENOENT/);
});

s3SerialTest('a store that is asked by TLS and speaks none is said to give no answer', async t => {
  const { project } = await secure(t, {
    env: () => ({ AWS_ENDPOINT_URL_S3: s3Service().endpoint.replace('http', 'https') }),
  });
  const begun = performance.now();
  t.regex(
    (await project.sparkify('build')).output,
    /store-unreachable[\s\S]*does not speak TLS[\s\S]*`http:\/\/`/,
  );
  t.true(performance.now() - begun < 20_000);
});

for (const client of ['curl', 'httplib'])
  s3SerialTest(`DuckDB itself refuses a certificate that nobody vouches for: ${client}`, async t => {
    const { endpoint } = await startFaultProxy(t, s3Service().endpoint, { certificate: authority.issue() });
    const read = async (caFile: string | undefined) => {
      const target: DuckDbTarget = {
        ...{ type: 'duckdb', name: 'prod', database: ':memory:', lake: '/', upload: 'auto', threads: 1 },
        s3: { ...plainSettings, caFile },
        extensions: { folder: undefined, repository: undefined },
        memoryLimit: undefined,
        requirePlan: false,
        catalog: undefined,
      };
      const folder = temporaryFolder(t);
      const session = await openDuckDbSession({
        database: ':memory:',
        target,
        projectDir: folder,
        scratch: folder,
      });
      try {
        await session.enableS3(true);
        await session.execute(`SET GLOBAL httpfs_client_implementation = '${client}'`);
        await session.query(`SELECT * FROM read_text('${endpoint}/bucket/object')`);
      } finally {
        session.close();
      }
    };
    await t.throwsAsync(read(undefined), { code: 'untrusted-store' });
    const project = cliProject(t, { 'ca.pem': authority.certificate });
    await t.throwsAsync(read(project.path('ca.pem')), { message: /HTTP 40[34]/ });
  });
