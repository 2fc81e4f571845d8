import test from 'ava';
import { describedFiles } from '../helpers/described-files.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

test('the manifest holds macros with their text, what they call and what YAML says of them', async t => {
  const project = tinyProject(t, describedFiles);
  await project.sparkify('compile');
  const { macros } = JSON.parse(project.read('target/manifest.json'));
  t.like(macros['macro.tiny.cents'], {
    name: 'cents',
    macro_sql: '{% macro cents(column, digits=0) %}{{ rounded(column) }} * 100{% endmacro %}',
    depends_on: { macros: ['macro.tiny.rounded'] },
    description: 'In cents. Who paid.',
    arguments: [{ name: 'column', type: 'text', description: 'What is paid.' }],
    original_file_path: 'macros/cents.sql',
    patch_path: 'tiny://models/described.yml',
  });
  t.like(macros['macro.tiny.rounded'], {
    macro_sql: '{% macro rounded(column) %}round({{ column }}){% endmacro %}',
    depends_on: { macros: [] },
    arguments: [{ name: 'column', type: null, description: '' }],
    patch_path: null,
  });
});

test('the manifest holds what is disabled, apart from what is not, and selectors as written', async t => {
  const project = tinyProject(t, describedFiles);
  const compiled = await project.sparkify('compile');
  t.is(compiled.exitCode, 0, compiled.output);
  const { disabled, nodes, sources, exposures, selectors } = JSON.parse(project.read('target/manifest.json'));
  t.deepEqual(Object.keys(disabled), [
    'exposure.tiny.old_board',
    'model.tiny.old',
    'seed.tiny.levels',
    'source.tiny.raw.old',
  ]);
  for (const [entry] of Object.values<readonly [{ readonly config: object }]>(disabled))
    t.like(entry.config, { enabled: false });
  t.deepEqual(
    Object.keys({ ...nodes, ...sources, ...exposures }).filter(id => id in disabled),
    [],
  );
  t.deepEqual(selectors.nightly, {
    name: 'nightly',
    description: 'Every night.',
    default: false,
    definition: { union: ['tag:nightly', 'group:finance'] },
  });
});

test('a source() of a disabled table is an error at its line', async t => {
  const project = tinyProject(t, {
    ...describedFiles,
    'models/reads.sql': "select id\nfrom {{ source('raw', 'old') }}\n",
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 2, output);
  t.regex(output, /models\/reads\.sql:2:\d+ .*disabled-ref\n.*source\(\) in models\/reads\.sql names "old"/);
});

const macroFiles = {
  'sparkify.config.ts': tinyConfig({ more: `  onRunStart: "{{ greet() }}",\n` }),
  'macros/all.sql': `{% macro inner(x) %}round({{ x }}){% endmacro %}
{% macro outer(x) %}{{ inner(x) }} * {{ factor() }}{% endmacro %}
{% macro elsewhere() %}1{% endmacro %}
{% macro wrapped() %}{{ caller() }}{% endmacro %}
{% macro greet() %}create or replace macro hello() as 1{% endmacro %}
{% macro note() %}select 1{% endmacro %}
{% macro location() %}data/events/*.json{% endmacro %}
{% test positive(model, column_name) %}select * from {{ model }} where {{ inner(column_name) }} < 0{% endtest %}
`,
  'macros/factor.ts': 'export const factor = () => "100";\n',
  'models/calls.sql': `{# inner('no') #}
select {{ outer('amount') }} as amount{% if target.name == 'prod' %}, {{ elsewhere() }} as other{% endif %}
from {{ ref('stg_events') }}
`,
  'models/blocks.sql': `{% set write = inner %}{% call wrapped() %}select {{ write(1) }} as one{% endcall %}\n`,
  'models/hooked.sql': "{{ config(pre_hook='{{ note() }}') }}select 1 as one\n",
  'models/typed.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';
export default defineModel({
  query: (db, { macro }) => db.selectNoFrom(macro('outer', '1').as('amount')),
});
`,
  'models/calls.yml': `models:
  - name: calls
    columns:
      - name: amount
        data_tests:
          - positive
          - not_null: { config: { where: "{{ elsewhere() }} = 1" } }
unit_tests:
  - name: whole
    model: calls
    given: [{ input: ref('stg_events'), rows: [] }]
    expect: { rows: [] }
  - name: without_inner
    model: calls
    overrides: { macros: { outer: '1' } }
    given: [{ input: ref('stg_events'), rows: [] }]
    expect: { rows: [] }
`,
  'tests/single.sql': "select 1 from {{ ref('calls') }} where {{ inner(1) }} = 2\n",
  'seeds/levels.csv': 'level\nfree\n',
  'seeds/levels.yml': "seeds: [{ name: levels, config: { post_hook: '{{ note() }}' } }]\n",
};

test('every node names the macros that write part of it, in branches not taken and through others, too', async t => {
  const project = tinyProject(t, macroFiles);
  const compiled = await project.sparkify('compile');
  t.is(compiled.exitCode, 0, compiled.output);
  const { nodes, macros, unit_tests } = JSON.parse(project.read('target/manifest.json'));
  const used = Object.fromEntries(
    Object.entries<{ readonly depends_on: { readonly macros: readonly string[] } }>({
      ...nodes,
      ...macros,
      ...unit_tests,
    }).map(([id, entry]) => [
      id.replace(/\.[0-9a-f]{10}$/, ''),
      entry.depends_on.macros.map(macro => macro.replace('macro.tiny.', '')).join(' '),
    ]),
  );
  const expected = {
    'model.tiny.calls': 'elsewhere factor inner outer',
    'model.tiny.blocks': 'inner wrapped',
    'model.tiny.hooked': 'note',
    'model.tiny.typed': 'factor inner outer',
    'model.tiny.stg_events': '',
    'seed.tiny.levels': 'note',
    'operation.tiny.tiny-on-run-start-0': 'greet',
    'test.tiny.positive_calls_amount': 'inner test_positive',
    'test.tiny.not_null_calls_amount': 'elsewhere',
    'test.tiny.single': 'inner',
    'unit_test.tiny.calls.whole': 'elsewhere factor inner outer',
    'unit_test.tiny.calls.without_inner': 'elsewhere',
    'macro.tiny.outer': 'factor inner',
    'macro.tiny.inner': '',
    'macro.tiny.test_positive': 'inner',
  };
  t.like(used, expected);
  t.is(macros['macro.tiny.factor'].macro_sql, macroFiles['macros/factor.ts']);
});
