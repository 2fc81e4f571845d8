import { existsSync } from 'node:fs';
import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';

/** Ten orders, of which four have no status and three share their code with others. */
function project(t: Parameters<typeof cliProject>[0], properties: string) {
  return cliProject(t, {
    'sparkify.config.ts': tinyConfig(),
    'models/orders.sql': `{{ config(materialized='external') }}
select
  'note' as note,
  case when i > 3 then 'paid' end as status,
  i::integer as order_id,
  case when i < 3 then 'a' else 'c' || i end as code,
  i as big
from range(10) as r(i)
`,
    'models/orders.yml': properties,
  });
}

const header = 'models:\n  - name: orders\n    columns:\n';
const key = '      - name: order_id\n        data_tests: [unique, not_null]\n';
const status = `      - name: status
        data_tests:
          - not_null: { name: orders_have_a_status }
`;

test('failing rows are kept as Parquet when asked for, shown by one command, and gone when the test passes', async t => {
  const tested = project(t, header + key + status);
  const built = await tested.sparkify('build', '--store-failures');
  t.is(built.exitCode, 1, built.output);
  t.true(built.output.includes('failing rows at target/failures/orders_have_a_status.parquet'), built.output);
  t.regex(built.output, /Next: look at the failing rows, fix the model/);
  const command = /sparkify (show --failures \S+)/.exec(built.output)![1]!;
  const shown = await tested.sparkify(...command.split(' '), '--output', 'csv');
  t.is(shown.exitCode, 0, shown.output);
  const lines = shown.stdout.trim().split('\n');
  t.is(lines[0], 'note,status,order_id,code,big');
  t.deepEqual(
    lines
      .slice(1)
      .map(line => line.split(',')[2])
      .sort(),
    ['0', '1', '2', '3'],
  );
  const again = await tested.sparkify('build');
  t.is(again.exitCode, 1);
  t.false(
    existsSync(tested.path('target/failures/orders_have_a_status.parquet')),
    'what it kept is outdated',
  );

  await tested.sparkify('build', '--store-failures');
  tested.write({
    'models/orders.sql': "{{ config(materialized='external') }}\nselect 1 as order_id, 'x' as status\n",
  });
  t.is((await tested.sparkify('build', '--store-failures')).exitCode, 0);
  t.false(existsSync(tested.path('target/failures/orders_have_a_status.parquet')));
  const gone = await tested.sparkify('show', '--failures', 'orders_have_a_status');
  t.is(gone.exitCode, 2);
  t.true(gone.output.includes('No failing rows of a test "orders_have_a_status" are kept.'), gone.output);
});

test('a test says for itself whether its failing rows are kept', async t => {
  const stored = (config: string) =>
    `          - not_null: { name: ${config.replaceAll(/\W+/g, '_')}, config: { ${config} } }\n`;
  const properties = `${header}      - name: status\n        data_tests:\n${[
    'store_failures: true',
    'store_failures: false',
    'store_failures_as: table',
    'store_failures: true, store_failures_as: ephemeral',
    'severity: warn',
  ]
    .map(stored)
    .join('')}`;
  const tested = project(t, properties);
  const kept = () =>
    [
      'store_failures_true',
      'store_failures_false',
      'store_failures_as_table',
      'store_failures_true_store_failures_as_ephemeral',
      'severity_warn',
    ].map(name => existsSync(tested.path(`target/failures/${name}.parquet`)));
  await tested.sparkify('build');
  t.deepEqual(kept(), [true, false, true, false, false]);
  const { nodes } = JSON.parse(tested.read('target/manifest.json')) as {
    readonly nodes: Readonly<
      Record<string, { readonly name: string; readonly config: { readonly store_failures?: unknown } }>
    >;
  };
  const saying = (wanted: string) =>
    Object.values(nodes).find(({ name }) => name === wanted)!.config.store_failures;
  t.deepEqual(['store_failures_true', 'store_failures_false', 'severity_warn'].map(saying), [
    true,
    false,
    null,
  ]);
  await tested.sparkify('build', '--store-failures');
  t.deepEqual(kept(), [true, false, true, false, true]);
  await tested.sparkify('build', '--no-store-failures');
  t.deepEqual(kept(), [false, false, false, false, false]);
});

test("dbt's views of failures are refused, since there is no database for them", async t => {
  const checked = await project(
    t,
    `${header}${status.replace('{ name: orders_have_a_status }', '{ config: { store_failures_as: view } }')}`,
  ).sparkify('check');
  t.is(checked.exitCode, 2);
  t.true(
    checked.output.includes('"store_failures_as" must be "table" or "ephemeral", not "view".'),
    checked.output,
  );
});

test('failing rows are shown with the columns that tell them apart, then what is wrong', async t => {
  const built = await project(t, header + key + status).sparkify('build');
  // order_id is unique and not null; status is what the test is about.
  t.regex(built.output, /│ order_id │ status │ note │ code │ big │/);
});

test('values that repeat are shown with the keys of the rows that have them', async t => {
  const built = await project(
    t,
    `${header}${key}      - name: code\n        data_tests: [unique]\n`,
  ).sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.regex(built.output, /│ order_id +│ unique_field │ n_records │/);
  t.regex(built.output, /│ \[0,1,2\] +│ a +│ 3 +│/);
});

test('a combination that repeats is shown with a key, NULLs in it included', async t => {
  const built = await project(
    t,
    `models:
  - name: orders
    constraints:
      - { type: primary_key, columns: [order_id] }
    data_tests:
      - dbt_utils.unique_combination_of_columns: { combination_of_columns: [status, note] }
`,
  ).sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.regex(built.output, /│ \[0,1,2,3\] +│ NULL +│ note │ 4 +│/);
  t.regex(built.output, /│ \[4,5,6,7,8\] +│ paid +│ note │ 6 +│/);
});

test('what Parquet would change is kept as text', async t => {
  const tested = project(t, `models:\n  - name: orders\n`);
  const huge = '170141183460469231731687303715884105727';
  tested.write({
    'tests/huge.sql': `select ${huge}::hugeint as a, [${huge}::hugeint] as b from {{ ref('orders') }} where order_id = 1 -- end`,
  });
  await tested.sparkify('build', '--store-failures');
  const shown = await tested.sparkify('show', '--failures', 'huge', '--output', 'csv');
  t.is(shown.stdout, `a,b\n${huge},[${huge}]\n`, shown.output);
});
