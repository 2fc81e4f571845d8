import test from 'ava';
import { SharedLake } from '../helpers/shared-lake.ts';
import { jsonLines, showPayments, tinyFiles, tinyPayments, tinyProject } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const payments = tinyFiles['models/payments.sql'];
const unpublished = 'Nothing was published: the lake is as it was.';
const twins = jsonLines(
  Array.from({ length: 9 }, (_, id) => ({ id: 10 + Math.floor(id / 2), user: 'Cy', amount: 1 })),
);

test.serial('a data test that fails prints its first rows and stops the release', async t => {
  await lake.refuses(t, {
    files: {
      'data/events/3.json': twins,
      'tests/no_small_amounts.sql': "select id, amount from {{ ref('payments') }} where amount < 1.25",
    },
    exitCode: 1,
    says: [
      'Failure in test unique_payments_id (models/payments.yml)',
      'Got 4 results, configured to fail if != 0',
      '│ 10           │ 2         │',
      'compiled code at target/compiled/tiny/models/payments.yml/unique_payments_id.sql',
      'Failure in test no_small_amounts (tests/no_small_amounts.sql)',
      'Got 9 results, configured to fail if != 0',
      'The first 5:',
      unpublished,
      'Next: run the compiled code to see all the rows, fix the model, its source or the test',
      'ERROR=2',
    ],
  });
});

test.serial('a data test of severity warn prints its rows and lets the release through', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': tinyFiles['models/payments.yml'].replace(
      'unique',
      'unique: { config: { severity: warn } }',
    ),
    'data/events/3.json': '{"id": 3, "user": "Bo"}\n',
  });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.regex(output, /Warning in test unique_payments_id/);
  t.regex(output, /│ 3 +│ 2 +│/);
  t.regex(output, /Published release/);
  t.is((await showPayments(project)).split('\n').length, tinyPayments.split('\n').length + 1);
});

test.serial('a cast that fails names the place in the model and the value', async t => {
  await lake.refuses(t, {
    files: { 'models/payments.sql': payments.replace('amount', 'user_name::integer as amount') },
    exitCode: 1,
    says: [
      'Error in external model payments (models/payments.sql)',
      'models/payments.sql:2:',
      'error  query-failed',
      // Which of the strings comes first is nobody's business.
      "Could not convert string '",
      "' to INT32",
      '> 2 | select id, user_name, user_name::integer as amount, paid_at',
      'write TRY_CAST, which gives NULL where a value does not fit',
      'compiled code at target/compiled/tiny/models/payments.sql',
      unpublished,
    ],
    never: [/LINE 1/],
  });
});

test.serial('a number that overflows says what to do', async t => {
  await lake.refuses(t, {
    files: {
      'models/payments.sql': payments.replace('select id', 'select (id * 1000000000)::integer as id'),
    },
    exitCode: 1,
    says: [
      'models/payments.sql:',
      'error  query-failed',
      'Overflow in multiplication of INT32',
      'Cast to a wider type',
    ],
  });
});

test.serial('a data test whose query fails names its file', async t => {
  await lake.refuses(t, {
    files: { 'tests/numbers.sql': "select *\nfrom {{ ref('payments') }}\nwhere user_name::integer > 0" },
    exitCode: 1,
    says: [
      'Error in test numbers (tests/numbers.sql)',
      'tests/numbers.sql:3:',
      '> 3 | where user_name::integer > 0',
      unpublished,
    ],
  });
});

test.serial('a partition value that is an empty string names the model and the column', async t => {
  await lake.refuses(t, {
    files: { 'data/events/3.json': '{"id": 4, "user": ""}\n' },
    exitCode: 1,
    says: [
      'Error in external model payments (models/payments.sql)',
      'error  bad-partition-value',
      'The partition column "user_name" holds "": an empty string cannot be told from NULL in a path.',
      'Filter such rows, replace the value, or partition by another column.',
      unpublished,
    ],
  });
});

test.serial('a seed whose value does not fit its declared type names its file', async t => {
  await lake.refuses(t, {
    files: {
      'seeds/levels.csv': 'level,price\nfree,0\npaid,much\n',
      'seeds/levels.yml':
        'seeds:\n  - name: levels\n    config: { column_types: { price: INTEGER } }\n    columns: [{ name: price }]\n',
    },
    exitCode: 1,
    says: ['seeds/levels.csv', 'error  bad-seed', 'much', 'Mend the file'],
  });
});

test.serial('what failed does not keep other models from running, and what needs it is skipped', async t => {
  await lake.refuses(t, {
    files: {
      'models/payments.sql': payments.replace('amount', 'user_name::integer as amount'),
      'models/totals.sql':
        "{{ config(materialized='table') }} select count(*) as n from {{ ref('payments') }}",
      'models/users.sql':
        "{{ config(materialized='table') }} select distinct user_name from {{ ref('stg_events') }}",
    },
    exitCode: 1,
    says: [
      'SKIP table model totals because of payments',
      'OK created table model users',
      unpublished,
      /Done\. PASS=2 WARN=0 ERROR=1 SKIP=3/,
    ],
  });
});
