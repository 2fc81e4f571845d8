import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { toS3Settings } from '../../src/config/s3-settings.ts';
import { SparkifyError } from '../../src/diagnostics/sparkify-error.ts';
import { S3Access } from '../../src/engines/duckdb/s3-access.ts';
import { createS3Store } from '../../src/storage/s3/s3-store.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { filesWith, jsonLines, type ProjectFiles } from '../helpers/tiny-project.ts';
import { expired, startFaultProxy } from './fault-proxy.ts';
import { objectsOnS3, onS3, type S3Project } from './s3-project.ts';
import { plainSettings, s3SerialTest, s3Service } from './s3-service.ts';
import { rootKeys } from './start-versitygw.ts';

/** The small project with its lake on S3, and its source wherever `source_root` says. */
function tiny(
  t: ExecutionContext,
  files: ProjectFiles = {},
  env: NodeJS.ProcessEnv = {},
): Promise<S3Project> {
  const config = `import { defineConfig, duckdb } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { prod: duckdb({ lake: process.env.SPARKIFY_LAKE, extensions: { folder: process.env.EXTENSIONS, repository: process.env.MIRROR } }) },
  vars: { source_root: 'data/events' },
});
`;
  const sources = filesWith({})['models/sources.yml'] as string;
  const project = cliProject(
    t,
    filesWith({
      'sparkify.config.ts': config,
      'models/sources.yml': sources
        .replace('data/events', `"{{ var('source_root') }}`)
        .replace('*.json', '*.json*"'),
      ...files,
    }),
  );
  return onS3(project, env);
}

const events = [
  { id: 1, user: 'Ada', amount: 1.5, paid_at: '2026-01-01T10:00:00Z' },
  { id: 2, user: 'Bo', amount: 2, paid_at: '2026-01-02T10:00:00Z' },
];

function from(root: string): string[] {
  return ['--vars', JSON.stringify({ source_root: root })];
}

async function payments(project: S3Project): Promise<string> {
  const sql = "select id, user_name from {{ ref('payments') }} order by id";
  const { stdout } = await project.sparkify('show', '--inline', sql, '--output', 'csv');
  return stdout;
}

s3SerialTest('partitions with odd names are written to S3 and read from there', async t => {
  const names = ['a%2Fb', 'c d+e', 'f/g', 'é', '日本', 'k=v', 'a#b?c*[d]', "it's", '~$&'];
  const records = names.map((user, id) => ({ id, user, amount: 1, paid_at: '2026-01-01T10:00:00Z' }));
  const project = await tiny(t, {
    'data/events/1.json': jsonLines(records),
    'data/events/2.json': undefined,
  });
  await succeeded(t, project.sparkify('build'));
  const expected = names.map((name, id) => `${id},${name}\n`).join('');
  t.is(await payments(project), `id,user_name\n${expected}`);
});

s3SerialTest('bad records of objects on S3 are named by key and line, or moved to quarantine', async t => {
  const root = await objectsOnS3([
    { key: 'good.json', bytes: Buffer.from(jsonLines(events)) },
    { key: 'bad.json.gz', bytes: gzipSync(`${jsonLines([{ ...events[0], id: 3 }])}{"id":"x"}\n`) },
  ]);
  const project = await tiny(t);
  const failed = await project.sparkify('build', ...from(root));
  t.is(failed.exitCode, 1, failed.output);
  t.true(failed.output.includes(`${root}/bad.json.gz:2:1`), failed.output);
  const sources = project.read('models/sources.yml');
  project.write({
    'models/sources.yml': sources.replace(
      '- name: events',
      '- name: events\n        on_bad_record: quarantine',
    ),
  });
  await succeeded(t, project.sparkify('build', ...from(root)));
  t.is(await payments(project), 'id,user_name\n1,Ada\n2,Bo\n3,Ada\n');
  t.true(project.read('target/quarantine/raw.events/bad-records.jsonl').includes(`${root}/bad.json.gz`));
});

s3SerialTest(
  'hidden objects, folders that consoles make, and what lies elsewhere are no source files',
  async t => {
    const bytes = Buffer.from(jsonLines(events));
    const root = await objectsOnS3([
      { key: 'a.json', bytes },
      { key: '_b.json', bytes: Buffer.from('no json') },
      { key: '.c.json', bytes: Buffer.from('no json') },
      { key: 'deeper/d.json', bytes: Buffer.from('no json') },
      { key: 'e.txt', bytes: Buffer.from('no json') },
    ]);
    const project = await tiny(t);
    await succeeded(t, project.sparkify('build', ...from(root)));
    t.is(await payments(project), 'id,user_name\n1,Ada\n2,Bo\n');
  },
);

s3SerialTest('an object that is replaced while a build reads it fails the build, which names it', async t => {
  const service = s3Service();
  const bytes = Buffer.from(jsonLines(events));
  const root = await objectsOnS3([
    { key: 'a.json', bytes },
    { key: 'b.json', bytes: Buffer.from('') },
  ]);
  const proxy = await startFaultProxy(t, service.endpoint);
  const project = await tiny(t, {}, { AWS_ENDPOINT_URL_S3: proxy.endpoint });
  const replacement = project.path('replacement.json');
  project.write({ 'replacement.json': jsonLines(events.slice(1)) });
  let listings = 0;
  proxy.setFault(async ({ query }) => {
    // Before the second listing, which comes after the reading.
    if (query.get('prefix')?.startsWith('raw/') && ++listings === 2) {
      await createS3Store(root, { settings: plainSettings }).upload(replacement, 'a.json');
    }
    return undefined;
  });
  const failed = await project.sparkify('build', ...from(root));
  t.is(failed.exitCode, 1, failed.output);
  t.regex(failed.output, /unreadable-file[\s\S]*raw\/a\.json of the source raw\.events was replaced/);
  proxy.setFault(undefined);
  await succeeded(t, project.sparkify('build', ...from(root)));
  t.is(await payments(project), 'id,user_name\n2,Bo\n');
});

/** Credentials that a program hands out, each time with another token. */
function programFiles(): ProjectFiles {
  return {
    'aws-config': '[profile work]\ncredential_process = sh ./credentials.sh\nregion = us-east-1\n',
    'credentials.sh': `n=$(( $(cat count 2>/dev/null || echo 0) + 1 )); echo $n > count
echo '{"Version":1,"AccessKeyId":"${rootKeys.accessKeyId}","SecretAccessKey":"${rootKeys.secretAccessKey}","SessionToken":"a-secret-token-'$n'","Expiration":"2099-01-01T00:00:00Z"}'
`,
  };
}

const programEnv = {
  AWS_PROFILE: 'work',
  AWS_CONFIG_FILE: 'aws-config',
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
};

s3SerialTest('credentials of a profile that expire are renewed, in DuckDB too, and never show', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const root = await objectsOnS3([{ key: 'a.json', bytes: Buffer.from(jsonLines(events)) }]);
  const env = { ...programEnv, AWS_ENDPOINT_URL_S3: proxy.endpoint };
  const project = await tiny(t, programFiles(), env);
  const rejected = new Set<string>();
  proxy.setFault(({ headers, method, key }) => {
    const token = String(headers['x-amz-security-token']);
    // DuckDB's first token ends when it reads, and whatever then writes data has one more end.
    const ends =
      key === 'raw/a.json'
        ? rejected.size === 0
        : method === 'PUT' && key.includes('/files/') && rejected.size === 1;
    if (ends) rejected.add(token);
    return rejected.has(token) ? expired : undefined;
  });
  const built = await project.sparkify('build', ...from(root), '--log-format', 'json');
  t.is(built.exitCode, 0, built.output);
  t.is(rejected.size, 2);
  const shown = await project.sparkify('show', 'payments', '--output', 'csv');
  t.true(shown.stdout.includes('Ada'), shown.output);

  const secrets = [rootKeys.secretAccessKey, 'a-secret-token'];
  const own = new Set(['credentials.sh', 'aws-config']);
  for (const secret of secrets) {
    t.false(`${built.output}${shown.output}`.includes(secret));
    const files = readdirSync(project.folder, { recursive: true, encoding: 'utf8' }).filter(
      path => !own.has(path) && statSync(join(project.folder, path)).isFile(),
    );
    for (const path of files)
      t.false(readFileSync(join(project.folder, path), 'latin1').includes(secret), path);
  }
});

s3SerialTest(
  'a bucket that cannot be opened fails only what reads it, and no statement names a secret',
  async t => {
    const statements: string[] = [];
    const run = async (sql: string) => void statements.push(sql);
    const settings = toS3Settings({}, '/');
    const access = new S3Access({ run, settings, extensions: { folder: undefined, repository: undefined } });
    const missing = access.prepare(['s3://no-such-bucket-here/a.json']);
    await t.throwsAsync(missing, { instanceOf: SparkifyError, code: 'missing-bucket' });
    await t.notThrowsAsync(access.before());
    const bucket = await s3Service().newBucket();
    await access.prepare([`s3://${bucket}/a.json`, '/local/b.json']);
    await access.before();
    t.is(statements.filter(sql => sql.includes('SECRET')).length, 1);
    for (const secret of Object.values(rootKeys)) t.false(statements.join('\n').includes(secret));
  },
);

s3SerialTest('where DuckDB cannot get its extension for S3, one message says what to do', async t => {
  const root = await objectsOnS3([{ key: 'a.json', bytes: Buffer.from(jsonLines(events)) }]);
  // A folder without extensions, and no Python to get one with.
  const project = await tiny(t, {}, { EXTENSIONS: 'no-extensions', PATH: '/nowhere' });
  const { exitCode, output } = await project.sparkify('build', ...from(root));
  t.is(exitCode, 1, output);
  t.regex(output, /no-httpfs[\s\S]*sparkify doctor --fix[\s\S]*pip download/);
  const doctor = await project.sparkify('doctor');
  t.is(doctor.exitCode, 2);
  t.regex(doctor.stdout, /FAIL {2}httpfs/);
});

s3SerialTest(
  'doctor --fix installs the extension for S3 into the folder that is set, signed or not at all',
  async t => {
    const project = await tiny(t, {}, { EXTENSIONS: 'extensions' });
    t.is((await project.sparkify('doctor')).exitCode, 2);
    const fixed = await project.sparkify('doctor', '--fix');
    t.regex(fixed.stdout, /ok {4}httpfs +installed just now/);
    t.is((await project.sparkify('doctor')).exitCode, 0);

    // What was installed serves as a mirror, as it is and with a byte of it changed.
    const path = readdirSync(project.path('extensions'), { recursive: true, encoding: 'utf8' }).find(name =>
      name.endsWith('httpfs.duckdb_extension'),
    )!;
    const extension = readFileSync(project.path('extensions', path));
    const mirrored = async (name: string, bytes: Uint8Array) => {
      mkdirSync(project.path(name, dirname(path)), { recursive: true });
      writeFileSync(project.path(name, `${path}.gz`), gzipSync(bytes, { level: 1 }));
      const other = await tiny(
        t,
        {},
        { PATH: '/nowhere', EXTENSIONS: 'extensions', MIRROR: project.path(name) },
      );
      return other.sparkify('doctor', '--fix');
    };
    t.regex((await mirrored('mirror', extension)).stdout, /ok {4}httpfs +installed just now/);
    const forged = Buffer.from(extension);
    forged[forged.length >> 1]! ^= 1;
    t.regex((await mirrored('forged', forged)).stdout, /FAIL {2}httpfs/);
  },
);
