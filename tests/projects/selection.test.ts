import { existsSync } from 'node:fs';
import test from 'ava';
import { failed, finishedNodes, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentRelease, currentTable, pointerSql, rowsOf } from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

const topSongs = {
  'models/marts/top_songs.sql': `select song, count(*) as plays from {{ ref('plays') }} group by song\n`,
};

function versions({ lake }: MusicProject): Readonly<Record<string, string>> {
  return Object.fromEntries(currentRelease(lake)!.tables.map(({ name, version }) => [name, version]));
}

test.serial('a model runs by itself, its parents read from the release', async t => {
  const project = musicProject(t, topSongs);
  await succeeded(t, project.sparkify('build', '--exclude', 'top_songs'));
  const before = versions(project);
  project.remove('data');

  const output = await succeeded(t, project.sparkify('run', '--select', 'top_songs'));
  t.regex(output, /1 of 1 OK created view model top_songs/);
  project.write({
    'models/marts/top_songs.sql': `{{ config(materialized='table') }}\n${topSongs['models/marts/top_songs.sql']}`,
  });
  await succeeded(t, project.sparkify('run', '--select', 'top_songs'));

  const { top_songs, ...others } = versions(project);
  t.is(top_songs, currentRelease(project.lake)!.release);
  t.deepEqual(others, before, 'tables that are not selected carry over');
  const connection = await connectDuckDb(t);
  const sql = await pointerSql(connection, project.lake, currentTable(project.lake, 'top_songs'));
  t.deepEqual(await rowsOf(connection, `${sql} ORDER BY song`), [
    ['Low Tide', '2'],
    ['Paper Boats', '3'],
  ]);
});

test.serial('views and unpublished parents are computed on the way, published ones are not', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  project.write({ 'seeds/levels.csv': 'level,price\nfree,1\npaid,1000\n' });

  // charts reads an ephemeral model, a table that is not published, and the seed as it was published.
  const output = await succeeded(t, project.sparkify('run', '--select', 'charts'));
  t.regex(output, /1 of 1 OK created external model charts \.+ \[3 rows, unchanged in/);
  t.regex(output, /Nothing was published: the lake already holds just these rows/);

  await succeeded(t, project.sparkify('build', '--select', 'levels', 'charts'));
  const connection = await connectDuckDb(t);
  const sql = await pointerSql(connection, project.lake, currentTable(project.lake, 'charts'));
  t.deepEqual(await rowsOf(connection, `SELECT song, price, times, long_times FROM (${sql}) ORDER BY ALL`), [
    ['Low Tide', '1000', '2', '1'],
    ['Paper Boats', '1', '3', '2'],
    ['Paper Boats', '1000', '3', '1'],
  ]);
});

test.serial('a parent that was never built is named, and nothing is written', async t => {
  const project = musicProject(t, topSongs);
  const output = await failed(t, project.sparkify('run', '--select', 'top_songs'), 2);
  t.regex(
    output,
    /error {2}missing-parent\n {2}top_songs reads plays, which is not selected and was never built\./,
  );
  t.regex(output, /Build it first, or select it too: --select \+top_songs/);
  t.false(existsSync(project.lake));
});

test.serial(
  'a test of a table that was never built is left out of a build, and is an error of `test`',
  async t => {
    const project = musicProject(t, {
      'tests/every_song_is_charted.sql': `select song from {{ ref('listeners') }}, {{ ref('charts') }} where false\n`,
    });
    const output = await succeeded(t, project.sparkify('build', '--select', '+listeners'));
    t.regex(output, /warn {2}missing-parent\n.*every_song_is_charted is left out: it reads charts/);
    t.regex(output, /Published release \S+, without running all of its tests/);
    t.false(currentRelease(project.lake)!.tested);

    const tested = await failed(t, project.sparkify('test'), 2);
    t.regex(tested, /which is not selected and was never built/);
    t.regex(tested, /Build it first: sparkify build --select \+/);

    await succeeded(t, project.sparkify('build'));
    t.true(currentRelease(project.lake)!.tested);
    t.regex(await succeeded(t, project.sparkify('test')), /PASS=8 WARN=0 ERROR=0/);
  },
);

test.serial('selectors name what runs, by name, graph, tag, path and exclusion', async t => {
  const project = musicProject(t);
  const selects = async (args: readonly string[], expected: readonly string[]) => {
    const output = await succeeded(t, project.sparkify(...args, '--log-format', 'json'));
    t.deepEqual([...finishedNodes(output)].sort(), [...expected].sort(), args.join(' '));
  };
  await selects(
    ['build', '--select', '+listeners'],
    [
      'stg_plays',
      'long_plays',
      'listeners',
      'unique_listeners_listener',
      'relationships_listeners_level__level__ref_levels_',
    ],
  );
  await selects(['run', '--select', 'tag:nightly'], ['listeners']);
  await selects(['run', '--exclude', 'tag:nightly', 'path:models/staging'], ['plays', 'charts']);
  await selects(['run', '--select', 'path:models/marts,tag:nightly', 'scratch'], ['listeners', 'scratch']);
  await selects(['seed'], ['levels']);
  await selects(
    ['test', '--select', 'plays'],
    ['unique_plays_id', 'not_null_plays_id', 'no_play_is_endless'],
  );
  await selects(
    ['build', '--select', '1+charts', '--exclude', 'resource_type:test'],
    ['levels', 'long_plays', 'scratch', 'charts'],
  );
  await selects(
    ['run', '--select', 'stg_plays+1', '--exclude', 'stg_plays'],
    ['plays', 'long_plays', 'scratch'],
  );
});

test.serial('what matches nothing is said, and is no error', async t => {
  const project = musicProject(t);
  const output = await succeeded(t, project.sparkify('build', '--select', 'plais'));
  t.regex(output, /"plais" matches nothing\.\n\s+Did you mean "plays"\?/);
  t.regex(output, /Nothing to do/);
});

test.serial('build takes a selector of selectors.yml, and tests as they are to come along', async t => {
  const project = musicProject(t, {
    'selectors.yml': `selectors:\n  - name: small\n    definition: { method: fqn, value: levels }\n`,
  });
  const output = await succeeded(t, project.sparkify('build', '--selector', 'small'));
  t.regex(output, /OK loaded seed (file )?levels/);
  t.deepEqual(
    currentRelease(project.lake)!.tables.map(({ name }) => name),
    ['levels'],
  );
  const empty = await succeeded(
    t,
    project.sparkify('build', '--select', 'selector:small', '--indirect-selection', 'empty'),
  );
  t.notRegex(empty, / test /);
  const wrong = await project.sparkify('build', '--selector', 'smal');
  t.is(wrong.exitCode, 2);
  t.regex(wrong.output, /small/);
});
