import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { tinyConfig } from '../helpers/tiny-project.ts';

const files = {
  'sparkify.config.ts': tinyConfig(),
  'models/numbers.sql':
    "{{ config(materialized='external') }}\nselect i::integer as n, i::integer as \"order\", 'x' as name from range(10) as r(i)\n",
  'models/limits.sql': "{{ config(materialized='external') }}\nselect 7 as least, 8 as most\n",
  'tests/generic/below.sql': `{% test below(model, column_name, bound, table=none) %}
{{ config(severity='warn', tags=['own'], meta={'owner': 'block'}) }}
select {{ column_name }} as found
from {{ model }}
where {{ column_name }} >= {{ bound }}
{% if table is not none %}
  and {{ column_name }} >= (select min(most) from {{ table }})
{% endif %}
{% endtest %}
`,
  'macros/named.sql': `{% macro is_named(column) %}{{ column }} is not null{% endmacro %}

{%- data_test all_named(model) -%}
  select * from {{ model }} where not ({{ is_named('name') }})
{%- enddata_test -%}
`,
};

function project(t: Parameters<typeof cliProject>[0], properties: string, more: Record<string, string> = {}) {
  return cliProject(t, { ...files, 'models/numbers.yml': properties, ...more });
}

test('a data test of the project is used like those that are built in', async t => {
  const built = await project(
    t,
    `models:
  - name: numbers
    data_tests:
      - all_named
      - tiny.all_named: { name: said_with_its_project }
    columns:
      - name: n
        data_tests:
          - below: { arguments: { bound: 8 } }
          - below: { name: none_is_ten, bound: "{{ 5 * 2 }}", config: { severity: error } }
          - below: { name: few_of_them, bound: 5, config: { where: n < 7, severity: error } }
          - below: { name: as_the_table_says, bound: 0, table: ref('limits'), severity: error, error_if: '> 2' }
      - name: order
        data_tests:
          - below: { arguments: { bound: 10 } }
`,
  ).sparkify('build');
  t.is(built.exitCode, 1, built.output);
  // 8 and 9; the block says that this warns.
  t.regex(built.output, /WARN 2 below_numbers_8__n/);
  t.regex(built.output, /PASS none_is_ten/);
  // 5 and 6.
  t.regex(built.output, /FAIL 2 few_of_them/);
  // 8 and 9 again, which is a warning, for error_if asks for more.
  t.regex(built.output, /WARN 2 as_the_table_says/);
  t.regex(built.output, /PASS below_numbers_10__order/);
  t.regex(built.output, /PASS all_named_numbers_/);
  t.regex(built.output, /PASS said_with_its_project/);
});

test('the config of its block gives defaults, to which YAML adds tags and meta', async t => {
  const own = project(
    t,
    `models:
  - name: numbers
    columns:
      - name: n
        data_tests:
          - below: { bound: 8, config: { tags: loud, meta: { since: 2026 } } }
`,
  );
  const listed = await own.sparkify('ls', '--select', 'tag:own,tag:loud', '--output', 'name');
  t.is(listed.stdout.trim(), 'below_numbers_8__n', listed.output);
  await own.sparkify('check');
  const { nodes } = JSON.parse(own.read('target/manifest.json')) as {
    readonly nodes: Readonly<
      Record<string, { readonly name: string; readonly config: { readonly meta: unknown } }>
    >;
  };
  const found = Object.values(nodes).find(({ name }) => name === 'below_numbers_8__n');
  t.deepEqual(found!.config.meta, { owner: 'block', since: 2026 });
});

test('a test of the project takes the place of a built-in one, but not of one that is asked for by its package', async t => {
  const built = await project(
    t,
    `models:
  - name: numbers
    data_tests: [dbt_utils.not_constant: { name: built_in, column_name: name }]
    columns:
      - name: name
        data_tests: [not_constant: { name: replaced }]
`,
    {
      'macros/not_constant.sql':
        '{% test not_constant(model, column_name) %}select 1 where false{% endtest %}\n',
    },
  ).sparkify('build');
  t.is(built.exitCode, 1, built.output);
  t.regex(built.output, /PASS replaced/);
  t.regex(built.output, /FAIL 1 built_in/);
});

test('what is wrong with the use of a test is said at its line of YAML', async t => {
  const checked = await project(
    t,
    `models:
  - name: numbers
    data_tests:
      - all_named: { colour: red }
      - below: { bound: 1 }
    columns:
      - name: n
        data_tests:
          - all_named
          - belows: { limit: 1 }
          - below
          - below: { bounds: 1 }
          - below: { bound: 1, table: ref('limit') }
          - least_of: { limit: 1 }
`,
    {
      'macros/least_of.sql':
        '{% test least_of(model, column_name, limit) %}select 1 where {{ limit }} < 0{% endtest %}\n',
    },
  ).sparkify('check');
  t.is(checked.exitCode, 2, checked.output);
  const said = (line: number, text: string, hint: string) => {
    const at = checked.output.indexOf(`models/numbers.yml:${line}:`);
    t.not(at, -1, `nothing at line ${line}: ${checked.output}`);
    t.true(checked.output.includes(text), `${text}\n${checked.output}`);
    t.true(checked.output.includes(hint), `${hint}\n${checked.output}`);
  };
  said(4, 'The test all_named on numbers takes no argument "colour".', 'It takes none.');
  said(
    5,
    'The test below on numbers does not say which column it tests.',
    'add column_name: to its arguments',
  );
  said(
    9,
    'The test all_named tests numbers as a whole, not one of its columns.',
    'Move it to the data_tests',
  );
  said(10, 'There is no data test "belows", which numbers declares.', 'Did you mean "below"?');
  said(
    11,
    'The test below on numbers lacks its argument "bound".',
    'It is defined at tests/generic/below.sql:1:9.',
  );
  said(12, 'The test below on numbers takes no argument "bounds".', 'Did you mean "bound"?');
  said(
    14,
    'The test least_of on numbers lacks its argument "limit".',
    'is config: write it under arguments:',
  );
  said(13, 'ref() names "limit", which is neither a model nor a seed.', 'Did you mean "limits"?');
});

test('what is wrong inside of a test is said at its line of the block, with the line of YAML that uses it', async t => {
  const own = project(
    t,
    `models:
  - name: numbers
    columns:
      - name: n
        data_tests:
          - missing_column
          - wrong_config
          - empty
          - raises
          - broken
          - no_model
`,
    {
      'tests/generic/wrong.sql': `{% test missing_column(model, column_name) %}
select * from {{ model }}
where nn > 3
{% endtest %}

{% test wrong_config(model, column_name) %}
  {{ config(severety='warn') }} select 1
{% endtest %}

{% test empty(model, column_name) %} -- nothing
{% endtest %}

{% test raises(model, column_name) %}
  {{ exceptions.raise_compiler_error('not for ' ~ column_name) }}
{% endtest %}

{% test broken(model, column_name) %}
  {{ colum_name }}
{% endtest %}

{% test no_model(column_name) %}select 1{% endtest %}
`,
      'models/has_test.sql': '{% test misplaced(model) %}select 1{% endtest %}\nselect 1 as one\n',
      'macros/twice.sql': '{% test empty(model) %}select 1{% endtest %}\n',
    },
  );
  const checked = await own.sparkify('check');
  t.is(checked.exitCode, 2, checked.output);
  for (const said of [
    /tests\/generic\/wrong\.sql:7:6 [\s\S]*The config of the test wrong_config \(for models\/numbers\.yml:7:13\) is wrong: There is no key "severety"\./,
    /The data test "empty" has the name of the data test "empty" at macros\/twice\.sql:1:9\./,
    /tests\/generic\/wrong\.sql:14:6 .*\n.*not for n \(for models\/numbers\.yml:9:13\)\./,
    /tests\/generic\/wrong\.sql:18:6 .*\n.*"colum_name" is not defined\./,
    /The data test "broken", which numbers declares, has errors of its own: tests\/generic\/wrong\.sql:17:9\./,
    /The data test "no_model" has no parameter "model"\./,
    /\{% test %\} is not supported here\.[\s\S]*Move the whole block to a file in macros\/ or in tests\/generic\//,
  ]) {
    t.regex(checked.output, said);
  }
  own.remove('models/has_test.sql');
  own.remove('macros/twice.sql');
  own.write({
    'models/numbers.yml':
      'models:\n  - name: numbers\n    columns:\n      - name: n\n        data_tests: [missing_column]\n',
  });
  const bound = await own.sparkify('check');
  t.regex(
    bound.output,
    /wrong\.sql:3:7 .*\n.*There is no column "nn" here \(for models\/numbers\.yml:5:22\)\./,
  );
});
