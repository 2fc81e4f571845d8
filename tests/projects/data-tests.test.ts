import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';

/** Ten rows, of which four have no name. */
function project(t: Parameters<typeof cliProject>[0], properties: string, more: Record<string, string> = {}) {
  return cliProject(t, {
    'sparkify.config.ts': tinyConfig(),
    'models/numbers.sql':
      "{{ config(materialized='external') }}\nselect i::integer as n, case when i > 3 then 'x' end as name from range(10) as r(i)\n",
    'models/after.sql': "{{ config(materialized='external') }}\nselect n from {{ ref('numbers') }}\n",
    'models/numbers.yml': properties,
    ...more,
  });
}

test('tests pass, warn and fail by their severities and conditions, as in dbt', async t => {
  const built = await project(
    t,
    `models:
  - name: numbers
    data_tests:
      - dbt_utils.expression_is_true:
          arguments: { expression: n < 5 }
          config: { error_if: '> 5', warn_if: '> 4' }
      - row_count_between: { min_value: 20, severity: warn }
      - dbt_utils.equal_rowcount:
          name: as_many_after
          arguments: { compare_model: ref('after') }
    columns:
      - name: name
        data_tests:
          - not_null:
              name: few_names_lack
              config: { error_if: '> 4', warn_if: '> 4' }
          - not_null:
              name: some_names_lack
              config: { severity: warn, error_if: '> 1', warn_if: '> 100' }
          - not_null:
              name: two_names_lack
              config: { limit: 2, error_if: '> 2' }
`,
    {
      'tests/sum_of_numbers.sql':
        "{{ config(fail_calc='sum(n)', warn_if='> 44', error_if='> 45') }}\nselect n from {{ ref('numbers') }}\n",
    },
  ).sparkify('build');
  t.is(built.exitCode, 0, built.output);
  t.true(built.output.includes('Got 5 results, configured to warn if > 4'), built.output);
  t.true(built.output.includes('Got 1 result, configured to warn if != 0'));
  t.true(built.output.includes('Got 2 results, configured to warn if != 0'));
  t.true(built.output.includes('Got 45 results, configured to warn if > 44'));
  t.regex(built.output, /PASS few_names_lack/);
  t.regex(built.output, /PASS some_names_lack/);
  t.regex(built.output, /PASS as_many_after/);
  t.regex(built.output, /Published release/);
});

test('a test that meets its error_if stops the release and what comes after its table', async t => {
  const tested = project(
    t,
    `models:
  - name: numbers
    data_tests:
      - dbt_utils.expression_is_true:
          arguments: { expression: n < 5 }
          config: { error_if: '> 4' }
`,
  );
  const built = await tested.sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.true(built.output.includes('Got 5 results, configured to fail if > 4'), built.output);
  t.regex(built.output, /SKIP external model after/);
  const results = JSON.parse(tested.read('target/run_results.json')).results as readonly {
    readonly unique_id: string;
    readonly status: string;
    readonly failures: number | null;
    readonly message: string | null;
  }[];
  t.like(
    results.find(({ unique_id: id }) => id.startsWith('test.')),
    { status: 'fail', failures: 5, message: 'Got 5 results, configured to fail if > 4' },
  );
});

test('of tests that share a scan, one whose expression fails is the only one in error', async t => {
  const built = await project(
    t,
    `models:
  - name: numbers
    columns:
      - name: name
        data_tests:
          - accepted_values: { values: [x] }
          - not_null: { config: { severity: warn } }
          - expression_is_true: { name: name_is_a_number, expression: "::integer > 0" }
`,
  ).sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.regex(built.output, /PASS accepted_values_numbers_name__x/);
  t.regex(built.output, /WARN 4 not_null_numbers_name/);
  t.regex(built.output, /ERROR running test name_is_a_number/);
  t.regex(built.output, /Could not convert string 'x' to INT32/);
});

test('check says what is wrong with the config of tests before anything runs', async t => {
  const checked = await project(
    t,
    `models:
  - name: numbers
    data_tests:
      - not_empty: { config: { fail_calc: sum(nothing) } }
      - recency: { arguments: { field: n, datepart: days, interval: 1 } }
`,
  ).sparkify('check');
  t.is(checked.exitCode, 2, checked.output);
  t.regex(checked.output, /models\/numbers\.yml:5:/);
  t.regex(checked.output, /"datepart" must be "year" or/);
});

test('tests of the number of rows end as their queries would, also where a hook changes it', async t => {
  const properties = (more: string) => `models:
  - name: numbers
    config: { ${more} }
    data_tests:
      - not_empty
      - row_count_between: { name: at_most_nine, arguments: { max_value: 9 }, config: { severity: warn } }
      - row_count_between: { name: ten, arguments: { min_value: 10, max_value: 10 }, config: { error_if: '= 0' } }
      - not_empty: { name: some_without_name, config: { where: name = 'nobody', severity: warn } }
`;
  const tested = project(t, properties('post_hook: []'));
  for (const command of [['build', '--exclude', 'ten'], ['test']]) {
    const { output } = await tested.sparkify(...command);
    t.regex(output, /PASS not_empty_numbers_/);
    t.regex(output, /WARN 1 at_most_nine/);
    t.regex(output, /│ row_count │\n.*\n.*│ 10 /);
    t.regex(output, /WARN 1 some_without_name/);
  }
  t.regex((await tested.sparkify('test', '--select', 'ten')).output, /FAIL 0 ten/);

  tested.write({ 'models/numbers.yml': properties('post_hook: "delete from {{ this }}"') });
  const emptied = await tested.sparkify('build', '--exclude', 'ten');
  t.is(emptied.exitCode, 1, emptied.output);
  t.regex(emptied.output, /FAIL 1 not_empty_numbers_/);
  t.regex(emptied.output, /PASS at_most_nine/);
});
