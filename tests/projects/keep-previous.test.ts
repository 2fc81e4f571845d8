import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { jsonLines, type ProjectFiles, tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

const keeping = {
  'sparkify.config.ts': tinyConfig({ more: "  models: { on_failure: 'keep_previous' },\n" }),
};
const table = "{{ config(materialized='table') }}";

/**
 * Plays of users: a dimension and a fact out of one source, what counts the plays, and what only looks at the users.
 *
 *     raw.events ─ stg_events ─┬─ users ── names
 *                              └─ plays ── counts          plays.user → users.user (relationships)
 */
const files: ProjectFiles = {
  ...{ 'models/payments.sql': undefined, 'models/payments.yml': undefined },
  'data/events/1.json': jsonLines([{ id: 1, user: 'Ada', amount: 1, paid_at: '2026-01-01T10:00:00Z' }]),
  'data/events/2.json': undefined,
  'models/users.sql': `${table} select distinct user_name from {{ ref('stg_events') }} where user_name <> 'nobody'`,
  'models/names.sql': `${table} select upper(user_name) as name from {{ ref('users') }}`,
  'models/plays.sql': `${table} select id, user_name, amount from {{ ref('stg_events') }}`,
  'models/counts.sql': `${table} select count(*) as plays, max(id) as last from {{ ref('plays') }}`,
  'models/all.yml': `models:
  - name: users
    columns: [{ name: user_name, data_tests: [unique, not_null] }]
  - name: plays
    columns:
      - name: id
        data_tests: [unique]
      - name: user_name
        data_tests:
          - relationships: { arguments: { to: ref('users'), field: user_name } }
`,
};
const event = (id: number, user: string, amount = 1) => ({
  id,
  user,
  amount,
  paid_at: '2026-01-02T10:00:00Z',
});

async function built(t: ExecutionContext, more: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, { ...keeping, ...files, ...more });
  await succeeded(t, project.sparkify('build'));
  return project;
}

const release = (project: CliProject) => currentRelease(project.path('target/lake'))!;
/** Names of the tables that the current release wrote. */
function fresh(project: CliProject): readonly string[] {
  const { release: id, tables } = release(project);
  return tables.filter(({ version }) => version === id).map(({ name }) => name);
}
async function rows(project: CliProject, name: string): Promise<string> {
  const sql = `select * from {{ ref('${name}') }} order by all`;
  return (await project.sparkify('show', '--inline', sql, '--output', 'csv')).stdout;
}

test('a model that fails keeps its table, and so does what comes after it; the rest is published, and the exit code is 1', async t => {
  const project = await built(t);
  const before = release(project).release;
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Ada')]),
    'models/plays.sql': `${table} select id, user_name, amount / cast(user_name as integer) as amount from {{ ref('stg_events') }}`,
  });
  // The users are those that they were: a new one makes a table of them that is published.
  project.write({ 'data/events/4.json': jsonLines([event(3, 'Bo')]) });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /Published release \S+ \(2 tables/);
  t.regex(
    output,
    /Kept as in the release before, since something failed:\n\S+ +plays: it failed\n\S+ +counts: it comes after plays\n/,
  );
  t.not(release(project).release, before);
  t.deepEqual(fresh(project), ['names', 'users']);
  t.is(await rows(project, 'counts'), 'plays,last\n1,1\n');
  t.is(await rows(project, 'names'), 'name\nADA\nBO\n');
  const results = JSON.parse(project.read('target/run_results.json')) as {
    args: { sparkify: { release: string; kept_previous: readonly object[] } };
  };
  t.is(results.args.sparkify.release, release(project).release);
  t.deepEqual(results.args.sparkify.kept_previous, [
    { name: 'plays', because: 'it failed' },
    { name: 'counts', because: 'it comes after plays' },
  ]);
});

test('new tables are never published beside old ones that they do not fit', async t => {
  const project = await built(t);
  // A new user who plays, and a user who comes twice: the test of the users fails, and the new plays need the new user.
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Bo')]),
    'models/users.sql': `${table} select user_name from {{ ref('stg_events') }} union all select 'Ada'`,
  });
  const before = release(project);
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /FAIL 1 unique_users_user_name/);
  t.regex(
    output,
    /Nothing was published: all that did not fail comes after what did, or does not fit what would be kept of the last release\./,
  );
  t.deepEqual(release(project), before);
});

test('new tables that fit the old ones are published, also where their test had been skipped', async t => {
  const project = await built(t);
  // No new user plays: the new plays fit the old users.
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Ada')]),
    'models/users.sql': `${table} select cast(error('no users today') as varchar) as user_name`,
  });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /users: it failed\n\S+ +names: it comes after users\n/);
  t.deepEqual(fresh(project), ['counts', 'plays']);
  t.is(await rows(project, 'counts'), 'plays,last\n2,2\n');
});

test('a retry does what failed, and leaves what was published', async t => {
  const project = await built(t);
  const users = files['models/users.sql'] as string;
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Ada')]),
    'models/users.sql': `${table} select cast(error('no users today') as varchar) as user_name`,
  });
  await failed(t, project.sparkify('build'), 1);
  project.write({ 'models/users.sql': users.replace("'nobody'", "'none'") });
  const output = await succeeded(t, project.sparkify('retry'));
  t.regex(output, /OK created table model users/);
  t.notRegex(output, /OK created table model (plays|counts)/);
  t.regex(output, /PASS relationships_plays_user_name/);
});

test('what fails keeps nothing when one of the models asks to hold the release, which is the default', async t => {
  const project = await built(t, {
    'models/plays.sql': `{{ config(materialized='table', on_failure='hold') }} select id, user_name, amount from {{ ref('stg_events') }}`,
  });
  const before = release(project);
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Bo'), event(2, 'Bo')]),
  });
  t.regex(await failed(t, project.sparkify('build'), 1), /FAIL 1 unique_plays_id/);
  t.deepEqual(release(project), before);
});

test('a first build publishes what did not fail, without what no release has', async t => {
  const project = tinyProject(t, {
    ...keeping,
    ...files,
    'models/counts.sql': `${table} select cast(error('no counts') as integer) as plays from {{ ref('plays') }}`,
  });
  const output = await failed(t, project.sparkify('build'), 1);
  t.regex(output, /Left out, since something failed and no release has them yet:\n\S+ +counts: it failed\n/);
  t.deepEqual(fresh(project), ['names', 'plays', 'users']);
});

test('what was computed of a table that is kept is not taken for what the release has', async t => {
  const project = await built(t, {
    'sparkify.config.ts': tinyConfig({
      more: "  reuse: true,\n  models: { on_failure: 'keep_previous' },\n",
    }),
  });
  project.write({ 'data/events/3.json': jsonLines([event(2, 'Ada'), event(2, 'Ada')]) });
  t.regex(await failed(t, project.sparkify('build'), 1), /plays: its test unique_plays_id failed/);
  t.regex(await failed(t, project.sparkify('build'), 1), /FAIL 1 unique_plays_id/, 'it is not forgotten');
  project.write({ 'data/events/3.json': jsonLines([event(2, 'Ada')]) });
  await succeeded(t, project.sparkify('build'));
  t.is(await rows(project, 'counts'), 'plays,last\n2,2\n');
  t.regex(await succeeded(t, project.sparkify('build')), /Nothing new/);
});

test('whoever stops at the first failure, or computes a sample, publishes nothing', async t => {
  const project = await built(t);
  project.write({
    'data/events/3.json': jsonLines([event(2, 'Ada')]),
    'models/users.sql': `${table} select cast(error('no users today') as varchar) as user_name`,
  });
  const before = release(project);
  await failed(t, project.sparkify('build', '--fail-fast'), 1);
  await failed(t, project.sparkify('build', '--sample', '10 rows', '--publish'), 1);
  t.deepEqual(release(project), before);
});

test('files that only a kept table was made of are not among those that the release read', async t => {
  const other = `      - name: songs
        location: data/songs/*.json
        columns: [{ name: id, data_type: INTEGER }]
`;
  const project = await built(t, {
    'models/sources.yml': `${tinyFiles['models/sources.yml']}${other}`,
    'data/songs/1.json': '{"id":1}\n',
    'models/songs.sql': `${table} select id from {{ source('raw', 'songs') }}`,
    'models/songs.yml': `models:\n  - name: songs\n    columns: [{ name: id, data_tests: [unique] }]\n`,
  });
  const first = release(project).release;
  project.write({
    'data/songs/2.json': '{"id":1}\n',
    'data/events/3.json': jsonLines([event(2, 'Ada')]),
  });
  t.regex(await failed(t, project.sparkify('build'), 1), /songs: its test unique_songs_id failed/);
  const { release: second, sources } = release(project);
  t.deepEqual(
    sources.map(({ name, version }) => [name, version]),
    [
      ['raw.events', second],
      ['raw.songs', first],
    ],
  );
});

test('whatever fails, all tests pass on what is published', async t => {
  const events = fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 4 }), user: fc.constantFrom('Ada', 'Bo', 'nobody') }),
    { maxLength: 3 },
  );
  const broken = "cast(error('not today') as varchar)";
  const steps = fc.array(fc.record({ events, users: fc.boolean(), names: fc.boolean() }), {
    minLength: 2,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const project = await built(t);
      for (const step of all) {
        project.write({
          'data/events/3.json': jsonLines(step.events.map(({ id, user }) => event(id + 1, user))),
          'models/users.sql': step.users
            ? (files['models/users.sql'] as string)
            : `${table} select ${broken} as user_name from {{ ref('stg_events') }}`,
          'models/names.sql': step.names
            ? (files['models/names.sql'] as string)
            : `${table} select ${broken} as name from {{ ref('users') }}`,
        });
        await project.sparkify('build');
        const { exitCode, output } = await project.sparkify('test');
        t.is(exitCode, 0, `${JSON.stringify(all)}\n${output}`);
      }
    }),
    { numRuns: 5 },
  );
});
