import test from 'ava';
import { failed, finishedNodes, succeeded } from '../helpers/cli-result.ts';
import { SharedLake } from '../helpers/shared-lake.ts';
import { tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

/** Tests of the source: one of a column, one of the table, and one of two columns. */
const tested = tinyFiles['models/sources.yml']
  .replace(
    '        columns:\n',
    `        data_tests:
          - row_count_between: { min_value: 3 }
          - dbt_utils.unique_combination_of_columns: { combination_of_columns: [user, id] }
        columns:
`,
  )
  .replace(
    '{ name: amount, data_type: DOUBLE }',
    '{ name: amount, data_type: DOUBLE, data_tests: [{ accepted_range: { min_value: 0, tags: [money] } }] }',
  );
const names = [
  'source_accepted_range_raw_events_amount__0',
  'source_row_count_between_raw_events_3',
  'dbt_utils_source_unique_combination_of_columns_raw_events_user__id',
];

test.serial('tests of a source pass over sound records, in a build and by themselves', async t => {
  const project = tinyProject(t, { 'models/sources.yml': tested });
  const built = await succeeded(t, project.sparkify('build'));
  for (const name of names) t.true(built.includes(`PASS ${name} `), `${name}\n${built}`);
  const alone = await succeeded(
    t,
    project.sparkify('test', '--select', 'source:raw', '--log-format', 'json'),
  );
  t.deepEqual(finishedNodes(alone).toSorted(), names.toSorted());
});

test.serial('tests of a source fail with the rows that are wrong, and nothing is published', async t => {
  await lake.refuses(t, {
    files: {
      'models/sources.yml': tested,
      'data/events/3.json': '{"id": 3, "user": "Ada", "amount": -7.25, "paid_at": "2026-01-04T10:00:00Z"}\n',
    },
    exitCode: 1,
    says: [
      'Failure in test source_accepted_range_raw_events_amount__0 (models/sources.yml)',
      '-7.25',
      'Failure in test dbt_utils_source_unique_combination_of_columns_raw_events_user__id',
      /│ Ada +│ 3 +│ 2 +│/,
      /SKIP .*payments/,
      'Nothing was published: the lake is as it was.',
    ],
  });
});

test.serial('a test that is built in is selected by its own tag, and by that of its table', async t => {
  const project = tinyProject(t, {
    'models/sources.yml': tested,
    'models/payments.yml': `models:
  - name: payments
    config: { tags: [mart] }
    columns:
      - name: id
        data_tests: [not_null, { unique: { config: { tags: [keys, nightly] } } }]
`,
  });
  const lists = async (...select: readonly string[]) => {
    const args = ['ls', '--resource-type', 'test', '--output', 'name', '--select', ...select];
    return (await succeeded(t, project.sparkify(...args))).trim().split('\n').toSorted();
  };
  t.deepEqual(await lists('tag:keys'), ['unique_payments_id']);
  t.deepEqual(await lists('tag:money'), ['source_accepted_range_raw_events_amount__0']);
  t.deepEqual(await lists('tag:mart'), ['not_null_payments_id', 'unique_payments_id']);
  t.deepEqual(await lists('tag:mart,tag:nightly'), ['unique_payments_id']);
  const ran = await succeeded(t, project.sparkify('build'));
  t.regex(ran, /PASS unique_payments_id/);
  const only = await succeeded(t, project.sparkify('test', '--select', 'tag:keys', '--log-format', 'json'));
  t.deepEqual(finishedNodes(only), ['unique_payments_id']);
  t.regex(
    await failed(t, project.sparkify('test', '--select', 'tag:kes', '--warn-error'), 2),
    /"tag:kes" matches nothing/,
  );
});
