import test from 'ava';
import { genericTests } from '../../src/testing/generic/registry.ts';
import { cliProject } from '../helpers/cli-project.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';

/** Five rows, of which each test below finds wrong what its comment says. */
const rows = `{% macro rows() %}(values
  (1, 1, 'a', 'x', 0, 5, timestamp '2000-01-01'),
  (2, 2, 'a', 'y', 5, 8, timestamp '2000-01-02'),
  (3, 3, 'b', 'x', 8, 9, timestamp '2000-01-03'),
  (4, 4, 'b', null, 7, 12, timestamp '2000-01-04'),
  (4, 5, null, 'x', 20, 21, timestamp '2000-01-05')
) as v(id, seq, kind, word, low, high, past){% endmacro %}
`;

/** Arguments of each test, on a column or on the table, with how many failures there must be. */
interface Case {
  readonly test: string;
  readonly column?: string;
  readonly passes: string;
  readonly fails: string;
  readonly failures: number;
  /** Of the failing one, when it is another. */
  readonly failingColumn?: string;
}

const cases: readonly Case[] = [
  // 4 is there twice; a value that repeats is one failure.
  { test: 'unique', column: 'seq', passes: '{}', failingColumn: 'id', fails: '{}', failures: 1 },
  { test: 'not_null', column: 'id', passes: '{}', failingColumn: 'word', fails: '{}', failures: 1 },
  // NULL passes; the one y does not.
  {
    test: 'accepted_values',
    column: 'word',
    passes: '{ values: [x, y] }',
    fails: '{ values: [x] }',
    failures: 1,
  },
  // Four words, none of which is a kind.
  {
    test: 'relationships',
    ...{ column: 'kind', passes: "{ to: ref('kinds'), field: kind }" },
    ...{ failingColumn: 'word', fails: "{ to: ref('kinds'), field: kind }", failures: 4 },
  },
  {
    test: 'expression_is_true',
    passes: '{ expression: low < high }',
    fails: '{ expression: id = seq }',
    failures: 1,
  },
  {
    test: 'unique_combination_of_columns',
    passes: '{ combination_of_columns: [kind, word] }',
    ...{ fails: '{ combination_of_columns: [kind] }', failures: 2 },
  },
  {
    test: 'row_count_between',
    passes: '{ min_value: 5, max_value: 5 }',
    fails: '{ max_value: 4 }',
    failures: 1,
  },
  {
    test: 'recency',
    passes: '{ field: moment, datepart: day, interval: 1 }',
    ...{ fails: '{ field: past, datepart: year, interval: 1 }', failures: 1 },
  },
  // 3, 4 and 4 are not below 3.
  {
    test: 'accepted_range',
    ...{ column: 'id', passes: '{ min_value: 1, max_value: 4 }' },
    ...{ fails: '{ max_value: 3, inclusive: false }', failures: 3 },
  },
  // Five rows against two.
  {
    test: 'equal_rowcount',
    ...{ passes: "{ compare_model: ref('copied') }", fails: "{ compare_model: ref('kinds') }", failures: 3 },
  },
  // One row is only here, and here is one more: dbt_utils adds both.
  {
    test: 'equality',
    ...{
      passes: "{ compare_model: ref('copied'), compare_columns: [id, word, low] }",
      fails: "{ compare_model: ref('shorter'), compare_columns: [id, word, low] }",
      failures: 2,
    },
  },
  {
    test: 'not_constant',
    column: 'word',
    passes: '{}',
    fails: '{ group_by_columns: [kind, word, id] }',
    failures: 4,
  },
  // After 0, 5, 7 and 8 comes 8 once only as expected.
  { test: 'sequential_values', column: 'seq', passes: '{}', failingColumn: 'low', fails: '{}', failures: 3 },
  // 5 to 8 and 7 to 12 overlap, as do 7 to 12 and 8 to 9.
  {
    test: 'mutually_exclusive_ranges',
    passes: '{ lower_bound_column: seq, upper_bound_column: seq + 1, gaps: not_allowed }',
    ...{ fails: '{ lower_bound_column: low, upper_bound_column: high }', failures: 2 },
  },
  // a and b are there twice here and once there, which is four; NULL is only here.
  {
    test: 'cardinality_equality',
    ...{ column: 'kind', passes: "{ to: ref('copied'), field: kind }" },
    ...{ fails: "{ to: ref('kinds'), field: kind }", failures: 5 },
  },
  // Four of five.
  {
    test: 'not_null_proportion',
    column: 'word',
    passes: '{ at_least: 0.8 }',
    fails: '{ at_least: 0.9 }',
    failures: 1,
  },
  // Of the rows up to 3 that are not a, one is b.
  {
    test: 'relationships_where',
    ...{
      column: 'kind',
      passes: `{ to: ref('kinds'), field: kind, from_condition: "kind = 'a'", to_condition: "kind = 'a'" }`,
    },
    ...{
      fails: `{ to: ref('kinds'), field: kind, from_condition: id < 4, to_condition: "kind = 'a'" }`,
      failures: 1,
    },
  },
];

function declared(): string {
  const onTable: string[] = [];
  const onColumns = new Map<string, string[]>();
  for (const { test: name, column, failingColumn = column, passes, fails } of cases) {
    for (const [on, outcome, given] of [
      [column, 'passes', passes],
      [failingColumn, 'fails', fails],
    ] as const) {
      const text = `{ ${name}: { name: ${name}_${outcome}, arguments: ${given} } }`;
      if (on === undefined) onTable.push(text);
      else onColumns.set(on, [...(onColumns.get(on) ?? []), text]);
    }
  }
  const list = (tests: readonly string[], indent: string) => tests.map(one => `${indent}- ${one}\n`).join('');
  const columns = [...onColumns].map(
    ([column, tests]) => `      - name: ${column}\n        data_tests:\n${list(tests, '          ')}`,
  );
  return `models:
  - name: facts
    data_tests:
${list([...onTable, '{ not_empty: { name: not_empty_passes } }'], '      ')}    columns:
${columns.join('')}  - name: nothing
    data_tests: [{ not_empty: { name: not_empty_fails } }]
`;
}

const table = (sql: string) => `{{ config(materialized='table') }}\n${sql}\n`;

interface Result {
  readonly unique_id: string;
  readonly status: string;
  readonly failures: number | null;
  readonly message: string | null;
}

test('every test that sparkify brings along passes over sound rows, and counts what is wrong with others', async t => {
  const project = cliProject(t, {
    'sparkify.config.ts': tinyConfig(),
    'macros/rows.sql': rows,
    'models/facts.sql': table('select *, current_timestamp::timestamp as moment from {{ rows() }}'),
    'models/copied.sql': table('select * from {{ rows() }}'),
    'models/shorter.sql': table('select * from {{ rows() }} where low < 20'),
    'models/kinds.sql': table("select unnest(['a', 'b']) as kind"),
    'models/nothing.sql': table('select 1 as n where false'),
    'models/facts.yml': declared(),
  });
  // Of a published table and of one that is just computed tests are answered by different queries.
  await project.sparkify('run');
  for (const command of ['build', 'test']) {
    const { exitCode, output } = await project.sparkify(command);
    t.is(exitCode, 1, output);
    const { results } = JSON.parse(project.read('target/run_results.json')) as {
      readonly results: readonly Result[];
    };
    const ended = new Map(
      results
        .filter(({ unique_id: id }) => id.startsWith('test.'))
        .map(result => [result.unique_id.split('.')[2]!, result]),
    );
    for (const [name, failures] of [
      ...cases.map(one => [one.test, one.failures] as const),
      ['not_empty', 1] as const,
    ]) {
      t.like(ended.get(`${name}_passes`), { status: 'pass', failures: 0 }, `${command} ${name}`);
      t.like(ended.get(`${name}_fails`), { status: 'fail', failures }, `${command} ${name}`);
      t.true(output.includes(`Failure in test ${name}_fails (models/facts.yml)`), name);
      t.true(output.includes(`FAIL ${failures} ${name}_fails`), name);
    }
    t.is(ended.size, 2 * cases.length + 2);
  }
  const tried = new Set([...cases.map(one => one.test), 'not_empty']);
  const others = [...new Set([...genericTests.values()].map(({ name }) => name))].filter(
    name => !tried.has(name),
  );
  // tests/projects/distribution-shift.test.ts and source-drift.test.ts are about these.
  t.deepEqual(others, ['distribution_shift', 'no_drift']);
});
