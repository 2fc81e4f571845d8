import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { repository } from '../helpers/cli-project.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeFiles } from '../helpers/write-files.ts';

const execute = promisify(execFile);

/** A folder in which the package is installed as npm would: packed, unpacked, its dependencies beside it. */
async function installed(t: ExecutionContext): Promise<string> {
  const folder = temporaryFolder(t);
  const modules = join(folder, 'node_modules');
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse((await execute('npm', args, { cwd: repository })).stdout);
  await execute('tar', ['-xzf', filename], { cwd: folder });
  mkdirSync(modules);
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  cpSync(join(folder, 'package'), join(modules, 'sparkify'), { recursive: true });
  return folder;
}

function node(cwd: string, ...args: readonly string[]) {
  return execute(process.execPath, args, { cwd });
}

test.serial('a new project builds at once with the package as it is published', async t => {
  const folder = await installed(t);
  const sparkify = join(folder, 'node_modules/sparkify/bin/sparkify.js');
  const { stdout } = await node(folder, sparkify, 'init', 'lake');
  t.regex(stdout, /sparkify build/);
  const project = join(folder, 'lake');
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  t.is({ ...dependencies, ...devDependencies }.sparkify, '^0.1.0');

  const built = await node(project, sparkify, 'build');
  t.is(built.stderr, '');
  t.regex(built.stdout, /Published release \S+ \(2 tables in/);
  t.deepEqual(
    currentRelease(join(project, 'target/lake'))!.tables.map(({ name }) => name),
    ['daily_plays', 'levels'],
  );
  const checked = await node(project, sparkify, 'check');
  t.regex(checked.stdout, /: 0 errors\n$/);

  // The config of a new project has types for whoever edits it.
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  await t.notThrowsAsync(node(project, tsc, '--project', '.'));
  writeFiles(project, {
    'sparkify.config.ts': `import { defineConfig } from 'sparkify';\nexport default defineConfig({ nmae: 'lake' });\n`,
  });
  const error = await t.throwsAsync(node(project, tsc, '--project', '.'));
  t.regex((error as unknown as { stdout: string }).stdout, /sparkify\.config\.ts\(2,\d+\).*nmae/);
});

test.serial('a program uses the package as a library', async t => {
  const folder = await installed(t);
  writeFiles(folder, {
    'project/sparkify.config.ts': `import { defineConfig } from 'sparkify';
export default defineConfig({ name: 'tiny', vars: { top: 3 } });\n`,
    'project/models/numbers.sql': `{{ config(materialized='table') }}\nselect range as n from range({{ var('top') }})\n`,
    'project/models/numbers.yml': `models: [{ name: numbers, description: Some., columns: [{ name: n, description: One., data_tests: [unique] }] }]\n`,
    'program.js': `import { build, check, loadProject, run, SparkifyError } from 'sparkify';

const options = { projectDir: 'project' };
const { nodes, config } = await loadProject(options);
const { columns, diagnostics } = await check(options);
const events = [];
const summary = await build({ ...options, vars: { top: 5 }, emit: event => events.push(event.type) });
const again = await run({ ...options, vars: { top: 5 } });
const code = await build({ projectDir: 'nowhere' }).catch(error => error instanceof SparkifyError && error.code);
console.log(JSON.stringify({
  nodes: nodes.map(node => node.uniqueId).sort(),
  frozen: Object.isFrozen(config),
  columns,
  diagnostics,
  exitCode: summary.exitCode,
  rows: summary.results.find(result => result.node.name === 'numbers').rows,
  release: summary.release,
  again: again.release,
  first: events.at(0),
  last: events.at(-1),
  code,
}));
`,
  });
  const { stdout, stderr } = await node(folder, 'program.js');
  t.is(stderr, '');
  const { release, nodes, ...result } = JSON.parse(stdout);
  t.is(currentRelease(join(folder, 'project/target/lake'))!.release, release);
  t.is(nodes.length, 2);
  t.deepEqual(result, {
    frozen: true,
    columns: { 'model.tiny.numbers': [{ name: 'n', type: 'BIGINT' }] },
    diagnostics: [],
    exitCode: 0,
    rows: 5,
    first: 'run-started',
    last: 'run-finished',
    code: 'no-project',
  });
});

test.serial('the package holds what runs and nothing else', async t => {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const [{ files }] = JSON.parse((await execute('npm', args, { cwd: repository })).stdout) as [
    { files: { path: string }[] },
  ];
  const paths = files.map(({ path }) => path);
  for (const path of [
    'bin/sparkify.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'dist/schemas/config.json',
    'dist/schemas/properties.json',
    'dist/schemas/selectors.json',
    'templates/init/sparkify.config.ts',
    'templates/init/gitignore',
    'templates/init/.vscode/settings.json',
    'docs/errors.md',
    'README.md',
    'LICENSE',
  ]) {
    t.true(paths.includes(path), path);
  }
  t.deepEqual(
    paths.filter(
      path => !/^(bin|dist|templates)\/|^docs\/[\w-]+\.md$|^(README\.md|LICENSE|package\.json)$/.test(path),
    ),
    [],
  );
  t.true(existsSync(join(repository, 'dist/index.js')));
});
