import test from 'ava';
import { SharedLake } from '../helpers/shared-lake.ts';
import { showPayments, tinyFiles, tinyPayments, tinyProject } from '../helpers/tiny-project.ts';

const lake = new SharedLake();
test.after.always(() => lake.remove());

const unpublished = 'Nothing was published: the lake is as it was.';
const columns = `models:
  - name: payments
    constraints:
      - { type: primary_key, name: payments_key, columns: [id] }
      - { type: check, name: earns, expression: amount > 0 }
      - { type: foreign_key, columns: [user_name], to: ref('users'), to_columns: [name] }
    columns:
      - { name: id, data_type: INTEGER, constraints: [{ type: not_null }] }
`;
const users = {
  'models/users.sql': `{{ config(materialized='table') }}
select distinct user_name as name from {{ ref('stg_events') }} where user_name <> 'Zoe'
`,
};
const constrained = { ...users, 'models/payments.yml': columns };

test.serial('constraints that hold let a run through, and count as such', async t => {
  const project = tinyProject(t, constrained);
  const { exitCode, output } = await project.sparkify('run');
  t.is(exitCode, 0, output);
  t.regex(output, /4 constraints/);
  t.notRegex(output, /data test/);
  t.is(await showPayments(project), tinyPayments);
});

for (const command of ['build', 'run']) {
  test.serial(`${command} publishes nothing when rows violate a constraint`, async t => {
    await lake.refuses(t, {
      files: { ...constrained, 'data/events/3.json': '{"id": 3, "user": "Zoe", "amount": -1.5}\n' },
      args: [command],
      exitCode: 1,
      says: [
        'Failure in test constraint_payments_payments_key (models/payments.yml)',
        'The constraint declared at models/payments.yml:4:17 is violated: got 1 result',
        'Failure in test constraint_payments_earns',
        'models/payments.yml:5:17 is violated',
        '-1.5',
        /foreign_key_payments/,
        unpublished,
      ],
    });
  });
}

/** One constraint, what breaks it alone, and what of the rows is shown. */
const violations = [
  {
    type: 'not_null',
    columns: '{ name: user_name, constraints: [{ type: not_null }] }',
    event: { id: 4, amount: 2, paid_at: '2026-01-04T10:00:00Z' },
    shows: /│ 4 +│ 2 +│|│ NULL +│ 4 +│/,
  },
  {
    type: 'unique',
    columns: '{ name: amount, constraints: [{ type: unique }] }',
    event: { id: 4, user: 'Ada', amount: 2, paid_at: '2026-01-04T10:00:00Z' },
    shows: /│ 2 +│ 2 +│/,
  },
  {
    type: 'primary_key',
    columns: '{ name: id, constraints: [{ type: primary_key }] }',
    event: { id: 3, user: 'Ada', amount: 4, paid_at: '2026-01-04T10:00:00Z' },
    shows: /│ 3 +│ 2 +│/,
  },
  {
    type: 'foreign_key',
    columns:
      "{ name: user_name, constraints: [{ type: foreign_key, to: ref('users'), to_columns: [name] }] }",
    event: { id: 4, user: 'Zoe', amount: 2, paid_at: '2026-01-04T10:00:00Z' },
    shows: /│ 4 +│ Zoe +│ 2 +│|│ Zoe +│ 4 +│/,
  },
  {
    type: 'check',
    columns: '{ name: amount, constraints: [{ type: check, expression: amount > 0 }] }',
    event: { id: 4, user: 'Ada', amount: -1.5, paid_at: '2026-01-04T10:00:00Z' },
    shows: /│ 4 +│ Ada +│ -1\.5 +│|│ -1\.5 +│/,
  },
] as const;

for (const { type, columns, event, shows } of violations) {
  test.serial(`a ${type} constraint that rows violate shows them, and nothing is published`, async t => {
    const declared = `models:\n  - name: payments\n    columns:\n      - ${columns}\n`;
    const files = { ...users, 'models/payments.yml': declared };
    t.is((await tinyProject(t, files).sparkify('build')).exitCode, 0, 'without the wrong row it holds');
    const { output } = await lake.refuses(t, {
      files: { ...files, 'data/events/3.json': `${JSON.stringify(event)}\n` },
      exitCode: 1,
      says: [
        new RegExp(`FAIL 1 constraint_${type}_payments_`),
        /The constraint declared at models\/payments\.yml:4:\d+ is violated: got 1 result\n/,
        shows,
        unpublished,
      ],
    });
    t.is(output.match(/Failure in test/g)?.length, 1, output);
  });
}

test.serial('a build of other things verifies constraints whether or not tests are selected', async t => {
  await lake.refuses(t, {
    files: { ...constrained, 'data/events/3.json': '{"id": 3, "user": "Ada", "amount": 1}\n' },
    args: ['build', '--select', 'payments', 'users', '--exclude', 'resource_type:test'],
    exitCode: 1,
    says: ['constraint_payments_payments_key', unpublished],
  });
});

test.serial('a foreign key that cannot be verified is refused before anything runs', async t => {
  await lake.refuses(t, {
    files: constrained,
    args: ['run', '--select', 'payments'],
    exitCode: 2,
    says: [/reads users, which is not selected and was never built/],
  });
});

test.serial('a test of what is published verifies each constraint once', async t => {
  const project = tinyProject(t, constrained);
  t.is((await project.sparkify('build')).exitCode, 0);
  const { exitCode, output } = await project.sparkify('test', '--select', 'payments');
  t.is(exitCode, 0, output);
  t.regex(output, /PASS=4/);
  const alone = await project.sparkify('test', '--select', 'test_type:constraint');
  t.regex(alone.output, /PASS=4/);
  const data = await project.sparkify('test', '--select', 'test_type:data');
  t.notRegex(data.output, /constraint_/);
});

test.serial('check tells of a constraint that cannot hold, at its line', async t => {
  const yaml = columns.replace('[id]', '[ids]').replace("ref('users')", "ref('user')");
  const project = tinyProject(t, { ...users, 'models/payments.yml': yaml });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/payments\.yml:6:\d+ +error +unknown-ref/);
  project.write({ 'models/payments.yml': columns.replace('[id]', '[ids]') });
  const second = await project.sparkify('check');
  t.regex(second.output, /models\/payments\.yml:4:17 +error +unknown-column/);
});

test.serial('an enforced contract is refused at the line of the column that it lacks', async t => {
  const yaml = `models:
  - name: payments
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: INTEGER }
      - { name: user_name, data_type: TEXT }
      - { name: amount, data_type: DOUBLE }
`;
  await lake.refuses(t, {
    files: { 'models/payments.yml': yaml, 'models/payments.sql': tinyFiles['models/payments.sql'] },
    args: ['build'],
    exitCode: 2,
    says: [
      'payments has the column "paid_at", which its contract does not declare.',
      'models/payments.sql:2',
    ],
  });
});
