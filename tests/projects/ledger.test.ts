import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { currentRelease } from '../helpers/lake-reader.ts';
import { ledgerOf } from '../helpers/ledger.ts';
import { jsonLines, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

const paid = (id: number, user: string) => ({ id, user, amount: 1, paid_at: '2026-01-04T10:00:00Z' });

test('a release names every file of a source with its rows, and the release that read it first', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(await ledgerOf(t, project), ['data/events/1.json 2 0 0', 'data/events/2.json 1 0 0']);
  project.write({ 'data/events/3.json': jsonLines([paid(4, 'Cy'), paid(5, 'Di'), paid(6, 'Ed')]) });
  project.write({ 'data/events/2.json': jsonLines([paid(3, 'Ada'), paid(7, 'Fay')]) });
  await succeeded(t, project.sparkify('build'));
  const expected = ['data/events/1.json 2 0 1', 'data/events/2.json 2 0 0', 'data/events/3.json 3 0 0'];
  t.deepEqual(await ledgerOf(t, project), expected);
});

test('rows are counted of a source that several models and tests read, and of one that is read twice by a query', async t => {
  const twice = `{{ config(materialized='table') }}
select a.id from {{ source('raw', 'events') }} as a join {{ source('raw', 'events') }} as b using (id)`;
  const expected = ['data/events/1.json 2 0 0', 'data/events/2.json 1 0 0'];
  const single = tinyProject(t, {
    'models/stg_events.sql': undefined,
    'models/payments.yml': undefined,
    'models/payments.sql': twice,
  });
  await succeeded(t, single.sparkify('build'));
  t.deepEqual(await ledgerOf(t, single), expected);
  const several = tinyProject(t, { 'models/twice.sql': twice });
  await succeeded(t, several.sparkify('build'));
  t.deepEqual(await ledgerOf(t, several), expected);
});

test('records in quarantine are counted by file, beside those that were read', async t => {
  const project = tinyProject(t, {
    'models/sources.yml': tinyFiles['models/sources.yml'].replace(
      'location:',
      'on_bad_record: quarantine\n        location:',
    ),
    'data/events/2.json': `${tinyFiles['data/events/2.json']}{"id": "x"}\n{"id": 4.5}\n`,
  });
  await succeeded(t, project.sparkify('build'));
  t.deepEqual(await ledgerOf(t, project), ['data/events/1.json 2 0 0', 'data/events/2.json 1 2 0']);
});

test('a sample writes no ledger, and neither does a build that fails', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build', '--sample', '1 rows', '--publish'));
  t.deepEqual(currentRelease(project.path('target/lake'))!.sources, []);
  await succeeded(t, project.sparkify('build'));
  project.write({ 'data/events/3.json': jsonLines([paid(1, 'Cy')]) });
  t.regex(await failed(t, project.sparkify('build'), 1), /FAIL 1 unique_payments_id/);
  t.deepEqual(await ledgerOf(t, project), ['data/events/1.json 2 0 0', 'data/events/2.json 1 0 0']);
});

test('a retry names the files that the failed build read', async t => {
  const late = `{{ config(materialized='table') }} select cast(user_name as integer) as n from {{ ref('payments') }}`;
  const project = tinyProject(t, { 'models/late.sql': late });
  await failed(t, project.sparkify('build'), 1);
  project.write({ 'models/late.sql': late.replace('cast(user_name as integer)', 'user_name') });
  await succeeded(t, project.sparkify('retry'));
  t.deepEqual(await ledgerOf(t, project), ['data/events/1.json  0 0', 'data/events/2.json  0 0']);
});

test('the ledger of a source outlives prune and goes back with a rollback', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build'));
  const first = currentRelease(project.path('target/lake'))!.release;
  project.write({ 'data/events/3.json': jsonLines([paid(4, 'Cy')]) });
  await succeeded(t, project.sparkify('build'));
  await succeeded(t, project.sparkify('releases', 'prune'));
  t.is((await ledgerOf(t, project)).length, 3);
  await succeeded(t, project.sparkify('releases', 'rollback', first));
  t.is((await ledgerOf(t, project)).length, 2);
});
