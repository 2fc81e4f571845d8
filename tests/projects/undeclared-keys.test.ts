import test from 'ava';
import { SharedLake } from '../helpers/shared-lake.ts';
import { jsonLines, showPayments, tinyFiles, tinyPayments, tinyProject } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const sources = tinyFiles['models/sources.yml'];
const more = jsonLines([
  { id: 3, user: 'Ada', amount: 3.25, paid_at: '2026-01-03T10:00:00Z', device: 'phone', ip: '::1' },
]);
const said = `The records of raw.events have 2 keys that are not declared: "device" (in 1 record, e.g. "phone" in data/events/2.json), "ip" (in 1 record, e.g. "::1" in data/events/2.json).`;

test('an undeclared key is reported once with an example, and the build goes on', async t => {
  const project = tinyProject(t, { 'data/events/2.json': more });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.is(output.split(said).length, 2, output);
  t.true(output.includes('models/sources.yml:4:15  warn  undeclared-key'));
  t.true(output.includes('Declare them as columns, or set undeclared_keys: ignore on the source.'));
  t.is(await showPayments(project), tinyPayments);
});

test('a source that several models read reports its undeclared keys once', async t => {
  const project = tinyProject(t, {
    'data/events/2.json': more,
    'models/others.sql': `{{ config(materialized='external') }} select count(*) as n from {{ source('raw', 'events') }}`,
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.is(output.split(said).length, 2, output);
  t.is(await showPayments(project), tinyPayments);
});

test('undeclared_keys: ignore says nothing of them', async t => {
  const project = tinyProject(t, {
    'data/events/2.json': more,
    'models/sources.yml': sources.replace('location:', 'undeclared_keys: ignore\n        location:'),
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.notRegex(output, /undeclared|device/);
  t.is(await showPayments(project), tinyPayments);
});

for (const readers of ['one model', 'several models']) {
  test.serial(`undeclared_keys: fail fails the build of ${readers}`, async t => {
    const { output } = await lake.refuses(t, {
      files: {
        'data/events/2.json': more,
        'models/sources.yml': sources.replace('location:', 'undeclared_keys: fail\n        location:'),
        ...(readers === 'one model'
          ? {}
          : { 'models/others.sql': `select count(*) as n from {{ source('raw', 'events') }}` }),
      },
      exitCode: 1,
      says: ['models/sources.yml:4:15  error  undeclared-key', said, 'Declare them as columns'],
    });
    t.is(output.split(said).length, 2, output);
  });
}
