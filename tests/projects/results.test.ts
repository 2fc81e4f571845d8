import { cpSync } from 'node:fs';
import test from 'ava';
import { failed, finishedNodes, succeeded } from '../helpers/cli-result.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';

/** A mart with a cast that fails on `ada`, a mart that reads it, and a test that finds plays. */
const broken = {
  'models/marts/listeners.sql': `{{ config(materialized='table') }}
select listener::integer as listener, any_value(level) as level from {{ ref('long_plays') }} group by listener
`,
  'models/marts/best.sql': `{{ config(materialized='table') }}\nselect listener from {{ ref('listeners') }}\n`,
  'tests/no_play_is_endless.sql': `select * from {{ ref('plays') }} where seconds > 100\n`,
};

function mend(project: MusicProject): void {
  project.write({
    'models/marts/listeners.sql': broken['models/marts/listeners.sql'].replace('::integer', ''),
    'tests/no_play_is_endless.sql': broken['tests/no_play_is_endless.sql'].replace('100', '3600'),
  });
}

test('what failed, and what was skipped for it, is selected by its result', async t => {
  const project = musicProject(t, broken);
  const list = (...args: readonly string[]) => project.sparkify('ls', '--output', 'name', ...args);
  const names = async (...args: readonly string[]) =>
    (await succeeded(t, list(...args))).trimEnd().split('\n').sort();
  const models = ['--resource-type', 'model'];

  const early = await failed(t, list('-s', 'result:fail'), 2);
  t.regex(
    early,
    /target\/run_results\.json is not there\.\n {2}Run `sparkify build` first, or give the folder/,
  );

  await failed(t, project.sparkify('build'), 1);
  t.deepEqual(await names('-s', 'result:fail'), ['no_play_is_endless']);
  t.deepEqual(await names('-s', 'result:error', ...models), ['listeners']);
  t.deepEqual(await names('-s', 'result:error+', ...models), ['best', 'listeners']);
  t.deepEqual(await names('-s', 'result:skipped', ...models), ['best']);
  t.regex(await failed(t, list('-s', 'result:failed'), 2), /The statuses are success, error, skipped,/);

  cpSync(project.path('target/run_results.json'), project.path('last-run/run_results.json'));
  mend(project);
  await succeeded(t, project.sparkify('build'));
  t.regex((await list('-s', 'result:error')).stderr, /"result:error" matches nothing/);
  t.deepEqual(await names('-s', 'result:error+', '--state', 'last-run', ...models), ['best', 'listeners']);
});

test('a run by result: reads the results before it overwrites them, and its retry is about the same', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('build'));
  const { 'models/marts/listeners.sql': listeners } = broken;
  project.write({ 'models/marts/listeners.sql': listeners });
  await failed(t, project.sparkify('build'), 1);

  const good = project.read('models/marts/plays.sql');
  project.write({ 'models/marts/plays.sql': good.replace('listener,', 'listener::integer as listener,') });
  const output = await failed(t, project.sparkify('run', '--exclude', 'result:error'), 1);
  t.regex(output, /ERROR creating external model plays/);
  t.notRegex(output, /model listeners/);
  project.write({ 'models/marts/plays.sql': good });
  const retried = finishedNodes(await succeeded(t, project.sparkify('retry', '--log-format', 'json')));
  t.deepEqual(retried, ['plays'], 'what was an error before stays excluded');
});
