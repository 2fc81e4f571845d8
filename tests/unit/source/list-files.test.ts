import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { toS3Settings } from '../../../src/config/s3-settings.ts';
import { listSourceFiles } from '../../../src/source/list-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const s3 = toS3Settings({}, '/');
const at = { file: 'models/sources.yml', line: 5, column: 9 };

function project(t: ExecutionContext, files: readonly string[]): string {
  const folder = temporaryFolder(t);
  for (const file of files) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{}');
  }
  return folder;
}

async function labels(projectDir: string, location: string): Promise<readonly string[]> {
  return (await listSourceFiles({ source: 'raw.events', location, projectDir, s3, at })).map(
    file => file.label,
  );
}

test('a glob matches files level by level, in the order of their paths', async t => {
  const projectDir = project(t, [
    'd/b/2/x.json',
    'd/a/10/x.json',
    'd/a/2/x.json',
    'd/a/x.json',
    'd/a/2/x.csv',
    'd/B/1/x.json',
  ]);
  t.deepEqual(await labels(projectDir, 'd/*/*/*.json'), [
    'd/B/1/x.json',
    'd/a/10/x.json',
    'd/a/2/x.json',
    'd/b/2/x.json',
  ]);
  t.deepEqual(await labels(projectDir, 'd/**/x.{json,csv}'), [
    ...['d/B/1/x.json', 'd/a/10/x.json', 'd/a/2/x.csv', 'd/a/2/x.json', 'd/a/x.json', 'd/b/2/x.json'],
  ]);
});

test('a file has its absolute path', async t => {
  const projectDir = project(t, ['d/x.json']);
  const [file] = await listSourceFiles({ source: 'raw.events', location: 'd/x.json', projectDir, s3 });
  t.is(file!.path, join(projectDir, 'd/x.json'));
});

test('a location may lie outside of the project or be absolute: its files keep their absolute paths', async t => {
  const folder = project(t, ['raw/x.json', 'project/sparkify.config.ts']);
  const projectDir = join(folder, 'project');
  t.deepEqual(await labels(projectDir, '../raw/*.json'), [join(folder, 'raw/x.json')]);
  t.deepEqual(await labels(projectDir, join(folder, 'raw', '*.json')), [join(folder, 'raw/x.json')]);
});

test('hidden files and folders and those beginning with _ are passed over, unless the location names them', async t => {
  const projectDir = project(t, [
    'd/x.json',
    'd/.x.json',
    'd/_x.json',
    'd/_tmp/x.json',
    'd/.tmp/x.json',
    'd/a_b.json',
  ]);
  t.deepEqual(await labels(projectDir, 'd/**/*.json'), ['d/a_b.json', 'd/x.json']);
  t.deepEqual(await labels(projectDir, 'd/_tmp/*.json'), ['d/_tmp/x.json']);
});

test('a project folder below a hidden one, or one that looks like a glob, is no obstacle', async t => {
  const folder = project(t, ['.ci/_build/[x] (1)/d/x.json']);
  t.deepEqual(await labels(join(folder, '.ci/_build/[x] (1)'), 'd/*.json'), ['d/x.json']);
});

test('a file whose name looks like a glob is found by it', async t => {
  const projectDir = project(t, ['d/x[1].json', 'd/x1.json']);
  t.deepEqual(await labels(projectDir, 'd/x[1].json'), ['d/x[1].json']);
});

test('the first folder that is missing is named, with the place of the location', async t => {
  const projectDir = project(t, ['d/x.json']);
  const error = await t.throwsAsync(labels(projectDir, 'd/e/f/*/*.json'), { code: 'missing-folder' });
  t.is(error!.message, 'The folder d/e of the source raw.events does not exist.');
  t.like(error, { at, exitCode: 2 });
});

test('a location that nothing matches is named', async t => {
  const projectDir = project(t, ['d/x.json']);
  const error = await t.throwsAsync(labels(projectDir, 'd/*.jsn'), { code: 'no-files' });
  t.is(error!.message, 'No file matches the location of the source raw.events: d/*.jsn');
  t.like(error, { at, exitCode: 2 });
});

test('a location that is a folder is told how to name the files in it', async t => {
  const projectDir = project(t, ['d/x.json']);
  const error = await t.throwsAsync(labels(projectDir, 'd'), { code: 'no-files' });
  t.like(error, { hint: 'It is a folder: write d/*.json, or d/**/*.json for the folders in it too.' });
});
