import { existsSync } from 'node:fs';
import test from 'ava';
import { failed, logLines, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const macros = `{% macro totals(least, level='all') %}
create table totals as select user_name, sum(amount) as total from {{ ref('payments') }} group by all;
-- The level is only said.
select user_name, total, '{{ level }}' as level from totals where total > {{ least }} order by user_name;
{% endmacro %}

{% macro export_users(to) %}
copy (select distinct user_name from {{ ref('stg_events') }} order by 1) to '{{ to }}' (header false)
{% endmacro %}

{% macro nothing() %}{% if false %} select 1 {% endif %}{% endmacro %}

{% macro overwrite() %}
insert into {{ ref('payments') }} select * from {{ ref('payments') }}
{% endmacro %}

{% macro broken() %}
select 1 as one;

select
  tow
from (select 2 as two)
{% endmacro %}

{% macro asks() %}{% set x = run_query('select 1') %}{% endmacro %}
`;

test.serial(
  'a macro runs over the published tables, and the rows of its last statement are printed',
  async t => {
    const project = tinyProject(t, { 'macros/operations.sql': macros.replace(/\{% macro asks[\s\S]+/, '') });
    await succeeded(t, project.sparkify('build'));
    const operate = (...args: readonly string[]) => succeeded(t, project.sparkify('run-operation', ...args));
    t.is(
      await operate('totals', '--args', '{least: 2.5, level: paid}'),
      [
        '┌───────────┬───────┬───────┐',
        '│ user_name │ total │ level │',
        '├───────────┼───────┼───────┤',
        '│ Ada       │  4.75 │ paid  │',
        '└───────────┴───────┴───────┘',
        '1 row',
        'Ran 2 statements of totals.',
        '',
      ].join('\n'),
    );
    t.is(
      await operate('tiny.totals', '--args', '{"least": 0}', '--output', 'csv', '--limit', '1'),
      'user_name,total,level\nAda,4.75,all\n',
    );
    const { results, args } = JSON.parse(project.read('target/run_results.json'));
    t.like(results, [{ unique_id: 'macro.tiny.totals', status: 'success', failures: 0 }]);
    t.is(args.which, 'run-operation');

    t.is(
      await operate('export_users', '--args', 'to: target/users.csv'),
      'Ran 1 statement of export_users.\n',
    );
    t.is(project.read('target/users.csv'), 'Ada\nBo\n', 'a view is computed on the way');
    t.is(await operate('nothing'), 'nothing wrote no SQL: nothing ran.\n');
    const [line] = logLines(await operate('totals', '--args', '{least: 3}', '--log-format', 'json'));
    t.like(line, { info: { msg: 'Ran 2 statements of totals.' }, data: { rows: [['Ada', 4.75, 'all']] } });
  },
);

test.serial('what cannot be called is refused with what to write instead', async t => {
  const project = tinyProject(t, {
    'macros/operations.sql': macros.replace(/\{% macro asks[\s\S]+/, ''),
    'macros/typed.ts':
      "export function one({ as }: { as: string }): string {\n  return 'select 1 as ' + as;\n}\n",
  });
  const refused = (...args: readonly string[]) => failed(t, project.sparkify('run-operation', ...args), 2);
  t.regex(
    await refused('totls'),
    /unknown-macro\n {2}There is no macro "totls"\.\n {2}Did you mean "totals"\?/,
  );
  t.regex(
    await refused('totals', '--args', '{leest: 1}'),
    /macros\/operations\.sql:1:10 {2}error {2}bad-usage\n {2}The macro totals\(least, level=…\) has no parameter "leest"\.[\s\S]+Did you mean "least"\?/,
  );
  t.regex(await refused('totals'), /needs "least"\.[\s\S]+--args '\{least: …\}'/);
  t.regex(await refused('nothing', '--args', '{a: 1}'), /It takes no arguments: leave out --args\./);
  t.regex(await refused('nothing', '--args', '[1]'), /The value of --args is not a mapping/);
  t.regex(await refused('nothing', '--args', '{a: ['), /The value of --args is not valid YAML/);
  t.regex(
    await succeeded(t, project.sparkify('run-operation', 'one', '--args', '{as: uno}', '--output', 'csv')),
    /^uno\n1\n$/,
  );
  project.write({ 'macros/asks.sql': macros.slice(macros.indexOf('{% macro asks')) });
  t.regex(await refused('asks'), /"run_query" is not supported\.[\s\S]+Nothing is queried while compiling/);
});

test.serial(
  'what fails is shown at its place in the macro, and published tables stay as they are',
  async t => {
    const project = tinyProject(t, { 'macros/operations.sql': macros.replace(/\{% macro asks[\s\S]+/, '') });
    await succeeded(t, project.sparkify('build'));
    const broken = await failed(t, project.sparkify('run-operation', 'broken'), 1);
    t.regex(broken, /macros\/operations\.sql:21:3 {2}error/);
    t.regex(broken, /tow/);
    const { results } = JSON.parse(project.read('target/run_results.json'));
    t.like(results, [{ unique_id: 'macro.tiny.broken', status: 'error', failures: 1 }]);
    const overwrite = await failed(t, project.sparkify('run-operation', 'overwrite'), 1);
    t.regex(
      overwrite,
      /macros\/operations\.sql:1\d:1 {2}error[\s\S]+published tables change by a build only/,
    );
  },
);

test.serial('an operation knows what a start defines, runs no hook, and needs no sound models', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ["create macro twice(x) as x * 2", "copy (select 1) to 'target/started.csv'"],\n`,
    }),
    'models/stg_events.sql': "select nothing_like_it from {{ source('raw', 'events') }}",
    'macros/four.sql': '{% macro four() %}select twice(2) as four{% endmacro %}',
  });
  t.is(
    await succeeded(t, project.sparkify('run-operation', 'four', '--output', 'json')),
    '[\n  {"four":4}\n]\n',
  );
  t.false(existsSync(project.path('target/started.csv')));
});
