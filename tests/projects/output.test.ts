import { existsSync } from 'node:fs';
import test from 'ava';
import { failed, finishedNodes, logLines, succeeded } from '../helpers/cli-result.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { musicProject } from '../helpers/music-project.ts';
import { showPayments, tinyProject } from '../helpers/tiny-project.ts';

test.serial('every line of --log-format json parses, and the last one counts', async t => {
  const project = musicProject(t);
  const lines = logLines(await succeeded(t, project.sparkify('build', '--log-format', 'json')));
  t.is(lines[0]!.info.code, 'A001');
  t.like(lines.at(-1)!.data, { stats: { success: 7, pass: 7, fail: 0, error: 0, skipped: 0, total: 14 } });
  t.is(lines.filter(({ info }) => info.code === 'S004').length, 1);

  project.write({ 'models/marts/plays.sql': 'select nothing from nowhere' });
  const result = await project.sparkify('build', '--log-format', 'json');
  t.is(result.exitCode, 2);
  t.true(logLines(result.output).every(({ info }) => typeof info.msg === 'string'));
});

test.serial('--quiet prints nothing when all is well, and failures on stderr', async t => {
  const project = musicProject(t);
  t.is(await succeeded(t, project.sparkify('build', '--quiet')), '');
  project.write({ 'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 195\n` });
  const result = await project.sparkify('build', '--quiet');
  t.is(result.exitCode, 1);
  t.is(result.stdout, '');
  t.regex(result.stderr, /Failure in test no_play_is_endless/);
});

test.serial('a failing test shows its first rows and stops the release', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  const before = lakeContents(project.lake);
  project.write({
    'data/plays/march.ndjson':
      '{"id":6,"listener":"di","level":"gold","song":"Low Tide","seconds":4000,"month":"2026-03"}\n',
  });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /Failure in test no_play_is_endless \(tests\/no_play_is_endless\.sql\)/);
  t.regex(output, /Got 1 result, configured to fail if != 0\n\s+┌/);
  t.regex(output, /│ 6 +│ di +│ Low Tide │ 4000 +│ 2026-03 │/);
  t.regex(output, /compiled code at target\/compiled\/music\/tests\/no_play_is_endless\.sql/);
  t.regex(output, /Nothing was published: the lake is as it was\./);
  t.deepEqual(lakeContents(project.lake), before);
});

test.serial('a model that fails skips what reads it; --fail-fast stops everything else too', async t => {
  const broken = {
    'models/broken.sql': `{{ config(materialized='table') }}\nselect cast(song as integer) as n from {{ ref('plays') }}\n`,
    'models/after.sql': `{{ config(materialized='table') }}\nselect n from {{ ref('broken') }}\n`,
    'models/zebra.sql': `{{ config(materialized='table') }}\nselect 1 as n\n`,
  };
  const project = musicProject(t, broken);
  const output = await failed(t, project.sparkify('build', '--threads', '1'), 1);
  t.regex(output, /ERROR creating table model broken/);
  t.regex(output, /SKIP .*\bafter\b/);
  t.regex(output, /OK created table model zebra/);
  t.regex(output, /models\/broken\.sql:\d+:\d+ {2}error {2}query-failed/);
  t.false(existsSync(`${project.lake}/broken`));

  const fast = await project.sparkify('build', '--threads', '1', '--fail-fast', '--log-format', 'json');
  t.is(fast.exitCode, 1);
  const ended = finishedNodes(fast.stdout);
  t.is(ended.at(-1), 'broken', 'nothing ends after it');
  const stats = logLines(fast.stdout).at(-1)!.data.stats as Record<string, number>;
  t.is(stats.error, 1);
  t.is(stats.total! - ended.length, stats.skipped!, 'what did not run is counted as skipped');
});

test.serial('build --no-publish computes and tests, and leaves the lake as it was', async t => {
  const project = musicProject(t);
  const output = await succeeded(t, project.sparkify('build', '--no-publish'));
  t.regex(output, /Nothing was published, as --no-publish asks/);
  t.regex(output, /PASS=14/);
  t.is(currentRelease(project.lake), undefined);

  await succeeded(t, project.sparkify('build'));
  const before = lakeContents(project.lake);
  project.write({
    'data/plays/more.ndjson': '{"id":7,"listener":"bo","level":"paid","song":"X","seconds":60}\n',
  });
  await succeeded(t, project.sparkify('build', '--no-publish'));
  t.deepEqual(lakeContents(project.lake), before);
});

test.serial(
  'run and seed publish without testing, and say so here, in the release and in the list',
  async t => {
    const project = musicProject(t);
    t.regex(await succeeded(t, project.sparkify('seed')), /Published release \S+, without running the tests/);
    t.regex(await succeeded(t, project.sparkify('run')), /Published release \S+, without running the tests/);
    t.like(currentRelease(project.lake), { tested: false, command: 'run' });
    const list = await succeeded(t, project.sparkify('releases', 'list'));
    t.regex(list, /current .* run, untested\n/);
    t.regex(list, /kept .* seed, untested\n/);

    t.regex(await succeeded(t, project.sparkify('build')), /Published release/);
    t.like(currentRelease(project.lake), { tested: true, command: 'build' });
    t.regex(await succeeded(t, project.sparkify('releases', 'list')), /current .* build\n/);
  },
);

test('a build whose output nobody reads any longer goes on, and its exit code says how it went', async t => {
  const project = tinyProject(t);
  const { child, ended } = project.start('build');
  child.stdout!.once('data', () => child.stdout!.destroy());
  const { exitCode, stderr } = await ended;
  t.is(exitCode, 0);
  t.is(stderr, '');
  t.regex(await showPayments(project), /Ada/);
});

test('other commands end quietly when nobody reads on', async t => {
  const project = tinyProject(t, {
    ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`models/m${n}.sql`, 'select 1 as n'])),
  });
  const { child, ended } = project.start('ls', '--output', 'json');
  child.stdout!.once('data', () => child.stdout!.destroy());
  const { exitCode, stderr } = await ended;
  t.is(exitCode, 0);
  t.is(stderr, '');
});
