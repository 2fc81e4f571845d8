import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { finishedKeys } from '../helpers/lake-contents.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { type MusicProject, musicProject } from '../helpers/music-project.ts';
import { modifiedSince, stateText } from '../helpers/release-state.ts';

const stg = 'models/staging/stg_plays.sql';
const marts = 'models/marts/marts.yml';
const exposures = (label: string) => ({
  'models/exposures.yml': `exposures:
  - { name: board, type: dashboard, label: ${label}, owner: { name: Ann }, depends_on: [ref('charts')] }
`,
});

/** A view that nothing reads. */
const leaf = (column: string) => ({
  'models/leaf.sql': `{{ config(materialized='view') }}\nselect song as ${column} from {{ ref('charts') }}\n`,
});

const release = ({ lake }: MusicProject) => currentRelease(lake)!;
const modified = (project: MusicProject) => modifiedSince(project.lake, project.folder);
const states = ({ lake }: MusicProject) =>
  finishedKeys(lake).filter(key => key.startsWith('_sparkify/state/'));

function replace(project: MusicProject, path: string, text: string, other: string): void {
  const before = project.read(path);
  if (!before.includes(text)) throw new Error(`${path} does not hold ${text}`);
  project.write({ [path]: before.replace(text, other) });
}

async function built(
  t: ExecutionContext,
  files: Readonly<Record<string, string>> = {},
): Promise<MusicProject> {
  const project = musicProject(t, files);
  await succeeded(t, project.sparkify('build'));
  return project;
}

test.serial(
  'a build of the same code and data publishes once, and a release that comes later names what it was made of',
  async t => {
    const project = await built(t);
    const first = release(project);
    t.is(first.state?.document, `_sparkify/state/${first.release}.json.gz`);
    t.deepEqual(await modified(project), []);
    t.regex(await succeeded(t, project.sparkify('build')), /Nothing was published|Nothing new/);
    t.is(release(project).release, first.release);
    project.write({
      'data/plays/march.ndjson': project.read('data/plays/february.ndjson').replace('"id":4', '"id":6'),
    });
    await succeeded(t, project.sparkify('build', '--exclude', 'plays'));
    t.not(release(project).release, first.release);
    t.deepEqual(release(project).state, first.state);
    t.deepEqual(states(project), [first.state!.document]);
  },
);

test.serial(
  'code of which no table becomes another is published once, so that it does not count as modified for ever',
  async t => {
    const project = musicProject(t);
    replace(project, 'sparkify.config.ts', "name: 'music',", "name: 'music', reuse: true,");
    await succeeded(t, project.sparkify('build'));
    for (const [label, modifiedNow] of [
      ['Board', ['exposure board']],
      ['Boards', ['exposure board']],
    ] as const) {
      project.write(exposures(label));
      t.deepEqual(await modified(project), modifiedNow);
      const output = await succeeded(t, project.sparkify('build'));
      t.regex(output, /Published release \S+ \(no table changed in /);
      t.deepEqual(await modified(project), []);
      t.regex(await succeeded(t, project.sparkify('build')), /Nothing new: the lake already holds/);
    }
    replace(project, marts, '[unique, not_null]', '[unique, { not_null: { config: { severity: warn } } }]');
    t.deepEqual(await modified(project), ['test not_null_plays_id']);
    await succeeded(t, project.sparkify('build', '--select', 'listeners'));
    t.deepEqual(await modified(project), ['test not_null_plays_id'], 'it did not run');
    await succeeded(t, project.sparkify('build'));
    t.deepEqual(await modified(project), []);
  },
);

test.serial('a build of a part says of the rest what was said before', async t => {
  const project = await built(t);
  replace(project, stg, 'select id', 'select id + 0 as id');
  replace(project, 'models/marts/listeners.sql', "'nightly'", "'daily'");
  replace(project, 'models/marts/listeners.sql', 'group by listener', 'group by 1');
  replace(project, 'models/marts/plays.sql', 'select id', 'select id + 0 as id');
  const all = ['model listeners', 'model plays', 'model stg_plays'];
  t.deepEqual(await modified(project), all);
  await succeeded(t, project.sparkify('build', '--select', 'listeners'));
  t.deepEqual(
    await modified(project),
    ['model plays', 'model stg_plays'],
    'others still follow from the view before',
  );
  await succeeded(t, project.sparkify('run', '--select', 'plays', 'charts'));
  t.deepEqual(await modified(project), ['model stg_plays'], 'each was made by another run');
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(await modified(project), []);
});

test.serial('what failed and is kept is still modified, what was published is not', async t => {
  const project = await built(t, {
    'models/marts/marts.yml': `models:
  - name: charts
    config: { on_failure: keep_previous }
    columns: [{ name: song, data_tests: [not_null] }]
`,
  });
  replace(
    project,
    'models/marts/charts.sql',
    'select long_plays.song',
    'select nullif(long_plays.song, long_plays.song) as song',
  );
  replace(project, 'models/marts/charts.sql', 'group by all', 'group by all -- all');
  replace(project, 'models/marts/plays.sql', 'select id', 'select id + 1 as id');
  t.deepEqual(await modified(project), ['model charts', 'model plays']);
  t.regex(await failed(t, project.sparkify('build'), 1), /Kept as in the release before/);
  t.deepEqual(await modified(project), ['model charts']);
});

test.serial('a rollback brings back what the release says, and what no release names goes', async t => {
  const project = musicProject(t);
  replace(
    project,
    'sparkify.config.ts',
    "name: 'music',",
    "name: 'music', releases: { keep: 1, keepHours: 0 },",
  );
  await succeeded(t, project.sparkify('build'));
  const first = release(project);
  replace(project, 'models/marts/listeners.sql', 'group by listener', 'group by 1');
  await succeeded(t, project.sparkify('build'));
  const second = release(project);
  t.deepEqual(states(project), [first.state!.document, second.state!.document].sort());
  await succeeded(t, project.sparkify('releases', 'rollback', first.release));
  t.deepEqual(release(project).state, first.state);
  t.deepEqual(await modified(project), ['model listeners']);
  for (const label of ['One', 'Two']) {
    project.write(exposures(label));
    await succeeded(t, project.sparkify('build'));
  }
  t.deepEqual(states(project).length, 2);
  t.false(states(project).includes(second.state!.document));
});

test.serial('tasks that publish together say what they made', async t => {
  const project = await built(t, leaf('name'));
  replace(project, 'models/marts/listeners.sql', 'group by listener', 'group by 1');
  replace(project, 'models/marts/plays.sql', 'select id', 'select id + 0 as id');
  project.write(leaf('title'));
  await succeeded(t, project.sparkify('run', '--select', 'listeners', 'leaf', '--candidate', 'nightly'));
  await succeeded(t, project.sparkify('releases', 'publish', 'nightly', '--select', 'listeners'));
  t.deepEqual(await modified(project), ['model plays']);
});

test.serial('values of secret variables are not in it', async t => {
  const project = await built(t, {
    '.env': 'API_TOKEN=very-secret-value\n',
    'models/told.sql': "select 'very-secret-value' as value, '{{ env_var('API_TOKEN') }}' as other\n",
    ...exposures('very-secret-value'),
  });
  t.notRegex(stateText(project.lake), /very-secret-value/);
  t.regex(stateText(project.lake), /select '\*{5}' as value/);
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing (new|was published)/);
});

test.serial('nor does one make what holds it modified for ever, beside a release or a manifest', async t => {
  const project = await built(t, {
    '.env': 'MUSIC_PASSWORD=listeners\n',
    'macros/words.sql': "{% macro word() %}'listeners'{% endmacro %}\n",
    'models/words.sql': "select {{ word() }} as word, 'listeners' as other\n",
    ...exposures('listeners'),
  });
  t.deepEqual(await modified(project), []);
  for (const state of [project.lake, project.path('target')]) {
    const listed = await succeeded(
      t,
      project.sparkify('ls', '--select', 'state:modified', '--state', state, '--quiet'),
    );
    t.is(listed.trim(), '', state);
  }
});

test.serial('a view that no table reads is told of once it is built', async t => {
  const project = await built(t, leaf('name'));
  project.write(leaf('title'));
  replace(project, 'models/marts/listeners.sql', 'group by listener', 'group by 1');
  t.deepEqual(await modified(project), ['model leaf', 'model listeners']);
  await succeeded(t, project.sparkify('build', '--select', 'listeners'));
  t.deepEqual(await modified(project), ['model leaf']);
  await succeeded(t, project.sparkify('build', '--select', 'leaf'));
  t.deepEqual(await modified(project), []);
  project.write(leaf('heading'));
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(await modified(project), []);
});

test.serial(
  'a build of a part goes on where the document is lost, and a pruned table is new again',
  async t => {
    const project = await built(t);
    rmSync(join(project.lake, release(project).state!.document));
    const list = ['ls', '--select', 'state:modified', '--state', project.lake];
    t.regex(
      await failed(t, project.sparkify(...list), 1),
      /A build of changed code on this lake writes it anew/,
    );
    replace(project, 'models/marts/listeners.sql', 'group by listener', 'group by 1');
    await succeeded(t, project.sparkify('build', '--select', 'listeners'));
    t.true((await modified(project)).includes('model plays'));
    t.false((await modified(project)).includes('model listeners'));
    await succeeded(t, project.sparkify('build'));
    t.deepEqual(await modified(project), []);
    await succeeded(t, project.sparkify('releases', 'prune', '--tables', 'charts'));
    t.deepEqual(await modified(project), ['model charts']);
    await succeeded(t, project.sparkify('build'));
    t.deepEqual(await modified(project), []);
  },
);
