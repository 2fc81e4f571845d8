import type { DuckDBConnection } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { checksum, currentRelease, pointerSql } from '../helpers/lake-reader.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { type SmallDisk, sparkifyOnSmallDisk } from '../helpers/small-disk.ts';
import {
  denied,
  expired,
  type Fault,
  type FaultProxy,
  type SeenRequest,
  slowDown,
  startFaultProxy,
} from './fault-proxy.ts';
import { openUploads } from './open-uploads.ts';
import { type S3Project, s3Project, sampleOnS3 } from './s3-project.ts';
import { s3SerialTest, s3Service } from './s3-service.ts';
import { s3SmallDiskTest } from './s3-small-disk-test.ts';

interface Faulty {
  readonly project: S3Project;
  readonly proxy: FaultProxy;
  readonly connection: DuckDBConnection;
  /** What becomes of titles. */
  readonly words: string;
}

/** The lake of the test before, where that one left it whole: to publish anew for each is much of what a test costs. */
let left: { readonly bucket: string; readonly words: string } | undefined;

/** A project over a lake with a release, whose next build changes tables. It waits for no answer for more than a second. */
async function faulty(t: ExecutionContext): Promise<Faulty> {
  t.timeout(240_000);
  const before = left;
  left = undefined;
  const proxy = await startFaultProxy(t, s3Service().endpoint);
  const project = await s3Project(t, proxy.endpoint, before?.bucket);
  const config = 'sparkify.config.ts';
  project.write({ [config]: project.read(config).replace("'target/prod-lake'", '$&, s3: { timeout: 1 }') });
  if (before === undefined) await succeeded(t, project.sparkify('build'));
  const words = before?.words === '(live)' ? '(again)' : '(live)';
  change(project, words);
  return { project, proxy, connection: await connectDuckDb(t), words };
}

/** Every song has another title. */
function change(project: CliProject, words: string): void {
  const model = 'models/marts/songs.sql';
  const select = `select song_id, title || ' ${words}' as title, artist_id, year, duration`;
  project.write({ [model]: project.read(model).replace(/^select song_id, .*$/m, select) });
}

async function whole(connection: DuckDBConnection, lake: string): Promise<string> {
  const tables: string[] = [];
  for (const table of currentRelease(lake)!.tables) {
    tables.push(`${table.name} ${await checksum(connection, await pointerSql(connection, lake, table))}`);
  }
  return tables.join('\n');
}

/** What the changed project gives where nothing goes wrong. Each is built once. */
function healthy(t: ExecutionContext, { connection, words }: Faulty): Promise<string> {
  const known = built.get(words);
  if (known !== undefined) return known;
  const building = (async () => {
    const project = referenceProject(t);
    change(project, words);
    await succeeded(t, project.sparkify('build'));
    return whole(connection, project.lake);
  })();
  built.set(words, building);
  return building;
}

const built = new Map<string, Promise<string>>();

/** The next build succeeds without help, and nothing remains that no release knows. */
async function endsWell(t: ExecutionContext, { project, proxy, connection, words }: Faulty): Promise<void> {
  proxy.setFault(undefined);
  await succeeded(t, project.sparkify('build'));
  await succeeded(t, project.sparkify('recover'));
  t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  t.deepEqual(await openUploads(project.bucket), []);
  left = { bucket: project.bucket, words };
}

function every(share: number, fault: Fault): (request: SeenRequest) => Fault | undefined {
  return ({ index }) => (((index * 2654435761) % 2 ** 32) / 2 ** 32 < share ? fault : undefined);
}

function everySixthUpload({ method, index }: SeenRequest): Fault | undefined {
  return method === 'PUT' && index % 6 === 0 ? { kind: 'cut-upload' } : undefined;
}

/** Five requests after each other come with keys that have expired. Whoever comes again has new ones, which hold for a while. */
function expiring(): (request: SeenRequest) => Fault | undefined {
  const refused = new Set<string>();
  let seen = 0;
  return request => {
    const name = `${request.method} ${request.key}?${request.query}`;
    const place = seen++ % 250;
    if (place < 20 || place >= 25 || refused.delete(name)) return undefined;
    refused.add(name);
    return expired;
  };
}

const survived: readonly (readonly [string, (request: SeenRequest) => Fault | undefined])[] = [
  ['5 % of all requests are refused', every(0.05, slowDown)],
  ['30 % of all requests are refused', every(0.3, slowDown)],
  ['2 % of all requests are never answered', every(0.02, { kind: 'hang' })],
  ['2 % of all answers are swallowed', every(0.02, { kind: 'swallow-answer' })],
  ['5 % of all answers break off', every(0.05, { kind: 'cut-body' })],
  ['every sixth upload is cut in the midst of its body', everySixthUpload],
  ['5 % of all answers are lost', every(0.05, { kind: 'lost-answer' })],
  ['credentials expire now and then', expiring()],
];

for (const [title, fault] of survived) {
  s3SerialTest(`a build is published although ${title}`, async t => {
    const found = await faulty(t);
    const expected = await healthy(t, found);
    t.not(await whole(found.connection, found.project.lake), expected);
    found.proxy.setFault(fault);
    const output = await succeeded(t, found.project.sparkify('build'));
    t.regex(output, /Published release/);
    t.is(await whole(found.connection, found.project.lake), expected);
    await endsWell(t, found);
  });
}

s3SerialTest('sources on S3 are read whole although 30 % of all requests are refused', async t => {
  const { project, proxy, connection } = await faulty(t);
  await succeeded(t, project.sparkify('build'));
  const before = await whole(connection, project.lake);
  const vars = JSON.stringify({ source_root: await sampleOnS3() });
  proxy.setFault(every(0.3, slowDown));
  // The sample is the same there.
  await succeeded(t, project.sparkify('build', '--vars', vars));
  t.is(await whole(connection, project.lake), before);
});

s3SerialTest(
  'sources on S3 that may not be read fail the build, which says whose right is missing',
  async t => {
    const found = await faulty(t);
    const { project, proxy, connection } = found;
    const before = await whole(connection, project.lake);
    const vars = JSON.stringify({ source_root: await sampleOnS3() });
    proxy.setFault(({ method, key }) =>
      method !== 'PUT' && key.startsWith('raw/log_data') ? denied : undefined,
    );
    const { exitCode, output } = await project.sparkify('build', '--vars', vars);
    t.is(exitCode, 1, output);
    t.regex(output, /store-denied[\s\S]*raw\/log_data[\s\S]*needs s3:GetObject there/);
    t.is(await whole(connection, project.lake), before);
    await endsWell(t, found);
  },
);

const failed: readonly (readonly [string, (request: SeenRequest) => Fault | undefined, RegExp])[] = [
  [
    'data may not be written',
    ({ method, key }) => (method === 'PUT' && key.includes('/files/') ? denied : undefined),
    /store-denied[\s\S]*s3:PutObject/,
  ],
  [
    'the pointer may not be written',
    ({ method, key }) => (method === 'PUT' && key.endsWith('current.json') ? denied : undefined),
    /store-denied[\s\S]*current\.json/,
  ],
  ['all credentials have expired', () => expired, /no-credentials[\s\S]*aws sso login/],
  [
    'the bucket is gone',
    () => ({ kind: 'answer', status: 404, code: 'NoSuchBucket' }),
    /missing-bucket[\s\S]*does not exist/,
  ],
];

for (const [title, fault, words] of failed) {
  s3SerialTest(`a build leaves the lake as it was, and says why, when ${title}`, async t => {
    const found = await faulty(t);
    const before = await whole(found.connection, found.project.lake);
    found.proxy.setFault(fault);
    const { exitCode, output } = await found.project.sparkify('build');
    t.is(exitCode, 1, output);
    t.regex(output, words);
    t.notRegex(output, /not-a-secret-of-anybody|\n {4}at /);
    t.is(await whole(found.connection, found.project.lake), before);
    await endsWell(t, found);
  });
}

s3SmallDiskTest(
  'a build whose local disk is full amid writing says so, and leaves the lake as it was',
  async t => {
    const found = await faulty(t);
    const { project, connection } = found;
    const before = await whole(connection, project.lake);
    const config = 'sparkify.config.ts';
    project.write({
      [config]: project.read(config).replace("'target/prod-lake'", "$&, upload: 'disk'"),
      // 32 MB that nothing makes smaller.
      'models/large.sql': `{{ config(materialized='external') }} select range as id, md5(range || 'salt') as hash from range(1000000)`,
    });
    const { exitCode, output } = await sparkifyOnSmallDisk(project, smallDisk(2 * 2 ** 20), 'build');
    t.is(exitCode, 1, output);
    t.regex(output, /out-of-disk/);
    t.is(await whole(connection, project.lake), before);
    project.remove('models/large.sql');
    await endsWell(t, found);
  },
);

s3SmallDiskTest(
  'a build whose disk has no room for files sends them straight to S3, and says so once',
  async t => {
    const found = await faulty(t);
    const { project, connection } = found;
    const before = await whole(connection, project.lake);
    // For folders only.
    const { exitCode, output } = await sparkifyOnSmallDisk(project, smallDisk(8192), 'build');
    t.is(exitCode, 0, output);
    t.is(output.match(/short-disk/g)?.length, 1, output);
    t.regex(output, /Published release/);
    t.not(await whole(connection, project.lake), before);
    await succeeded(t, project.sparkify('recover'));
    t.deepEqual(await lakeLeftovers(connection, project.lake), []);
  },
);

/** Where files wait for S3. */
function smallDisk(bytes: number): SmallDisk {
  return { at: 'target/tmp', bytes };
}

s3SerialTest('a store that ignores conditions is refused before anything is published', async t => {
  const proxy = await startFaultProxy(t, s3Service().endpoint, {
    fault: () => ({ kind: 'ignore-conditions' }),
  });
  const project = await s3Project(t, proxy.endpoint);
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 1, output);
  t.regex(output, /no-conditional-writes[\s\S]*ignores If-None-Match/);
});

s3SerialTest(
  'of two builds of the same tables at the same moment one publishes, and the other says so',
  async t => {
    const found = await faulty(t);
    const { project } = found;
    const results = await Promise.all([project.sparkify('build'), project.sparkify('build')]);
    const published = results.filter(({ stdout }) => stdout.includes('Published release'));
    t.is(published.length, 1, results.map(({ output }) => output).join('\n'));
    for (const { exitCode, output } of results) if (exitCode !== 0) t.regex(output, /lake-moved/);
    await endsWell(t, found);
  },
);
