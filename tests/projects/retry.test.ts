import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import test from 'ava';
import { failed, finishedNodes, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { lakeLeftovers } from '../helpers/lake-leftovers.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

/** The mart of listeners with a cast that fails on `ada`, and what reads it. */
const broken = {
  'models/marts/listeners.sql': `{{ config(materialized='table', tags=['nightly']) }}
select listener::integer as listener, any_value(level) as level, cast(sum(seconds) as bigint) as seconds
from {{ ref('long_plays') }}
group by listener
`,
  'models/marts/best.sql': `{{ config(materialized='table') }}
select listener from {{ ref('listeners') }} order by seconds desc limit 1
`,
};

/** Mends the mart as its author would. */
function mend(project: MusicProject): void {
  const text = broken['models/marts/listeners.sql'].replace('::integer', '');
  project.write({ 'models/marts/listeners.sql': text });
}

const candidates = (project: MusicProject) => readdirSync(`${project.lake}/_sparkify/candidates`);
const names = (project: MusicProject) => currentRelease(project.lake)!.tables.map(({ name }) => name);

test('a retry computes what failed and what was skipped, and publishes all in one release', async t => {
  const project = musicProject(t, broken);
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(
    output,
    /Nothing was published: the lake is as it was\. The 3 tables that are finished are kept for `sparkify retry`\./,
  );
  t.regex(output, /Next: fix what is named above, then run `sparkify retry` to go on from here\./);
  t.is(candidates(project).length, 1);

  t.regex(await failed(t, project.sparkify('retry'), 1), /ERROR creating table model listeners/);
  mend(project);
  const retried = await succeeded(t, project.sparkify('retry'));
  t.regex(
    retried,
    /Retrying the build of [-0-9: ]{16} UTC: 3 finished tables kept \(charts, levels, plays\)/,
  );
  t.notRegex(retried, /model (plays|charts|scratch) |seed file/);
  t.regex(retried, /OK created table model listeners/);
  t.regex(retried, /OK created table model best/);
  t.regex(retried, /PASS unique_listeners_listener/);
  t.regex(retried, /Published release \S+ \(5 tables in/);
  t.deepEqual(names(project), ['best', 'charts', 'levels', 'listeners', 'plays']);
  t.true(currentRelease(project.lake)!.tested, 'what passed before counts');
  t.is(currentRelease(project.lake)!.command, 'build');
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);

  t.regex(
    await succeeded(t, project.sparkify('retry')),
    /Nothing to retry: the last run left nothing undone\./,
  );
  t.regex(
    await succeeded(t, project.sparkify('build')),
    /already holds just these rows/,
    'as one build makes it',
  );
});

test('a retry publishes what a build without failures would have', async t => {
  const project = musicProject(t, broken);
  await failed(t, project.sparkify('build'), 1);
  mend(project);
  await succeeded(t, project.sparkify('retry'));
  const show = (model: string) => project.sparkify('show', model, '--output', 'csv');
  t.is(await succeeded(t, show('best')), 'listener\nbo\n');
  const sql = "select * from {{ ref('plays') }} order by id";
  const plays = await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
  t.is(plays.trimEnd().split('\n').length, 6);
});

test('a test that fails is run again with what depends on it, and what passed is not', async t => {
  const project = musicProject(t, {
    'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 100\n`,
  });
  await failed(t, project.sparkify('build'), 1);
  project.write({
    'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 3600\n`,
  });
  const retried = await succeeded(t, project.sparkify('retry', '--log-format', 'json'));
  t.deepEqual(finishedNodes(retried), ['no_play_is_endless']);
  t.true(currentRelease(project.lake)!.tested);
  t.deepEqual(names(project), ['charts', 'levels', 'listeners', 'plays']);
});

test('a unit test that passed is not run again, and one whose rows were mended is', async t => {
  const unitTest = (song: string) => `unit_tests:
  - name: counts_plays
    model: scratch
    given:
      - { input: ref('stg_plays'), rows: [{ song: Low Tide }, { song: Low Tide }] }
    expect: { rows: [{ song: ${song}, times: 2 }] }
  - name: counts_nothing
    model: scratch
    given:
      - { input: ref('stg_plays'), rows: [] }
    expect: { rows: [] }
`;
  const project = musicProject(t, { 'models/staging/units.yml': unitTest('Paper Boats') });
  await failed(t, project.sparkify('build'), 1);
  project.write({ 'models/staging/units.yml': unitTest('Low Tide') });
  const retried = await succeeded(t, project.sparkify('retry', '--log-format', 'json'));
  const again = finishedNodes(retried);
  t.true(
    again.some(name => name.includes('counts_plays')),
    again.join(),
  );
  t.false(
    again.some(name => name.includes('counts_nothing')),
    again.join(),
  );
  t.true(currentRelease(project.lake)!.tested);
});

test('a finished table is computed again when its SQL, its seed or its raw files changed, and so is what reads it', async t => {
  const project = musicProject(t, broken);
  await failed(t, project.sparkify('build'), 1);
  mend(project);
  project.write({ 'seeds/levels.csv': 'level,price\nfree,0\npaid,1990\n' });
  const retried = await succeeded(t, project.sparkify('retry'));
  t.regex(retried, /UTC: 1 finished table kept \(plays\)/);
  t.regex(retried, /Computing levels again: its file or its config changed/);
  t.regex(retried, /Computing charts again: what it reads changed: levels/);
  t.regex(retried, /PASS unique_levels_level/);
  t.regex(retried, /PASS not_null_charts_song/);
  t.notRegex(retried, /unique_plays_id/);
  const prices = await succeeded(
    t,
    project.sparkify(
      'show',
      '--inline',
      "select distinct price from {{ ref('charts') }} order by 1",
      '--output',
      'csv',
    ),
  );
  t.is(prices, 'price\n0\n1990\n');
});

test('raw files that came since are read by all tables or by none', async t => {
  const project = musicProject(t, broken);
  await failed(t, project.sparkify('build'), 1);
  mend(project);
  utimesSync(project.path('data/plays/january.ndjson'), new Date(0), new Date(0));
  const retried = await succeeded(t, project.sparkify('retry'));
  t.regex(retried, /UTC: 1 finished table kept \(levels\)/);
  t.regex(retried, /Computing plays again: what it reads changed/);
});

test('a retry takes the arguments of the run that failed, and wants the values of its variables again', async t => {
  const project = musicProject(t, broken);
  await succeeded(t, project.sparkify('build', '--exclude', 'listeners+'));
  const vars = ['--vars', '{shortest: 190, source_root: data}'];
  await failed(t, project.sparkify('build', '--select', 'listeners+', '-x', ...vars), 1);
  t.false(project.read('target/run_results.json').includes('190'));
  const refused = await failed(t, project.sparkify('retry'), 2);
  t.regex(
    refused,
    /The last run was given --vars with shortest, source_root; their values are not written down\./,
  );
  t.regex(refused, /sparkify retry --vars '\{"shortest": …, "source_root": …\}'/);
  t.regex(
    await failed(t, project.sparkify('retry', '--target', 'other', ...vars), 2),
    /on the target dev, so it cannot be retried on other/,
  );
  mend(project);
  const retried = await succeeded(t, project.sparkify('retry', ...vars));
  t.regex(retried, /no table was kept/);
  t.regex(retried, /Published release \S+ \(2 tables/);
  const sql = "select sum(seconds) as seconds from {{ ref('listeners') }}";
  t.is(
    await succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv')),
    'seconds\n600\n',
    '200 + 210 + 190',
  );
});

test('a build that is killed can be retried: what it finished is not computed again', async t => {
  const project = musicProject(t, {
    'models/slow.sql': `{{ config(materialized='table') }}
select sum(sin(a.range * b.range)) as total from range(1000000) as a, range(1000000) as b
where a.range >= 0 or exists (select 1 from {{ ref('charts') }})
`,
  });
  const { child, ended } = project.start('build');
  let output = '';
  child.stdout!.on('data', chunk => {
    output += chunk;
    if (/START table model slow/.test(output) && /OK created external model charts/.test(output))
      child.emit('ready');
  });
  await once(child, 'ready');
  child.kill('SIGKILL');
  await ended;
  project.write({
    'models/slow.sql': `{{ config(materialized='table') }} select 1 as total from {{ ref('charts') }}`,
  });
  const retried = await succeeded(t, project.sparkify('retry'));
  t.regex(retried, /finished tables? kept \(.*charts/);
  t.notRegex(retried, /model charts /);
  t.regex(retried, /PASS not_null_charts_song/, 'nobody knows how its tests ended');
  t.regex(retried, /Published release/);
  t.true(currentRelease(project.lake)!.tested);
  t.deepEqual(await lakeLeftovers(await connectDuckDb(t), project.lake), []);
});

test('what cannot be retried is told in one message each', async t => {
  const project = musicProject(t, broken);
  t.regex(
    await failed(t, project.sparkify('retry'), 2),
    /There is no target\/run_results\.json: nothing has run here yet\./,
  );

  await failed(t, project.sparkify('build', '--no-publish'), 1);
  t.regex(
    await failed(t, project.sparkify('retry'), 2),
    /The last build was not meant to be published, so it kept nothing/,
  );

  await failed(t, project.sparkify('build'), 1);
  t.regex(await succeeded(t, project.sparkify('recover')), /Cleared the build/);
  t.regex(await failed(t, project.sparkify('retry'), 1), /was taken or cleared away by another command\./);

  await failed(t, project.sparkify('build'), 1);
  const results = project.read('target/run_results.json');
  project.write({ 'target/run_results.json': results.slice(0, 100) });
  t.regex(
    await failed(t, project.sparkify('retry'), 2),
    /run_results\.json is not whole: it is not valid JSON\./,
  );
  project.write({ 'target/run_results.json': results.replaceAll('/v6.json', '/v5.json') });
  t.regex(
    await failed(t, project.sparkify('retry'), 2),
    /has the form run-results\/v5; this sparkify reads run-results\/v6\./,
  );

  project.write({ 'macros/one.sql': '{% macro one() %}select 1 as one{% endmacro %}' });
  await succeeded(t, project.sparkify('run-operation', 'one'));
  t.regex(
    await failed(t, project.sparkify('retry'), 2),
    /The last command was run-operation, which cannot be retried\.\n {2}Run it again\./,
  );
  t.regex(
    await failed(t, project.sparkify('ls', '-s', 'result:success'), 2),
    /run_results\.json tells of run-operation, which runs no nodes\./,
  );
});

test('a macro that a hook of the start defines is part of what was computed', async t => {
  const project = musicProject(t, broken);
  const config = project.read('sparkify.config.ts');
  const withHook = (sql: string) =>
    config.replace('  vars:', `  onRunStart: ${JSON.stringify(sql)},\n  vars:`);
  const charts =
    "{{ config(materialized='external') }}\nselect song, times(count(*)) as plays from {{ ref('long_plays') }} group by song\n";
  project.write({
    'sparkify.config.ts': withHook('create macro times(n) as n'),
    'models/marts/charts.sql': charts,
    'models/marts/charts.yml': '',
  });
  await failed(t, project.sparkify('build'), 1);
  mend(project);
  project.write({ 'sparkify.config.ts': withHook('create macro times(n) as 2 * n') });
  const retried = await succeeded(t, project.sparkify('retry'));
  t.regex(retried, /Computing charts again: onRunStart changed, or the version of DuckDB/);
  const shown = await succeeded(
    t,
    project.sparkify(
      'show',
      '--inline',
      "select * from {{ ref('charts') }} order by song",
      '--output',
      'csv',
    ),
  );
  t.is(shown, 'song,plays\nLow Tide,2\nPaper Boats,6\n');
});

test('when another release changed what was kept, the lake is left alone, and the message says to build', async t => {
  const project = musicProject(t, broken);
  await succeeded(t, project.sparkify('build', '--exclude', 'listeners+'));
  await failed(t, project.sparkify('build'), 1);
  await succeeded(t, project.sparkify('releases', 'prune', '--tables', 'plays'));
  t.is(candidates(project).length, 1, 'what only tidies spares it');
  const before = lakeContents(project.lake);
  const output = await failed(t, project.sparkify('retry'), 1);
  t.regex(output, /Release \S+ \(`prune` by .*\) came first and changed "plays"\./);
  t.regex(output, /rests on the release before\. Run `sparkify build` to compute it anew\./);
  t.deepEqual(lakeContents(project.lake), before);
});

test('a run of tests is retried with what failed, on the tables that are published', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  project.write({ 'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 100\n` });
  const output = await failed(t, project.sparkify('test'), 1);
  t.regex(output, /then run `sparkify retry` to go on from here/);
  const retried = await failed(t, project.sparkify('retry', '--log-format', 'json'), 1);
  t.deepEqual(finishedNodes(retried), ['no_play_is_endless']);
});
