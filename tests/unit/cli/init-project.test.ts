import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { initProject, projectName } from '../../../src/cli/init-project.ts';
import { main } from '../../../src/cli/main.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { loadProject } from '../../../src/project/load-project.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { testCli } from '../../helpers/test-cli.ts';

test('a new project has a sound config and files without a fault', async t => {
  const folder = join(temporaryFolder(t), 'my-lake');
  await initProject(folder, '1.2.3');
  const { config, diagnostics } = await loadConfig({ projectDir: folder, env: {} });
  const project = await loadProject(config);
  t.is(config.name, 'my_lake');
  t.deepEqual([...diagnostics, ...project.diagnostics], []);
  t.deepEqual(project.models.map(({ name }) => name).sort(), ['daily_plays', 'stg_plays']);
  t.deepEqual(
    project.seeds.map(({ name }) => name),
    ['levels'],
  );
});

test('no placeholder is left in any file', async t => {
  const folder = temporaryFolder(t);
  const { files } = await initProject(folder, '1.2.3');
  for (const file of files) t.notRegex(readFileSync(join(folder, file), 'utf8'), /__\w+__/, file);
});

test('the editor is told where the schemas of properties, selectors and config lie', async t => {
  const folder = temporaryFolder(t);
  await initProject(folder, '1.2.3');
  const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8'));
  const schemas = './node_modules/sparkify/dist/schemas';
  t.deepEqual(Object.keys(settings['yaml.schemas']), [
    `${schemas}/properties.json`,
    `${schemas}/selectors.json`,
  ]);
  t.deepEqual(settings['json.schemas'], [
    { fileMatch: ['sparkify.config.json'], url: `${schemas}/config.json` },
  ]);
});

test('the editor is given a task that checks while one writes', async t => {
  const folder = temporaryFolder(t);
  const { files } = await initProject(folder, '1.2.3');
  t.true(files.includes('.vscode/tasks.json'));
  const { tasks } = JSON.parse(readFileSync(join(folder, '.vscode/tasks.json'), 'utf8'));
  t.like(tasks, [
    {
      type: 'shell',
      command: 'npx sparkify check --watch',
      isBackground: true,
      runOptions: { runOn: 'folderOpen' },
    },
  ]);
  // What it prints is held to this by the tests of watching.
  t.deepEqual(Object.keys(tasks[0].problemMatcher.background), [
    'activeOnStart',
    'beginsPattern',
    'endsPattern',
  ]);
});

test('the README is headed by the name of the project', async t => {
  const folder = join(temporaryFolder(t), 'my-lake');
  await initProject(folder, '1.2.3');
  t.regex(readFileSync(join(folder, 'README.md'), 'utf8'), /^# `my_lake`\n/);
});

test('what is generated is ignored by git', async t => {
  const folder = temporaryFolder(t);
  await initProject(folder, '1.2.3');
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const ignored = execFileSync('git', ['check-ignore', 'target/lake', 'node_modules/x', '.env'], {
    cwd: folder,
  });
  t.is(ignored.toString(), 'target/lake\nnode_modules/x\n.env\n');
});

test('a file in the way stops it before anything is written', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'seeds'));
  writeFileSync(join(folder, 'seeds', 'levels.csv'), 'mine');
  await t.throwsAsync(initProject(folder, '1.2.3'), {
    message: /already holds seeds\/levels\.csv; nothing was written/,
  });
  t.is(readFileSync(join(folder, 'seeds', 'levels.csv'), 'utf8'), 'mine');
  t.throws(() => readFileSync(join(folder, 'sparkify.config.ts')), { code: 'ENOENT' });
});

test('a folder that cannot be made is an error of usage, not a bug', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  await t.throwsAsync(initProject(join(folder, 'file', 'lake'), '1.2.3'), { name: 'SparkifyError' });
});

test('a name is made of what a folder is called', t => {
  t.deepEqual(['/a/lake', '/a/my-lake 2', '/a/2026-lake', '/a/été', '/'].map(projectName), [
    'lake',
    'my_lake_2',
    'lake',
    't',
    'my_lake',
  ]);
});

test('init says what it wrote and what to type next', async t => {
  const cli = testCli(temporaryFolder(t));
  t.is(await main(['init', 'my_lake'], cli), 0);
  t.regex(cli.stdout.text(), /^Wrote the project my_lake to my_lake:\n {2}\.gitignore\n/);
  t.regex(cli.stdout.text(), /\nNext:\n {2}cd my_lake\n {2}npm install\n {2}npx sparkify build /);
});
