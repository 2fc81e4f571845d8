import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { list } from '../../../src/cli/operations/list.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { writeFiles } from '../../helpers/write-files.ts';

/** A project with two models, of which b reads a, and tests of both. */
function project(t: ExecutionContext, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder(t);
  writeFiles(folder, {
    'sparkify.config.ts': "export default { name: 'lake', targets: { dev: { type: 'duckdb' } } };\n",
    'models/a.sql': 'select 1 as id',
    'models/b.sql': "select id from {{ ref('a') }}",
    'models/b.yml':
      'models:\n  - name: b\n    columns:\n      - name: id\n        data_tests: [not_null, unique]\n',
    ...files,
  });
  return folder;
}

async function names(projectDir: string, options: Parameters<typeof list>[0]): Promise<readonly string[]> {
  const { listed } = await list({ projectDir, env: {}, ...options });
  return listed.map(node => node.name).sort();
}

test('ls reads selectors.yml of the project folder', async t => {
  const folder = project(t, { 'selectors.yml': 'selectors: [{name: s, definition: "+b"}]' });
  t.deepEqual(await names(folder, { selector: 's', indirectSelection: 'empty' }), ['a', 'b']);
  t.deepEqual(await names(folder, { select: ['selector:s,a'], indirectSelection: 'empty' }), ['a']);
});

test('ls finds the kinds of generic tests as they were declared', async t => {
  const folder = project(t);
  t.deepEqual(await names(folder, { select: ['test_name:unique'] }), ['unique_b_id']);
  t.deepEqual(await names(folder, { select: ['test_type:singular'] }), []);
});

test('ls asks git what changed, and takes a changed macro for a change of every model', async t => {
  const folder = project(t);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const changed = () => names(folder, { select: ['git:main'], indirectSelection: 'empty' });
  t.deepEqual(await changed(), []);
  writeFiles(folder, { 'models/a.sql': 'select 2 as id' });
  t.deepEqual(await changed(), ['a']);
  writeFiles(folder, { [join('macros', 'm.sql')]: '{% macro m() %}1{% endmacro %}' });
  t.deepEqual(await changed(), ['a', 'b']);
});

test('a mistake in selectors.yml stops the selection at its place', async t => {
  const folder = project(t, { 'selectors.yml': 'selectors:\n  - name: s\n    definition: {tagg: x}\n' });
  await t.throwsAsync(names(folder, {}), { code: 'bad-selection', message: /no method "tagg"/ });
});
