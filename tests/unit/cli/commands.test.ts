import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { initProject } from '../../../src/cli/init-project.ts';
import { main } from '../../../src/cli/main.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { testCli } from '../../helpers/test-cli.ts';

/** A new project and a way to run commands in it. */
async function newProject(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  await initProject(folder, '1.2.3');
  const sparkify = async (...args: readonly string[]) => {
    const cli = testCli(folder);
    const exitCode = await main(args, cli);
    return { exitCode, stdout: cli.stdout.text(), stderr: cli.stderr.text() };
  };
  return { folder, sparkify };
}

test('a new project builds at once, and a second build finds nothing to publish', async t => {
  const { sparkify } = await newProject(t);
  const first = await sparkify('build');
  t.is(first.exitCode, 0);
  t.is(first.stderr, '');
  t.regex(first.stdout, /Published release \S+ \(2 tables in /);
  t.regex(first.stdout, /daily_plays {2}6 rows {2}2 files/);
  const second = await sparkify('build');
  t.is(second.exitCode, 0);
  t.regex(second.stdout, /OK created external model daily_plays \.+ \[6 rows, unchanged in /);
  t.regex(second.stdout, /Nothing was published: the lake already holds just these rows\./);
});

test('show prints rows in each format, and nothing else on stdout', async t => {
  const { sparkify } = await newProject(t);
  const query = `select level, monthly_price from {{ ref('levels') }} order by level`;
  const csv = await sparkify('show', '--inline', query, '--output', 'csv');
  t.deepEqual(csv, { exitCode: 0, stdout: 'level,monthly_price\nfree,0\npaid,990\n', stderr: '' });
  const json = await sparkify('show', '--inline', query, '--output', 'json', '--limit', '1');
  t.deepEqual(JSON.parse(json.stdout), [{ level: 'free', monthly_price: 0 }]);
  const table = await sparkify('show', 'raw.events', '--limit', '-1');
  t.regex(table.stdout, /\n11 rows\n$/);
});

test('show suggests the table that is meant', async t => {
  const { sparkify } = await newProject(t);
  t.deepEqual(await sparkify('show', 'dayly_plays'), {
    exitCode: 2,
    stdout: '',
    stderr:
      'error  unknown-ref\n  There is no model, seed or source "dayly_plays".\n  Did you mean "daily_plays"?\n',
  });
});

test('ls lists by selector, by name and by path', async t => {
  const { folder, sparkify } = await newProject(t);
  const name = /name: '(\w+)'/.exec(readFileSync(join(folder, 'sparkify.config.ts'), 'utf8'))![1];
  const types = ['--resource-type', 'model', 'source'];
  t.is(
    (await sparkify('ls', ...types)).stdout,
    `source:${name}.raw.events\n${name}.staging.stg_plays\n${name}.marts.daily_plays\n`,
  );
  t.is(
    (await sparkify('list', '-s', '+stg_plays', '--output', 'name', ...types)).stdout,
    'events\nstg_plays\n',
  );
  t.is(
    (await sparkify('ls', '-s', 'daily_plays', '--output', 'path', ...types)).stdout,
    'models/marts/daily_plays.sql\n',
  );
});

test('doctor counts what the project and the lake hold', async t => {
  const { sparkify } = await newProject(t);
  t.is((await sparkify('seed')).exitCode, 0);
  const { exitCode, stdout } = await sparkify('doctor');
  t.is(exitCode, 0, stdout);
  t.regex(stdout, /^ok +project +2 models, 1 seed, 1 source, \d+ data tests$/m);
  t.regex(stdout, /^ok +lake .*: release \S+, 1 table$/m);
});

test('a selection that matches nothing is a warning beside an empty output', async t => {
  const { sparkify } = await newProject(t);
  const { exitCode, stdout, stderr } = await sparkify('ls', '--select', 'nope');
  t.deepEqual([exitCode, stdout], [0, '']);
  t.regex(stderr, /^warn {2}nothing-selected\n {2}"nope" matches nothing\.\n/);
});

test('check counts what it looked at, and shows an error at its place', async t => {
  const { folder, sparkify } = await newProject(t);
  const sound = await sparkify('check');
  t.deepEqual(sound, {
    exitCode: 0,
    stdout: 'Checked 2 models, 1 seed, 1 source and 7 data tests: 0 errors\n',
    stderr: '',
  });
  writeFileSync(
    join(folder, 'models/marts/daily_plays.sql'),
    "select\n  levl\nfrom {{ ref('stg_plays') }}\n",
  );
  const broken = await sparkify('check');
  t.is(broken.exitCode, 2);
  t.regex(broken.stdout, /^models\/marts\/daily_plays\.sql:2:3 {2}error {2}unknown-column\n/);
  t.regex(broken.stdout, /\n {2}> 2 \| {3}levl\n {6}\| {3}\^{4}\n/);
  t.regex(broken.stdout, /Did you mean "level"\?/);
});

test('compile writes the SQL of what is selected', async t => {
  const { folder, sparkify } = await newProject(t);
  const { stdout } = await sparkify('compile', '--select', 'stg_plays');
  const file = /^ {2}(\S+)\nWrote 1 query\.\n$/.exec(stdout)![1]!;
  t.regex(readFileSync(join(folder, file), 'utf8'), /make_timestamp\(ts \* 1000\) as played_at/);
});

test('releases are listed, compared and rolled back', async t => {
  const { folder, sparkify } = await newProject(t);
  t.regex((await sparkify('releases', 'list')).stdout, /^Nothing was published yet/);
  await sparkify('build', '-q');
  writeFileSync(join(folder, 'seeds/levels.csv'), 'level,monthly_price\nfree,0\npaid,990\nfamily,1490\n');
  await sparkify('build', '-q');
  const diff = await sparkify('releases', 'diff');
  t.regex(diff.stdout, /^From \S+ to \S+:\n\nlevels {2}changed {2}2 -> 3 rows\n$/);
  const [, older] = (await sparkify('releases', 'list', '--log-format', 'json')).stdout.trim().split('\n');
  const { release } = JSON.parse(older!) as { release: string };
  const rolledBack = await sparkify('releases', 'rollback', release);
  t.regex(
    rolledBack.stdout,
    new RegExp(`^Published release \\S+, which holds the tables of ${release}\\.\n`),
  );
  t.regex((await sparkify('releases', 'list')).stdout, new RegExp(`rollback to ${release}\n`));
});

test('a failing test fails the build, and its rows and its SQL are shown', async t => {
  const { folder, sparkify } = await newProject(t);
  writeFileSync(join(folder, 'seeds/levels.csv'), 'level,monthly_price\nfree,0\nfree,0\npaid,990\n');
  const { exitCode, stdout } = await sparkify('build');
  t.is(exitCode, 1);
  t.regex(stdout, /\nFailure in test unique_levels_level \(seeds\/levels\.yml\)\n {2}Got 1 result/);
  t.regex(stdout, /│ free /);
  t.regex(stdout, /compiled code at target\/compiled\/\S+unique_levels_level\.sql\n/);
  t.regex(stdout, /Nothing was published: the lake is as it was\./);
  t.regex((await sparkify('releases', 'list')).stdout, /^Nothing was published yet/);
});
