import { existsSync } from 'node:fs';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { lakePicture } from '../helpers/shared-lake.ts';
import { showPayments, tinyFiles, tinyPayments, tinyProject } from '../helpers/tiny-project.ts';

/** The small project, whose events have a time and whose payments are counted. */
const timed = {
  'models/sources.yml': tinyFiles['models/sources.yml'].replace(
    'location: data/events/*.json',
    'location: data/events/*.json\n        config: { event_time: paid_at }',
  ),
  'models/payments.yml': `${tinyFiles['models/payments.yml']}        constraints: [{ type: not_null }]\n`,
  'models/totals.sql': `{{ config(materialized='table') }}
select count(*) as payments, coalesce(sum(price), 0)::bigint as prices from {{ ref('payments') }}, {{ ref('prices') }}
`,
  'seeds/prices.csv': 'price\n10\n20\n',
};

const picture = (project: CliProject) => lakePicture(project.path('target/lake'));

test('--empty runs every query, constraint and test on nothing, needs no data, and publishes nothing', async t => {
  const project = tinyProject(t, {
    ...timed,
    'data/events/1.json': undefined,
    'data/events/2.json': undefined,
  });
  const output = await succeeded(t, project.sparkify('build', '--empty'));
  t.regex(output, /Reading nothing: every source, seed and published table has no rows/);
  t.regex(output, /OK created external model payments \.+ \[0 rows in/);
  t.regex(output, /OK loaded seed file prices \.+ \[0 rows in/);
  t.regex(output, /PASS unique_payments_id/);
  t.regex(output, /Nothing was published: --empty reads no rows, and the lake is as it was\./);
  t.false(existsSync(project.path('target/lake')), 'the lake is not even begun');
});

test('--empty finds what fails on any data, and what is published does not count', async t => {
  const project = tinyProject(t, timed);
  await succeeded(t, project.sparkify('build'));
  const before = picture(project);
  project.write({ 'tests/sum.sql': `select error('no') from {{ ref('totals') }}\n` });
  const output = await failed(t, project.sparkify('build', '--empty', '--select', 'totals'), 1);
  t.regex(output, /OK created table model totals \.+ \[1 row in/);
  t.regex(output, /ERROR running test sum/);
  t.notRegex(output, /sparkify retry/);
  t.deepEqual(picture(project), before);
  t.regex(await failed(t, project.sparkify('retry'), 2), /was not meant to be published/);
});

test('a sample by time reads what happened then, says so of each table, and is not published', async t => {
  const project = tinyProject(t, timed);
  await succeeded(t, project.sparkify('build'));
  const before = picture(project);
  const window = '{"start": "2026-01-02", "end": "2026-01-03"}';
  const output = await succeeded(t, project.sparkify('build', '--sample', window));
  t.regex(
    output,
    /Sampling raw\.events: paid_at from 2026-01-02 00:00:00\.000 to before 2026-01-03 00:00:00\.000/,
  );
  t.regex(output, /Reading whole: prices/);
  t.regex(output, /OK created external model payments \.+ \[1 row in/);
  t.regex(
    output,
    /Nothing was published: it is a sample, and the lake is as it was\. With --publish it becomes the lake\./,
  );
  t.deepEqual(picture(project), before);
  t.is(await showPayments(project), tinyPayments);
});

test('a sample becomes the lake when --publish asks for it', async t => {
  const project = tinyProject(t, timed);
  const output = await succeeded(
    t,
    project.sparkify('build', '--sample', '{start: 2026-01-02, end: 2026-01-03}', '--publish'),
  );
  t.regex(output, /Published release/);
  t.is(await showPayments(project), 'id,user_name,amount,paid_at\n2,Bo,2,2026-01-02 10:00:00\n');
});

test('a sample that was to become the lake and failed cannot be retried, which would read everything', async t => {
  const project = tinyProject(t, timed);
  await succeeded(t, project.sparkify('build'));
  const before = picture(project);
  project.write({ 'tests/no_payments.sql': `select * from {{ ref('payments') }}\n` });
  const output = await failed(t, project.sparkify('build', '--sample', '2 rows', '--publish'), 1);
  t.regex(output, /FAIL 2 no_payments/);
  t.regex(output, /Nothing was published: the lake is as it was\.\n/);
  t.notRegex(output, /sparkify retry/);
  project.write({ 'tests/no_payments.sql': `select * from {{ ref('payments') }} where false\n` });
  const refused = await failed(t, project.sparkify('retry'), 2);
  t.regex(refused, /The last build read only a sample, so it kept nothing that a retry could go on with\./);
  t.regex(refused, /Run `sparkify build` again, with the same options\./);
  t.deepEqual(picture(project), before);
});

interface ReleaseDocument {
  readonly tables: readonly { readonly name: string; readonly sample?: string }[];
}

/** What the tables of the current release are samples of. */
async function samples(project: CliProject): Promise<Readonly<Record<string, string | undefined>>> {
  const { stdout } = await project.sparkify('releases', 'list', '--log-format', 'json');
  const { tables } = JSON.parse(stdout.split('\n', 1)[0]!) as ReleaseDocument;
  return Object.fromEntries(tables.map(({ name, sample }) => [name, sample]));
}

test('a release says which of its tables are samples, and so does whatever reads them, until they are whole', async t => {
  const project = tinyProject(t, {
    ...timed,
    'models/prices.yml': 'seeds: [{ name: prices, columns: [{ name: price, data_tests: [not_null] }] }]\n',
  });
  const published = await succeeded(t, project.sparkify('build', '--sample', '2 rows', '--publish'));
  t.regex(published, / {2}payments {2}2 rows .* a sample: 2 rows of each source\n/);
  t.regex(published, / {2}prices +2 rows +1 file +\d+ B\n/);
  const two = '2 rows of each source';
  t.deepEqual(await samples(project), { payments: two, prices: undefined, totals: two });
  t.regex((await project.sparkify('releases', 'list')).stdout, /build, 2 tables sampled\n/);

  const warned = await succeeded(t, project.sparkify('build', '--select', 'totals'));
  t.regex(warned, /warn +sampled-table/);
  t.regex(
    warned,
    /only a sample of payments: 2 rows of each source\. What is computed from it is one, too\./,
  );
  t.regex(warned, /sparkify build --select \+payments\+/);
  t.regex(
    await succeeded(t, project.sparkify('test')),
    /sample of payments: .*What is found there says nothing/,
  );
  const shown = await project.sparkify('show', 'payments', '--output', 'csv');
  t.regex(
    shown.stderr,
    /sample of payments: 2 rows of each source\. What is found there says nothing of the rest/,
  );
  t.regex(shown.stdout, /^id,/, 'the rows go to stdout alone');
  const prices = ['show', '--inline', "select * from {{ ref('prices') }} order by 1", '--output', 'csv'];
  t.is((await project.sparkify(...prices)).output, 'price\n10\n20\n');
  const refused = await project.sparkify('build', '--select', 'totals', '--warn-error');
  t.is(refused.exitCode, 2, refused.output);

  const carried = await succeeded(t, project.sparkify('build', '--select', '+payments'));
  t.regex(carried, /Still only a sample in this release: totals\. .*sparkify build --select \+totals/);
  t.deepEqual(await samples(project), { payments: undefined, prices: undefined, totals: two });
  t.regex((await project.sparkify('releases', 'list')).stdout, /build, 1 table sampled\n/);

  const whole = await succeeded(t, project.sparkify('build', '--select', '+totals'));
  t.notRegex(whole, /sample/);
  t.deepEqual(await samples(project), { payments: undefined, prices: undefined, totals: undefined });
});

test('a sample that holds every row is one all the same, and the same rows read whole are not', async t => {
  const project = tinyProject(t, timed);
  await succeeded(
    t,
    project.sparkify('run', '--sample', '{start: 2026-01-01, end: 2027-01-01}', '--publish'),
  );
  t.is((await samples(project)).payments, 'from 2026-01-01 to before 2027-01-01');
  t.regex(await succeeded(t, project.sparkify('run')), /Published release/);
  t.is((await samples(project)).payments, undefined);
});

test('rows and shares are the same ones every time', async t => {
  const project = tinyProject(t, timed);
  const rows = async () => {
    await succeeded(t, project.sparkify('run', '--sample', '2 rows', '--publish'));
    return showPayments(project);
  };
  const first = await rows();
  t.is(first.trimEnd().split('\n').length, 3);
  t.is(await rows(), first);
  await succeeded(t, project.sparkify('run', '--sample', '100%', '--publish'));
  t.is(await showPayments(project), tinyPayments);
});

test('a released table that is not selected is cut by its event_time, or read whole', async t => {
  const project = tinyProject(t, {
    ...timed,
    'models/payments.sql': tinyFiles['models/payments.sql'].replace(
      'partition_by',
      "event_time='paid_at', partition_by",
    ),
  });
  await succeeded(t, project.sparkify('build'));
  const output = await succeeded(
    t,
    project.sparkify(
      'run',
      '--select',
      'totals',
      '--sample',
      '{start: 2026-01-02, end: 2027-01-01}',
      '--publish',
    ),
  );
  t.regex(output, /Sampling payments: paid_at from 2026-01-02/);
  const totals = await project.sparkify('show', 'totals', '--output', 'csv');
  t.is(totals.stdout, 'payments,prices\n4,60\n', 'two payments by two prices');
});

test('what cannot be is refused', async t => {
  const project = tinyProject(t, {
    ...timed,
    'models/sources.yml': timed['models/sources.yml'].replace('event_time: paid_at', 'event_time: amount'),
  });
  const checked = await failed(t, project.sparkify('check'), 2);
  t.regex(checked, /The event_time of raw\.events is "amount", which is DOUBLE\./);
  t.regex(checked, /models\/sources\.yml:4:15 /);
  project.write({ 'models/sources.yml': timed['models/sources.yml'] });
  t.regex(
    await failed(t, project.sparkify('build', '--empty', '--publish'), 2),
    /What --empty computes cannot be published/,
  );
  t.regex(await failed(t, project.sparkify('build', '--empty', '--sample', '1%'), 2), /exclude each other/);
  t.regex(
    await failed(t, project.sparkify('build', '--sample', '3 weeks'), 2),
    /--sample cannot be "3 weeks"/,
  );
});
