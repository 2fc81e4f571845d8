import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type CliProject, runSparkify } from '../helpers/cli-project.ts';
import { assertRefused, lakePicture, type Refusal } from '../helpers/shared-lake.ts';
import {
  type ProjectFiles,
  showPayments,
  tinyConfig,
  tinyFiles,
  tinyPayments,
  tinyProject,
} from '../helpers/tiny-project.ts';

const documents = 'target/lake/_sparkify';

/** Builds the sound project and does something to its lake, which a build must then refuse and leave as it is. */
async function refusedAfter(
  t: ExecutionContext,
  harm: (project: CliProject) => void,
  refusal: Refusal,
): Promise<CliProject> {
  const project = await builtProject(t);
  harm(project);
  project.write({ 'data/events/3.json': '{"id": 4, "user": "Cy"}\n' });
  const before = lakePicture(project.path('target/lake'));
  for (const args of [refusal.args ?? ['build'], ['run', '--select', 'payments']]) {
    assertRefused(t, await project.sparkify(...args), refusal);
    t.deepEqual(lakePicture(project.path('target/lake')), before);
  }
  return project;
}

async function builtProject(t: ExecutionContext, files: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, files);
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  return project;
}

const places = {
  pointer: 'current.json',
  'current release': 'releases',
  'file list of a table': 'tables/payments',
};

/** The one document in a folder of the lake, or at a path in it. */
function documentAt(project: CliProject, place: string): string {
  const path = `${documents}/${place}`;
  return statSync(project.path(path)).isFile() ? path : join(path, readdirSync(project.path(path))[0]!);
}

for (const name of ['pointer', 'current release'] as const) {
  test(`a lake whose ${name} was written by a newer version`, async t => {
    await refusedAfter(
      t,
      project => {
        const path = documentAt(project, places[name]);
        const newer = project.read(path).replace('"formatVersion": 1', '"formatVersion": 2');
        project.write({ [path]: newer });
      },
      {
        exitCode: 1,
        says: [
          'error  lake-too-new',
          `The document _sparkify/${places[name]}`,
          'has format 2; this sparkify reads up to 1.',
          'Update sparkify.',
        ],
      },
    );
  });
}

for (const [name, place] of Object.entries(places)) {
  test(`a lake whose ${name} is cut off`, async t => {
    const project = await refusedAfter(
      t,
      ({ path, ...built }) => truncateSync(path(documentAt({ path, ...built }, place)), 40),
      {
        exitCode: 1,
        says: [
          'error  lake-damaged',
          `The document _sparkify/${place}`,
          'is missing or damaged',
          'Bring the file back from a copy, or move the lake away and build it again.',
        ],
      },
    );
    const shown = await project.sparkify('show', 'payments');
    t.is(shown.exitCode, 1);
    t.regex(shown.output, /lake-damaged/);
  });
}

test('a lake whose current release is gone', async t => {
  await refusedAfter(t, project => project.remove(`${documents}/releases`), {
    exitCode: 1,
    says: ['error  lake-damaged', 'The document _sparkify/releases/', 'is missing or damaged'],
  });
});

test('a lake whose file list is gone, whose files are not taken for foreign ones', async t => {
  await refusedAfter(t, project => project.remove(`${documents}/tables`), {
    exitCode: 1,
    says: ['error  lake-damaged', 'The document _sparkify/tables/payments/', 'is missing or damaged'],
  });
});

test('a published file that is gone is named when it is read, and written again by a build', async t => {
  const project = await builtProject(t);
  project.remove('target/lake/files');
  assertRefused(t, await project.sparkify('show', 'payments'), {
    exitCode: 1,
    says: [
      'error  lake-damaged',
      'The published table payments cannot be read',
      'user_name=Ada/',
      '`sparkify build --select payments` writes what is missing again.',
    ],
  });
  const { exitCode, output } = await project.sparkify('build', '--select', 'payments');
  t.is(exitCode, 0, output);
  t.is(await showPayments(project), tinyPayments);
});

test('a lake of another project', async t => {
  const other = tinyConfig({ name: 'other' });
  await refusedAfter(t, project => project.write({ 'sparkify.config.ts': other }), {
    exitCode: 2,
    says: [
      'error  lake-foreign',
      'belongs to the project "tiny", not to "other"',
      'Give this project a lake of its own in sparkify.config.ts.',
    ],
  });
});

test("files in a table's folder that no release wrote", async t => {
  const project = await refusedAfter(
    t,
    built => built.write({ 'target/lake/payments/user_name=Ada/mine.csv': 'id\n1\n' }),
    {
      exitCode: 1,
      says: [
        'error  foreign-files',
        'holds files that no release wrote: payments/user_name=Ada/mine.csv.',
        'Move them out of the lake, or set `releases: { plainCopy: false }` in sparkify.config.ts.',
      ],
    },
  );
  t.is(await showPayments(project), tinyPayments);
});

test('files in the folder of a table that is new', async t => {
  const project = await builtProject(t);
  project.write({
    'target/lake/totals/mine.csv': 'n\n1\n',
    'models/totals.sql': "{{ config(materialized='table') }} select count(*) as n from {{ ref('payments') }}",
  });
  const before = lakePicture(project.path('target/lake'));
  assertRefused(t, await project.sparkify('build'), {
    exitCode: 1,
    says: ['error  foreign-files', 'totals/mine.csv'],
  });
  t.deepEqual(lakePicture(project.path('target/lake')), before);
});

test('a lake below a file', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': tinyConfig({ lake: 'data/file/lake' }) });
  project.write({ 'data/file': 'x' });
  assertRefused(t, await project.sparkify('build'), {
    exitCode: 1,
    says: [
      'error  lake-not-writable',
      `The lake ${project.path('data/file/lake')} cannot be written: ENOTDIR`,
      'A file stands where a folder must be. Move it away, or set another `lake` in sparkify.config.ts.',
    ],
  });
  t.is(project.read('data/file'), 'x');
});

/** More than the small disk holds, and no compression makes it smaller. */
const big = "{{ config(materialized='table') }} select range as n, hash(range) as noise from range(1000000)";

const onSmallDisk = canMount() ? test.serial : test.serial.skip;

onSmallDisk('a full disk leaves the lake as it was', async t => {
  const project = tinyProject(t);
  mountSmallDisk(t, project.path('target/lake'));
  t.is((await project.sparkify('build')).exitCode, 0);
  const before = lakePicture(project.path('target/lake'));
  project.write({ 'models/big.sql': big, 'data/events/3.json': '{"id": 4, "user": "Cy"}\n' });
  const result = await project.sparkify('build');
  assertRefused(t, result, {
    exitCode: 1,
    says: ['error  out-of-disk', 'Free', 'Nothing was published: the lake is as it was.'],
  });
  t.deepEqual(lakePicture(project.path('target/lake')), before);
  t.is(await showPayments(project), tinyPayments);
});

onSmallDisk('a disk that fills up while bad records are moved to quarantine is named', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ lake: 'lake' }),
    'models/sources.yml': tinyFiles['models/sources.yml'].replace(
      'location:',
      'on_bad_record: quarantine\n        location:',
    ),
  });
  t.is((await project.sparkify('build')).exitCode, 0);
  const before = lakePicture(project.path('lake'));
  project.remove('target');
  mountSmallDisk(t, project.path('target'));
  project.write({ 'data/events/3.json': '{"id": "a record that does not fit"}\n'.repeat(20_000) });
  assertRefused(t, await project.sparkify('build'), {
    exitCode: 1,
    says: ['error  out-of-disk', 'target', 'Free some space'],
  });
  t.deepEqual(lakePicture(project.path('lake')), before);
});

onSmallDisk('a disk without room for the compiled queries is named', async t => {
  const project = tinyProject(t, { 'sparkify.config.ts': tinyConfig({ lake: 'lake' }) });
  mountSmallDisk(t, project.path('target'));
  fillDisk(project.path('target'));
  assertRefused(t, await project.sparkify('build'), {
    exitCode: 1,
    says: ['error  out-of-disk', `The disk is full: ${project.path('target')} could not be written.`],
  });
});

/** Takes some seconds, so that another build can come in between. */
const slow = `{{ config(materialized='table') }}
select count(*) as n from range(25000) as a, range(25000) as b where (a.range * b.range) % 7 = 3`;

/** Starts a slow build over a lake, lets a quick one publish another payment meanwhile, and gives both results. */
async function overtake(t: ExecutionContext, slowModel: string, args: readonly string[]) {
  const project = await builtProject(t);
  const lake = project.path('target/lake');
  const quick = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ lake }),
    'data/events/3.json': '{"id": 4, "user": "Cy"}\n',
  });
  project.write({ 'models/slow.sql': slowModel });
  const { child, ended } = project.start(...args);
  await new Promise<void>(started => {
    child.stdout!.on('data', text => {
      if (String(text).includes('START table model slow')) started();
    });
  });
  const published = await quick.sparkify('build');
  t.is(published.exitCode, 0, published.output);
  t.is(child.exitCode, null, 'the slow build still runs');
  const [unfinished = ''] = readdirSync(join(lake, '_sparkify/candidates'));
  const after = lakePicture(lake).filter(line => !line.includes(unfinished.replace('.json', '')));
  return { project, result: await ended, after, release: /release (\S+)/.exec(published.output)![1]! };
}

const overtaken = `${tinyPayments}4,Cy,,\n`;
const cases = {
  writes: [slow, ['build']],
  reads: [`${slow} and a.range > (select min(id) from {{ ref('payments') }})`, ['run', '--select', 'slow']],
} as const;

for (const [does, [model, args]] of Object.entries(cases)) {
  test.serial(`a build is refused when another one changed a table that it ${does}`, async t => {
    const { project, result, after, release } = await overtake(t, model, args);
    assertRefused(t, result, {
      exitCode: 1,
      says: [
        'error  lake-moved',
        `Release ${release} (\`build\` by `,
        'came first and changed "payments".',
        'Nothing was published. Run the command again to build on that release.',
      ],
    });
    t.deepEqual(
      lakePicture(project.path('target/lake')),
      after,
      'what the refused build wrote is gone, what the other one published is there',
    );
    t.is(await showPayments(project), overtaken);
  });
}

test.serial('a build goes on when another one changed a table that it neither reads nor writes', async t => {
  const { project, result } = await overtake(t, slow, ['run', '--select', 'slow']);
  t.is(result.exitCode, 0, result.output);
  t.is(await showPayments(project), overtaken);
  t.is((await project.sparkify('show', 'slow')).exitCode, 0);
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && hasMount();
}

/** A container may forbid it even to root. */
function hasMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sparkify-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mountSmallDisk(t: ExecutionContext, folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  t.teardown(() => execFileSync('umount', [folder]));
}

function fillDisk(folder: string): void {
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(2 << 20));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

test('a folder for temporary files that cannot be there is named, and the lake is not called damaged', async t => {
  const project = tinyProject(t);
  t.is((await project.sparkify('build')).exitCode, 0);
  // Below a file there can be no folder; one that is only missing Node makes for its own cache.
  const env = { ...process.env, TMPDIR: project.path('sparkify.config.ts', 'gone') };
  const { exitCode, output } = await runSparkify(['build'], project.folder, env).ended;
  t.is(exitCode, 1, output);
  t.regex(output, /target-not-writable/);
  t.regex(output, /gone cannot be written: ENOTDIR/);
  t.regex(output, /set TMPDIR to a folder that it may write/);
  t.notRegex(output, /lake-damaged/);
});
