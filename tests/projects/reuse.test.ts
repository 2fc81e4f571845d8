import { existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { connectDuckDb } from '../helpers/duckdb-connection.ts';
import { currentRelease, currentTable, dataFiles } from '../helpers/lake-reader.ts';
import { ledgerOf } from '../helpers/ledger.ts';
import {
  jsonLines,
  type ProjectFiles,
  showPayments,
  tinyConfig,
  tinyFiles,
  tinyProject,
} from '../helpers/tiny-project.ts';

const reusing = { 'sparkify.config.ts': tinyConfig({ more: '  reuse: true,\n' }) };
const totals = {
  'models/totals.sql': `{{ config(materialized='table') }}
select user_name, sum(amount) as amount from {{ ref('payments') }} group by user_name`,
  'models/totals.yml': `models:
  - name: totals
    columns: [{ name: user_name, data_tests: [not_null] }]`,
};
const day4 = {
  'data/events/3.json': jsonLines([{ id: 4, user: 'Cy', amount: 1, paid_at: '2026-01-04T10:00:00Z' }]),
};

const view = 'target/lake/_sparkify/view.json';

/** A project that was built once. */
async function built(t: Parameters<typeof tinyProject>[0], files: ProjectFiles = {}): Promise<CliProject> {
  const project = tinyProject(t, { ...reusing, ...totals, ...files });
  await succeeded(t, project.sparkify('build'));
  return project;
}

/** Says when a file was changed last, to a second. */
function setTime(project: CliProject, path: string): void {
  utimesSync(project.path(path), 1_767_225_600, 1_767_225_600);
}

const build = (project: CliProject, ...args: readonly string[]) => project.sparkify('build', ...args);
const releaseOf = (project: CliProject) => currentRelease(project.path('target/lake'))!.release;
/** Names of the nodes that ran, in alphabetical order. */
const ran = (output: string) =>
  [...output.matchAll(/ (?:OK created \w+ model|PASS) (\S+) /g)].map(([, name]) => name!).sort();

test('a build in which nothing changed does nothing, reads no source file, and says so', async t => {
  const path = 'data/events/1.json';
  const project = await built(t);
  setTime(project, path);
  await succeeded(t, build(project));
  const before = releaseOf(project);
  // Of the same size and time: only who reads it meets what is in it.
  project.write({ [path]: '!'.repeat(tinyFiles[path].length) });
  setTime(project, path);
  const output = await succeeded(t, build(project));
  t.regex(
    output,
    /Reused from release \S+: 1 view model, 1 external model, 1 table model, 3 data tests\. Nothing that they follow from has changed\./,
  );
  t.regex(
    output,
    /Nothing new: the lake already holds what this run would make, so nothing was read or published\./,
  );
  t.regex(output, /Done\. PASS=0 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=6 TOTAL=6/);
  t.deepEqual(ran(output), []);
  t.is(releaseOf(project), before);
  const results = JSON.parse(project.read('target/run_results.json')) as { results: { status: string }[] };
  t.deepEqual(new Set(results.results.map(({ status }) => status)), new Set(['reused']));
});

test('a build with nothing new makes up for what the release before left to do', async t => {
  const project = await built(t);
  const [catalog, copy] = ['target/lake/_sparkify/catalog.duckdb', 'target/lake/payments'];
  const before = releaseOf(project);
  rmSync(project.path(catalog));
  // As a build leaves it that is killed while it refreshes the plain copy.
  project.write({ [view]: JSON.stringify({ ...JSON.parse(project.read(view)), complete: false }) });
  rmSync(project.path(copy), { recursive: true });
  t.regex(await succeeded(t, build(project)), /Nothing new: /);
  t.true(existsSync(project.path(catalog)));
  t.true(existsSync(project.path(copy)));
  t.is(releaseOf(project), before);
});

test('a build in which only what asks for the time runs prepares no release', async t => {
  const late = 'tests/late.sql';
  const project = await built(t, { [late]: "select * from {{ ref('payments') }} where paid_at > now()" });
  // A candidate would be a file in there for a while.
  const begun = () => statSync(project.path('target/lake/_sparkify')).mtimeMs;
  const before = begun();
  const output = await succeeded(t, build(project));
  t.deepEqual(ran(output), ['late']);
  t.regex(output, /Nothing was published: the lake already holds just these rows\./);
  t.is(begun(), before);
});

test('so does one of nothing else, which makes up for what is left to do as well', async t => {
  const project = await built(t, {
    'tests/late.sql': "select * from {{ ref('payments') }} where paid_at > now()",
  });
  const catalog = project.path('target/lake/_sparkify/catalog.duckdb');
  rmSync(catalog);
  const output = await succeeded(t, build(project, '--select', 'late'));
  t.regex(output, /Nothing was published: the lake already holds just these rows\./);
  t.true(existsSync(catalog));
});

test('a test that asks for the time and fails is told beside what is reused', async t => {
  const late = { 'tests/late.sql': "select * from {{ ref('payments') }} where paid_at < now()" };
  const project = tinyProject(t, { ...reusing, ...totals });
  await succeeded(t, build(project));
  project.write(late);
  const output = await failed(t, build(project), 1);
  t.regex(output, /FAIL [\s\S]*Nothing was published: the lake is as it was\./);
  t.regex(output, /ERROR=1 SKIP=0 NO-OP=0 REUSED=6 TOTAL=7/);
});

test('a new file runs what reads its source, and a file that is touched does so, too', async t => {
  const project = await built(t);
  project.write(day4);
  t.deepEqual(ran(await succeeded(t, build(project))), [
    ...['not_null_payments_id', 'not_null_totals_user_name', 'payments', 'stg_events', 'totals'],
    'unique_payments_id',
  ]);
  t.is((await ledgerOf(t, project)).length, 3);
  t.regex(await succeeded(t, build(project)), /Nothing new/);
});

test('a changed model runs with what reads it; its parents are read from the release', async t => {
  const project = await built(t);
  project.write({ 'models/totals.sql': totals['models/totals.sql'].replace('sum(', '2 * sum(') });
  t.deepEqual(ran(await succeeded(t, build(project))), ['not_null_totals_user_name', 'totals']);
  project.write({ 'models/payments.sql': tinyFiles['models/payments.sql'].replace('id,', 'id + 0 as id,') });
  const output = await succeeded(t, build(project));
  t.true(ran(output).includes('totals'), 'though its own SQL is as before');
  t.regex(await succeeded(t, build(project)), /Nothing new/);
});

test('a unit test that passed stands while its model, its rows and the types of its columns do, whatever comes new', async t => {
  const unitTest = (expected: number, amount = 5) => ({
    'models/unit_tests.yml': `unit_tests:
  - name: adds
    model: totals
    given:
      - input: ref('payments')
        rows: [{ user_name: Ada, amount: ${amount} }, { user_name: Ada, amount: 2 }]
    expect: { rows: [{ user_name: Ada, amount: ${expected} }] }`,
  });
  const project = await built(t, unitTest(7));
  project.write(day4);
  t.false(ran(await succeeded(t, build(project))).includes('totals::adds'), 'new rows are not its own');
  project.write(unitTest(8, 6));
  t.deepEqual(ran(await succeeded(t, build(project))), ['totals::adds'], 'its rows are others');
  const payments = tinyFiles['models/payments.sql'];
  project.write({
    'models/payments.sql': payments.replace('amount', 'cast(amount as decimal(10, 2)) as amount'),
  });
  t.true(
    ran(await succeeded(t, build(project, '--allow-breaking-changes'))).includes('totals::adds'),
    'a type is another',
  );
  project.write({ 'models/totals.sql': totals['models/totals.sql'].replace('sum(', '2 * sum(') });
  t.regex(await failed(t, build(project), 1), /totals::adds/);
});

test('a unit test whose rows depend on the time runs in every build', async t => {
  const project = await built(t, {
    'models/unit_tests.yml': `unit_tests:
  - name: adds
    model: totals
    given:
      - input: ref('payments')
        format: sql
        rows: select 'Ada' as user_name, 7.0 as amount where current_date > date '2000-01-01'
    expect: { rows: [{ user_name: Ada, amount: 7 }] }`,
  });
  t.deepEqual(ran(await succeeded(t, build(project))), ['totals::adds']);
});

test('a changed test runs alone, on the released table', async t => {
  const project = await built(t);
  project.write({ 'models/totals.yml': totals['models/totals.yml'].replace('not_null', 'not_null, unique') });
  t.deepEqual(ran(await succeeded(t, build(project))), ['unique_totals_user_name']);
  t.regex(await succeeded(t, build(project)), /Nothing new/);
});

test('what asks for the time runs in every build, and so does what reads it', async t => {
  const project = await built(t, {
    'models/clock.sql': `{{ config(materialized='table') }} select now() as made`,
    'models/late.sql': `{{ config(materialized='table') }} select max(made) as made from {{ ref('clock') }}`,
  });
  t.deepEqual(ran(await succeeded(t, build(project))), ['clock', 'late']);
});

test('a model with hooks runs in every build, for they are there for what they do', async t => {
  const project = await built(t, {
    'models/hooked.sql': `{{ config(materialized='table', post_hook='select 1') }} select 1 as a`,
  });
  t.deepEqual(ran(await succeeded(t, build(project))), ['hooked']);
});

test('a selection and a whole build know each other’s tables', async t => {
  const project = tinyProject(t, { ...reusing, ...totals });
  await succeeded(t, build(project, '--select', '+payments'));
  await succeeded(t, build(project, '--select', 'totals'));
  t.regex(await succeeded(t, build(project)), /Nothing new/);
  t.regex(await succeeded(t, project.sparkify('run', '--select', 'totals')), /Nothing new/);
});

test('a table that was computed once more makes what reads it run, though both are made as before', async t => {
  const project = await built(t, {
    'models/payments.sql': tinyFiles['models/payments.sql'],
    'models/any.sql': `{{ config(materialized='table') }} select user_name, random() as r from {{ ref('payments') }}`,
    'models/of_any.sql': `{{ config(materialized='table') }} select max(r) as r from {{ ref('any') }}`,
  });
  await succeeded(t, build(project, '--select', 'any'));
  t.deepEqual(ran(await succeeded(t, build(project, '--select', 'of_any'))), ['of_any']);
});

test('a test that warned runs again, so that its warning is seen', async t => {
  const project = await built(t, {
    'models/totals.yml': `models:
  - name: totals
    columns:
      - name: amount
        data_tests:
          - accepted_values: { arguments: { values: [2] }, config: { severity: warn } }`,
  });
  const output = await succeeded(t, build(project));
  t.regex(output, /WARN 1 accepted_values_totals_amount__2/);
  t.deepEqual(ran(output), []);
});

test('a failed test is not forgotten, and nothing stands on it', async t => {
  const project = await built(t);
  project.write({ 'data/events/3.json': tinyFiles['data/events/2.json'] });
  t.regex(await failed(t, build(project), 1), /FAIL 1 unique_payments_id/);
  t.regex(await failed(t, build(project), 1), /FAIL 1 unique_payments_id/);
  project.remove('data/events/3.json');
  t.regex(await succeeded(t, build(project)), /Nothing new/);
});

test('a retry of a run that reused tables leaves them as they are', async t => {
  const project = await built(t);
  project.write({
    'models/totals.sql': totals['models/totals.sql'].replace(
      'sum(amount)',
      'sum(amount) / cast(user_name as integer)',
    ),
  });
  await failed(t, build(project), 1);
  project.write(totals);
  const output = await succeeded(t, project.sparkify('retry'));
  t.deepEqual(
    ran(output).filter(name => name.includes('payments')),
    [],
  );
});

test('a published table whose files are damaged is written again', async t => {
  const project = await built(t);
  const lake = project.path('target/lake');
  const [file] = await dataFiles(await connectDuckDb(t), lake, currentTable(lake, 'totals'));
  rmSync(join(lake, file!));
  t.deepEqual(ran(await succeeded(t, build(project))), ['not_null_totals_user_name', 'totals']);
  t.regex(await succeeded(t, build(project)), /Nothing new/);
});

test('--no-reuse runs everything, and --reuse takes over what a project that does not say so left', async t => {
  const project = await built(t);
  t.is(ran(await succeeded(t, build(project, '--no-reuse'))).length, 6);
  project.write({ 'sparkify.config.ts': tinyConfig() });
  t.is(ran(await succeeded(t, build(project))).length, 6, 'the default is to run what is asked for');
  t.regex(await succeeded(t, build(project, '--reuse')), /Nothing new/);
});

test('after a rollback the tables stand for what they were made of', async t => {
  const project = await built(t);
  const first = releaseOf(project);
  project.write(day4);
  await succeeded(t, build(project));
  await succeeded(t, project.sparkify('releases', 'rollback', first));
  await succeeded(t, build(project));
  t.true((await showPayments(project)).includes('4,Cy,1,'));
  project.remove('data/events/3.json');
  await succeeded(t, build(project));
  t.false((await showPayments(project)).includes('4,Cy,1,'));
});

test('a sample is never taken for what it is a sample of', async t => {
  const project = tinyProject(t, reusing);
  await succeeded(t, build(project, '--sample', '1 rows', '--publish'));
  t.true(ran(await succeeded(t, build(project))).includes('payments'));
  t.is((await showPayments(project)).split('\n').length, 5);
});
