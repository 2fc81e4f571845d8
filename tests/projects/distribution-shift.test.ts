import test, { type ExecutionContext } from 'ava';
import { type CliProject, cliProject } from '../helpers/cli-project.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';

type Files = Readonly<Record<string, string>>;

/** A thousand users: every tenth of them pays, and their scores lie evenly between 0 and 99. */
const users = usersSql(
  "case when i % 10 = 0 then 'paid' else 'free' end as level",
  '(i * 7 % 100)::double as score',
);
/** Half of them pay. */
const shifted = usersSql(
  "case when i % 2 = 0 then 'paid' else 'free' end as level",
  '(i * 7 % 100)::double as score',
);

function usersSql(...columns: readonly string[]): string {
  const list = ['i as user_id', ...columns].join(',\n  ');
  return `{{ config(materialized='table') }}\nselect ${list}\nfrom range(1000) as r(i)\n`;
}

const bothColumns = `models:
  - name: users
    columns:
      - name: level
        data_tests: [distribution_shift]
      - name: score
        data_tests: [distribution_shift]
`;

function onLevel(more: string): string {
  return `models:
  - name: users
    columns:
      - name: level
        data_tests:
          - distribution_shift: ${more}
`;
}

function project(t: ExecutionContext, files: Files = {}): CliProject {
  return cliProject(t, {
    'sparkify.config.ts': tinyConfig(),
    'models/users.sql': users,
    'models/users.yml': bothColumns,
    ...files,
  });
}

async function built(
  t: ExecutionContext,
  tested: CliProject,
  ...options: readonly string[]
): Promise<string> {
  const { exitCode, output } = await tested.sparkify('build', ...options);
  t.is(exitCode, 0, output);
  return output;
}

async function failed(t: ExecutionContext, tested: CliProject, ...args: readonly string[]): Promise<string> {
  const { exitCode, output } = await tested.sparkify(...args);
  t.is(exitCode, 1, output);
  return output;
}

test('a column whose values are spread otherwise than in the last release stops the next one', async t => {
  const tested = project(t);
  const first = await built(t, tested);
  t.regex(first, /PASS distribution_shift_users_level \(nothing to compare with: there is no release yet\)/);

  tested.write({ 'models/users.sql': shifted });
  const second = await failed(t, tested, 'build');
  t.regex(second, /FAIL 2 distribution_shift_users_level /);
  t.regex(second, /PASS distribution_shift_users_score \.+ \[/);
  t.regex(second, /Compared with release [0-9a-f-]{36} of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  // 0.4 * ln 5 and 0.4 * ln 1.8.
  t.regex(second, /│ paid +│ 100 +│ 500 +│ 0\.1 +│ 0\.5 +│ 0\.6438 +│ 0\.8789 │/);
  t.regex(second, /│ free +│ 900 +│ 500 +│ 0\.9 +│ 0\.5 +│ 0\.2351 +│ 0\.8789 │/);
  t.regex(second, /Nothing was published/);

  tested.write({ 'models/users.sql': users });
  const retried = await tested.sparkify('retry');
  t.is(retried.exitCode, 0, retried.output);
});

test('a shift that is meant is published without the test, and the next build compares with that', async t => {
  const tested = project(t);
  await built(t, tested);
  tested.write({ 'models/users.sql': shifted });
  await built(t, tested, '--exclude', 'test_name:distribution_shift');
  t.regex(await failed(t, tested, 'test'), /FAIL 2 distribution_shift_users_level/);
  t.regex(await built(t, tested), /PASS distribution_shift_users_level \.+ \[/);
});

test('test compares what is published with the release before, as long as that is kept', async t => {
  const tested = project(t, { 'models/other.sql': "{{ config(materialized='table') }}\nselect 1 as n\n" });
  await built(t, tested);
  const first = await tested.sparkify('test');
  t.regex(first.output, /\(nothing to compare with: no release before this one is kept\)/);
  tested.write({ 'models/other.sql': "{{ config(materialized='table') }}\nselect 2 as n\n" });
  await built(t, tested);
  const same = await tested.sparkify('test');
  t.is(same.exitCode, 0, same.output);
  t.regex(
    same.output,
    /distribution_shift_users_level \(not compared: the release before has the same rows\)/,
  );
});

test('what the last release does not hold passes with a note that tells why', async t => {
  const tested = project(t, {
    'models/users.sql': `${usersSql("'x' as level")}where false\n`,
    'models/users.yml': '',
  });
  await built(t, tested);
  tested.write({
    'models/users.sql': usersSql("'x' as level", '1 as score'),
    'models/users.yml': bothColumns,
  });
  const afterEmpty = await built(t, tested);
  t.regex(
    afterEmpty,
    /distribution_shift_users_level \(nothing to compare with: users has no rows in the last/,
  );

  tested.write({
    'models/users.sql': usersSql("'x' as level", '1 as score', '2 as more'),
    'models/users.yml': `${bothColumns}      - name: more\n        data_tests: [distribution_shift]\n`,
  });
  const newColumn = await built(t, tested);
  t.regex(
    newColumn,
    /distribution_shift_users_more \(nothing to compare with: users has no column more in the/,
  );
  t.regex(newColumn, /PASS distribution_shift_users_level \.+ \[/);

  tested.write({ 'models/users.sql': usersSql('3 as level', '1.5::double as score', '2 as more') });
  const otherType = await failed(t, tested, 'build');
  t.regex(otherType, /_level \(not compared: level is INTEGER, and VARCHAR in the last release\)/);
  // 1.5 instead of 1: another number is a shift, a wider type is none.
  t.regex(otherType, /FAIL 2 distribution_shift_users_score/);

  tested.write({
    'models/people.sql': usersSql("'x' as level"),
    'models/people.yml': onLevel('{}').replace('users', 'people'),
  });
  const newTable = await built(t, tested, '--select', 'people');
  t.regex(newTable, /people_level \(nothing to compare with: the last release has no table people\)/);
});

test('an empty table after a full one is a shift', async t => {
  const tested = project(t, { 'models/users.yml': onLevel('{}') });
  await built(t, tested);
  tested.write({ 'models/users.sql': `${users}where false\n` });
  const output = await failed(t, tested, 'build');
  t.regex(output, /│ free +│ 900 +│ 0 +│ 0\.9 +│ 0 /);
});

test('where chooses of both, by the name of the table, too, and may name what the release lacks', async t => {
  const tested = project(t, { 'models/users.yml': onLevel(`{ config: { where: "users.score < 50" } }`) });
  await built(t, tested);
  // Only those that it does not choose have changed.
  tested.write({
    'models/users.sql': usersSql(
      "case when i % 10 = 0 or i * 7 % 100 >= 50 then 'paid' else 'free' end as level",
      '(i * 7 % 100)::double as score',
    ),
  });
  t.regex(await built(t, tested), /PASS distribution_shift_users_level \.+ \[/);
  tested.write({ 'models/users.yml': onLevel('{ config: { where: "is_new" } }') });
  tested.write({ 'models/users.sql': `${shifted.replace('i as user_id', 'true as is_new, i as user_id')}` });
  const lacking = await built(t, tested);
  t.regex(lacking, /_level \(not compared: its where cannot be asked of the last release: .*"is_new"/);
  tested.write({ 'models/users.sql': `${shifted.replace('i as user_id', 'false as is_new, i as user_id')}` });
  await built(t, tested, '--exclude', 'test_name:distribution_shift');
  tested.write({ 'models/users.sql': `${shifted.replace('i as user_id', 'true as is_new, i as user_id')}` });
  t.regex(
    await built(t, tested),
    /_level \(nothing to compare with: its where chooses no rows of the last release\)/,
  );
});

test('nothing is compared when not everything is read, which the log and the artifacts say', async t => {
  const tested = project(t);
  await built(t, tested);
  const empty = await tested.sparkify('build', '--empty', '--log-format', 'json', '--junit', 'junit.xml');
  t.is(empty.exitCode, 0, empty.output);
  const note = 'not compared: --empty reads no rows';
  const logged = empty.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .find(({ data, info }) => info.name === 'LogTestResult' && data.node_info.node_name.endsWith('_level'));
  t.is(logged.data.note, note);
  const { results } = JSON.parse(tested.read('target/run_results.json'));
  const result = results.find(({ unique_id: id }: { unique_id: string }) => id.includes('users_level'));
  t.like(result, { status: 'pass', failures: 0, message: note });
  t.true(tested.read('junit.xml').includes(`<system-out>${note}</system-out>`));
  const sample = await tested.sparkify('build', '--sample', '10 rows');
  t.regex(sample.output, /\(not compared: --sample reads only a part of the rows\)/);
});

test('severity, warn_if, fail_calc, limit and store_failures mean what they mean of other tests', async t => {
  const tested = project(t, {
    'models/users.yml': onLevel(`
              name: warns
              arguments: { max_psi: 0.1, bins: 1000000 }
              config:
                fail_calc: "coalesce(cast(round(100 * max(psi)) as integer), 0)"
                warn_if: "> 50"
                error_if: "> 100"
                store_failures: true
          - distribution_shift: { name: two, config: { severity: warn, error_if: "> 0", limit: 1 } }`),
  });
  const refused = await tested.sparkify('check');
  t.is(refused.exitCode, 2);
  t.regex(refused.output, /"bins" must be at most 100/);
  tested.write({ 'models/users.yml': tested.read('models/users.yml').replace('1000000', '5') });
  await built(t, tested);
  tested.write({ 'models/users.sql': shifted });
  const output = await built(t, tested);
  t.regex(output, /WARN 88 warns/);
  t.regex(output, /Got 88 results, configured to warn if > 50/);
  t.regex(output, /WARN 1 two/);
  const shown = await tested.sparkify('show', '--failures', 'warns', '--output', 'csv');
  t.regex(
    shown.stdout,
    /^bucket,rows_before,rows_now,share_before,share_now,contribution,psi\npaid,100,500,/,
  );
});

test('seeds, partitions and tables of another schema are compared as well', async t => {
  const tested = project(t, {
    'seeds/levels.csv': 'level\nfree\nfree\npaid\n',
    'seeds/levels.yml':
      'seeds:\n  - name: levels\n    columns:\n      - name: level\n        data_tests: [distribution_shift]\n',
    'models/users.sql': users.replace("='table'", "='table', schema='marts', partition_by=['level']"),
  });
  await built(t, tested);
  tested.write({
    'seeds/levels.csv': 'level\npaid\npaid\npaid\n',
    'models/users.sql': shifted.replace("='table'", "='table', schema='marts', partition_by=['level']"),
  });
  const output = await failed(t, tested, 'build');
  t.regex(output, /FAIL 2 distribution_shift_levels_level/);
  t.regex(output, /FAIL 2 distribution_shift_users_level/);
  t.regex(output, /PASS distribution_shift_users_score \.+ \[/);
});

test('a build mends a release with damaged files, whatever its tests would compare with', async t => {
  const tested = project(t);
  await built(t, tested);
  tested.remove('target/lake/files');
  const output = await built(t, tested);
  t.regex(output, /\(nothing to compare with: files of users in the last release are missing or damaged\)/);
});

test('check refuses what has no released rows to compare with, at its line', async t => {
  const tested = project(t, {
    'models/users.sql': usersSql("'x' as level", '[1] as score'),
    'models/seen.sql': 'select 1 as n\n',
    'models/more.yml': `sources:
  - name: raw
    tables:
      - name: events
        location: data/*.json
        columns:
          - { name: id, data_type: INTEGER, data_tests: [distribution_shift] }
models:
  - name: seen
    columns:
      - name: n
        data_tests:
          - distribution_shift
`,
    'models/users.yml': `${bothColumns}    data_tests:
      - distribution_shift: { column_name: "level || 'x'" }
      - distribution_shift: { name: fine, column_name: level }
`,
  });
  const { exitCode, output } = await tested.sparkify('check');
  t.is(exitCode, 2);
  const refusals = [
    /more\.yml:7:58 .*\n +The test distribution_shift compares raw\.events with the last release, but a source is never/,
    /more\.yml:13:13 .*\n +The test distribution_shift compares seen with the last release, but a view is never/,
    /users\.yml:7:22 .*\n.* cannot compare "score", which is INTEGER\[\]: its values have parts\./,
    /users\.yml:9:9 .*\n.* compares "level \|\| 'x'", which is no column of its table\./,
  ];
  for (const refusal of refusals) t.regex(output, refusal);
  t.regex(output, / 4 errors in 2 files/);
});
