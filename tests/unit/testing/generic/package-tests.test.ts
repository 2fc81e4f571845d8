import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { findGenericTest, genericTests } from '../../../../src/testing/generic/registry.ts';
import { verdictSql } from '../../../../src/testing/verdict-sql.ts';
import { connectDuckDb } from '../../../helpers/duckdb-connection.ts';

interface Case {
  readonly test: string;
  /** Rows of the tested table as SQL. */
  readonly rows: string;
  /** Rows of the table that `ref` in an argument names. */
  readonly other?: string;
  readonly column?: string;
  readonly given?: object;
}

/** What a generic test returns, and how many failures it counts. */
async function run(connection: DuckDBConnection, { test: name, rows, other, column, given = {} }: Case) {
  const generic = genericTests.get(name)!;
  await connection.run(`create table tested as ${rows}`);
  if (other !== undefined) await connection.run(`create table other as ${other}`);
  const sql = generic.sql(
    {
      rows: 'tested',
      releasedRows: 'released',
      resolve: () => 'other',
      ...(column === undefined ? {} : { column: `"${column}"` }),
    },
    generic.arguments.parse(given),
  );
  const found = await connection.runAndReadAll(sql);
  const verdict = verdictSql({
    sql,
    verdict: { failCalc: generic.failCalc ?? 'count(*)', warnIf: '!= 0', errorIf: '!= 0', limit: undefined },
  });
  const judged = await connection.runAndReadAll(verdict);
  return { rows: found.getRowObjectsJson(), failures: Number(judged.getRowsJson()[0]![0]) };
}

const passes = test.macro({
  title: what => `${what} passes`,
  async exec(t, given: Case) {
    t.deepEqual(await run(await connectDuckDb(t), given), { rows: [], failures: 0 });
  },
});

const finds = test.macro({
  title: what => what!,
  async exec(t, given: Case, expected: readonly object[], counted?: number) {
    const found = await run(await connectDuckDb(t), given);
    const sorted = (rows: readonly object[]) => rows.map(row => JSON.stringify(row)).sort();
    t.deepEqual(sorted(found.rows), sorted(expected));
    t.is(found.failures, counted ?? expected.length);
  },
});

const none = 'select 1 as id, 1 as n where false';
const amounts = 'from (values (1, 5), (2, -1), (3, null)) as v(id, n)';

test(
  'a false expression gives back its row, and NULL passes',
  finds,
  {
    test: 'expression_is_true',
    rows: amounts,
    given: { expression: 'n > 0 -- positive' },
  },
  [{ id: 2, n: -1 }],
);
test(
  'on a column, the expression follows its name',
  finds,
  {
    test: 'expression_is_true',
    rows: amounts,
    column: 'n',
    given: { expression: '> 0' },
  },
  [{ id: 2, n: -1 }],
);
test('expression_is_true of no rows', passes, {
  test: 'expression_is_true',
  rows: none,
  given: { expression: 'n > 0' },
});

const pairs = "from (values (1, 'a'), (1, 'a'), (1, 'b'), (2, null), (2, null)) as v(id, name)";
test(
  'a combination that repeats is found with its count, also one with NULL',
  finds,
  {
    test: 'unique_combination_of_columns',
    rows: pairs,
    given: { combination_of_columns: ['id', 'name'] },
  },
  [
    { id: 1, name: 'a', n_records: '2' },
    { id: 2, name: null, n_records: '2' },
  ],
);
test(
  'a combination may hold expressions',
  finds,
  {
    test: 'unique_combination_of_columns',
    rows: pairs,
    given: { combination_of_columns: ["coalesce(name, 'none')"] },
  },
  [
    { 'COALESCE("name", \'none\')': 'a', n_records: '2' },
    { 'COALESCE("name", \'none\')': 'none', n_records: '2' },
  ],
);
test('columns may need quotes', passes, {
  test: 'unique_combination_of_columns',
  rows: 'select 1 as "group", 2 as "a b"',
  given: { combination_of_columns: ['group', 'a b'], quote_columns: true },
});
test('no rows have no repeated combination: unique_combination_of_columns', passes, {
  test: 'unique_combination_of_columns',
  rows: none,
  given: { combination_of_columns: ['id', 'n'] },
});

test('an empty table is found by not_empty', finds, { test: 'not_empty', rows: none }, [{ row_count: '0' }]);
test('not_empty of a row of NULL', passes, { test: 'not_empty', rows: 'select null as id' });

test(
  'too few rows are found with their number',
  finds,
  {
    test: 'row_count_between',
    rows: amounts,
    given: { min_value: 4 },
  },
  [{ row_count: '3' }],
);
test(
  'too many rows are found with their number',
  finds,
  {
    test: 'row_count_between',
    rows: amounts,
    given: { min_value: 1, max_value: 2 },
  },
  [{ row_count: '3' }],
);
test('row_count_between includes its limits, so it', passes, {
  test: 'row_count_between',
  rows: amounts,
  given: { min_value: 3, max_value: 3 },
});
test('row_count_between counts an empty table as 0, and', passes, {
  test: 'row_count_between',
  rows: none,
  given: { max_value: 0 },
});

const moments = `from (values
  ('a', cast(current_timestamp as timestamp) - interval 1 hour), ('a', timestamp '2020-01-01'),
  ('b', timestamp '2020-01-01'), ('c', null)) as v(name, paid_at)`;
test('recency of a table whose latest row is recent', passes, {
  test: 'recency',
  rows: moments,
  given: { field: 'paid_at', datepart: 'DAY', interval: 1 },
});
test('recency finds each group that is late; one without a moment passes', async t => {
  const { rows, failures } = await run(await connectDuckDb(t), {
    test: 'recency',
    rows: moments,
    given: { field: 'paid_at', datepart: 'quarter', interval: 1, group_by_columns: ['name'] },
  });
  t.is(failures, 1);
  t.like(rows, [{ name: 'b', most_recent: '2020-01-01 00:00:00' }]);
});
test('recency by days, of an empty table', passes, {
  test: 'recency',
  rows: "select timestamp '2020-01-01' as paid_at where false",
  given: { field: 'paid_at', datepart: 'day', interval: 1, ignore_time_component: true },
});
test('recency by days forgets the hour, so yesterday', passes, {
  test: 'recency',
  rows: "select date_trunc('day', cast(current_timestamp as timestamp)) - interval 1 day as paid_at",
  given: { field: 'paid_at', datepart: 'day', interval: 1, ignore_time_component: true },
});

test(
  'a value below or above the range is found; NULL passes',
  finds,
  {
    test: 'accepted_range',
    rows: 'from (values (1), (0), (6), (5), (null)) as v(n)',
    column: 'n',
    given: { min_value: 1, max_value: '2 + 3 -- five' },
  },
  [{ n: 0 }, { n: 6 }],
);
test(
  'an exclusive range does not hold its ends',
  finds,
  {
    test: 'accepted_range',
    rows: 'from (values (1), (2)) as v(n)',
    column: 'n',
    given: { min_value: 1, inclusive: false },
  },
  [{ n: 1 }],
);

test(
  'equal_rowcount counts by how many rows two tables differ',
  finds,
  {
    test: 'equal_rowcount',
    rows: 'from range(5)',
    other: 'from range(3)',
    given: { compare_model: 'ref' },
  },
  [{ count_a: '5', count_b: '3', diff_count: '2' }],
  2,
);
test('equal_rowcount of two empty tables', passes, {
  test: 'equal_rowcount',
  rows: none,
  other: none,
  given: { compare_model: 'ref' },
});
test(
  'equal_rowcount of groups finds what one table lacks, and adds up the differences',
  finds,
  {
    test: 'equal_rowcount',
    rows: "from (values ('a'), ('a'), ('b'), ('same')) as v(name)",
    other: "from (values ('c'), ('same')) as v(name)",
    given: { compare_model: 'ref', group_by_columns: ['name'] },
  },
  [
    { name: 'a', count_a: '2', count_b: '0', diff_count: '2' },
    { name: 'b', count_a: '1', count_b: '0', diff_count: '1' },
    { name: 'c', count_a: '0', count_b: '1', diff_count: '1' },
  ],
  4,
);
test('equal_rowcount of groups in two empty tables', passes, {
  test: 'equal_rowcount',
  rows: none,
  other: none,
  given: { compare_model: 'ref', group_by_columns: ['id'] },
});

test(
  'equality finds the rows of either side, columns matched by name',
  finds,
  {
    test: 'equality',
    rows: "from (values (1, 'a'), (2, 'b'), (3, null)) as v(id, name)",
    other: "select name, id from (values (1, 'a'), (2, 'c'), (3, null)) as v(id, name)",
    given: { compare_model: 'ref' },
  },
  [
    { which_diff: 'a_minus_b', id: 2, name: 'b' },
    { which_diff: 'b_minus_a', id: 2, name: 'c' },
  ],
);
// dbt_utils counts the two rows, and two more because one table has two rows more than the other.
test(
  'equality counts what one side has more of once again',
  finds,
  {
    test: 'equality',
    rows: 'from range(2) as r(id)',
    other: 'select 1 as id where false',
    given: { compare_model: 'ref' },
  },
  [
    { which_diff: 'a_minus_b', id: '0' },
    { which_diff: 'a_minus_b', id: '1' },
  ],
  4,
);
test('equality of some columns', passes, {
  test: 'equality',
  rows: 'select 1 as id, 2 as n',
  other: 'select 1 as id, 3 as n, 4 as more',
  given: { compare_model: 'ref', compare_columns: ['id'] },
});
test('equality of two empty tables', passes, {
  test: 'equality',
  rows: none,
  other: none,
  given: { compare_model: 'ref' },
});

test(
  'a column of one value is constant, whatever else is NULL',
  finds,
  {
    test: 'not_constant',
    rows: 'from (values (1), (1), (null)) as v(n)',
    column: 'n',
  },
  [{ distinct_values: '1' }],
);
test(
  'not_constant looks at each group',
  finds,
  {
    test: 'not_constant',
    rows: "from (values ('a', 1), ('a', 1), ('b', 1), ('b', 2)) as v(name, n)",
    column: 'n',
    given: { group_by_columns: ['name'] },
  },
  [{ name: 'a', distinct_values: '1' }],
);
test('not_constant of no rows', passes, { test: 'not_constant', rows: none, column: 'n' });

test(
  'a gap and a repetition break a sequence; NULL does not',
  finds,
  {
    test: 'sequential_values',
    rows: 'from (values (2), (4), (null), (8), (8)) as v(n)',
    column: 'n',
    given: { interval: 2 },
  },
  [
    { previous_value: 4, current_value: 8 },
    { previous_value: 8, current_value: 8 },
  ],
);
test('months of different lengths in sequence', passes, {
  test: 'sequential_values',
  rows: "from (values (date '2026-01-01'), (date '2026-02-01'), (date '2026-03-01')) as v(day)",
  column: 'day',
  given: { datepart: 'month' },
});
test(
  'sequences of groups are apart',
  finds,
  {
    test: 'sequential_values',
    rows: "from (values ('a', 1), ('a', 2), ('b', 5), ('b', 7)) as v(name, n)",
    column: 'n',
    given: { group_by_columns: ['name'] },
  },
  [{ name: 'b', previous_value: 5, current_value: 7 }],
);
test('sequential_values of no rows', passes, { test: 'sequential_values', rows: none, column: 'n' });

const bounds = { lower_bound_column: 'low', upper_bound_column: 'high' };
const ranges = (values: string) => `from (values ${values}) as v(low, high)`;
const range = (low: number | null, high: number | null, next: number | null) => ({
  lower_bound: low,
  upper_bound: high,
  next_lower_bound: next,
  is_last_record: next === null,
});
test('ranges with gaps between them, by default', passes, {
  test: 'mutually_exclusive_ranges',
  rows: ranges('(4, 6), (0, 1), (1, 3)'),
  given: bounds,
});
test(
  'a range that reaches into the next one is found',
  finds,
  {
    test: 'mutually_exclusive_ranges',
    rows: ranges('(0, 2), (1, 3)'),
    given: bounds,
  },
  [range(0, 2, 1)],
);
test(
  'gaps that are not allowed are found',
  finds,
  {
    test: 'mutually_exclusive_ranges',
    rows: ranges('(0, 1), (1, 2), (3, 4)'),
    given: { ...bounds, gaps: 'not_allowed' },
  },
  [range(1, 2, 3)],
);
test(
  'gaps that are required and missing are found',
  finds,
  {
    test: 'mutually_exclusive_ranges',
    rows: ranges('(0, 1), (1, 2), (3, 4)'),
    given: { ...bounds, gaps: 'required' },
  },
  [range(0, 1, 1)],
);
test(
  'a range that ends where it begins is found',
  finds,
  {
    test: 'mutually_exclusive_ranges',
    rows: ranges('(1, 1)'),
    given: bounds,
  },
  [range(1, 1, null)],
);
test('a range that may end where it begins', passes, {
  test: 'mutually_exclusive_ranges',
  rows: ranges('(1, 1)'),
  given: { ...bounds, zero_length_range_allowed: true },
});
test(
  'a range without an end is found',
  finds,
  {
    test: 'mutually_exclusive_ranges',
    rows: ranges('(0, 1), (1, null)'),
    given: bounds,
  },
  [range(1, null, null)],
);
test('ranges of different partitions may overlap, so it', passes, {
  test: 'mutually_exclusive_ranges',
  rows: "from (values ('a', 0, 2), ('b', 1, 3)) as v(name, low, high)",
  given: { ...bounds, partition_by: 'name' },
});
test('mutually_exclusive_ranges of no rows', passes, {
  test: 'mutually_exclusive_ranges',
  rows: 'select 1 as low, 2 as high where false',
  given: bounds,
});

test(
  'cardinality_equality finds values that are there differently often, NULL among them',
  finds,
  {
    test: 'cardinality_equality',
    rows: 'from (values (1), (2), (2), (null)) as v(n)',
    other: 'from (values (1), (2)) as v(m)',
    column: 'n',
    given: { to: 'ref', field: 'm' },
  },
  [
    { which_diff: 'a_minus_b', counted_value: 2, num_rows: '2' },
    { which_diff: 'a_minus_b', counted_value: null, num_rows: '1' },
    { which_diff: 'b_minus_a', counted_value: 2, num_rows: '1' },
  ],
);
test('cardinality_equality of NULLs on both sides', passes, {
  test: 'cardinality_equality',
  rows: 'from (values (1), (null)) as v(n)',
  other: 'from (values (null), (1)) as v(m)',
  column: 'n',
  given: { to: 'ref', field: 'm' },
});

test(
  'too small a share of values is found',
  finds,
  {
    test: 'not_null_proportion',
    rows: 'from (values (1), (null), (3), (null)) as v(n)',
    column: 'n',
    given: { at_least: 0.75 },
  },
  [{ not_null_proportion: 0.5 }],
);
test(
  'too large a share of values is found in its group',
  finds,
  {
    test: 'not_null_proportion',
    rows: "from (values ('a', 1), ('b', null)) as v(name, n)",
    column: 'n',
    given: { at_least: 0, at_most: 0.5, group_by_columns: ['name'] },
  },
  [{ name: 'a', not_null_proportion: 1 }],
);
test('not_null_proportion of no rows', passes, {
  test: 'not_null_proportion',
  rows: none,
  column: 'n',
  given: { at_least: 1 },
});

test(
  'relationships_where looks at the rows that the conditions choose; NULL passes',
  finds,
  {
    test: 'relationships_where',
    rows: "from (values (1, 'new'), (2, 'new'), (3, 'old'), (null, 'new'), (4, 'new')) as v(id, age)",
    other: 'from (values (1, true), (2, false), (null, true)) as v(key, live)',
    column: 'id',
    given: { to: 'ref', field: 'key', from_condition: "age = 'new'", to_condition: 'live' },
  },
  [
    { id: 2, age: 'new' },
    { id: 4, age: 'new' },
  ],
);
test('relationships_where of no rows', passes, {
  test: 'relationships_where',
  rows: none,
  other: none,
  column: 'id',
  given: { to: 'ref', field: 'id' },
});

test('a test is found under its name in a package, too', t => {
  t.is(findGenericTest('dbt_utils.equality'), genericTests.get('equality'));
  t.is(
    findGenericTest('dbt_expectations.expect_table_row_count_to_be_between'),
    genericTests.get('row_count_between'),
  );
  t.is(findGenericTest('dbt_utils.unique'), undefined);
});

for (const name of ['accepted_range', 'row_count_between']) {
  test(`${name} without any limit is refused`, t => {
    t.false(genericTests.get(name)!.arguments.safeParse({}).success);
  });
}
