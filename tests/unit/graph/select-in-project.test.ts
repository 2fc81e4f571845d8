import { execFileSync } from 'node:child_process';
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

const tested = 'models: [{ name: a, columns: [{ name: id, data_tests: [tested] }] }]\n';

/** A macro that calls another, which is changed, and a test that calls it. */
function macros(value: string): string {
  return `{% macro inner() %}${value}{% endmacro %}
{% macro outer() %}{{ inner() }}{% endmacro %}
{% test tested(model, column_name) %}select * from {{ model }} where {{ column_name }} < {{ inner() }}{% endtest %}`;
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

test('ls asks git what changed, macros of what uses them included', async t => {
  const folder = project(t, {
    'models/a.sql': 'select {{ outer() }} as id',
    'macros/m.sql': macros('1'),
    'models/a.yml': tested,
  });
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
  writeFiles(folder, { 'models/b.sql': "select id + 0 as id from {{ ref('a') }}" });
  t.deepEqual(await changed(), ['b']);
  writeFiles(folder, { 'macros/m.sql': macros('2') });
  t.deepEqual(await changed(), ['a', 'b', 'tested_a_id']);
});

test('a mistake in selectors.yml stops the selection at its place', async t => {
  const folder = project(t, { 'selectors.yml': 'selectors:\n  - name: s\n    definition: {tagg: x}\n' });
  await t.throwsAsync(names(folder, {}), { code: 'bad-selection', message: /no method "tagg"/ });
});
