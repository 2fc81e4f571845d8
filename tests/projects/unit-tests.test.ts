import type { ExecutionContext } from 'ava';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { type ProjectFiles, tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

/** A model with what makes unit tests worth their while: a join of a source and a model, a variable, a macro. */
const spending = `select
  user_name,
  cast(sum(amount) as decimal(10, 2)) as spent,
  {{ greatest_id('id') }} as last_id,
  [max(paid_at)] as moments,
  {'first': min(id), 'note': '{{ var('note', 'none') }}'} as facts
from {{ ref('stg_events') }}
where amount > {{ var('least', 0) }}
group by user_name
`;

const project = (t: ExecutionContext, unitTests: string, files: ProjectFiles = {}): CliProject =>
  tinyProject(t, {
    'models/spending.sql': spending,
    'macros/greatest_id.sql': '{% macro greatest_id(column) %}max({{ column }}){% endmacro %}\n',
    'models/unit_tests.yml': `unit_tests:\n${unitTests.replace(/^/gm, '  ')}\n`,
    ...files,
  });

const twoEvents = `given:
    - input: ref('stg_events')
      rows:
        - { id: 1, user_name: Ada, amount: 1.5, paid_at: 2026-01-01 10:00:00 }
        - { id: 2, user_name: Ada, amount: 2 }`;

const sound = `- name: sums_up
  model: spending
  ${twoEvents}
  expect:
    rows:
      - user_name: Ada
        spent: 3.5
        last_id: 2
        moments: [2026-01-01 10:00:00]
        facts: { first: 1, note: none }`;

const unit = ['test', '--select', 'test_type:unit'] as const;

test('a unit test runs with nothing built, typed by the columns of its tables', async t => {
  const text = await succeeded(t, project(t, sound).sparkify(...unit));
  t.regex(text, /1 of 1 START unit_test spending::sums_up \.+ \[RUN\]/);
  t.regex(text, /1 of 1 PASS spending::sums_up \.+ \[PASS in /);
  t.regex(text, /Finished running 1 unit test in/);
});

test('a failed unit test prints how rows differ, its columns in line', async t => {
  const wrong = `- name: wrong
  model: spending
  given:
    - input: ref('stg_events')
      rows:
        - { id: 1, user_name: Ada, amount: 1 }
        - { id: 2, user_name: Bo, amount: 2 }
        - { id: 3, user_name: Cy, amount: 3 }
  expect:
    rows:
      - { user_name: Ada, spent: 1 }
      - { user_name: Bo, spent: 20 }
      - { user_name: Di, spent: 7 }`;
  const text = await failed(t, project(t, wrong).sparkify(...unit), 1);
  t.true(
    text.includes(`Failure in unit_test spending::wrong (models/unit_tests.yml)
  actual differs from expected:

  @@ ,user_name,spent
  →  ,Bo       ,20.00→2.00
  ---,Di       ,7.00
  +++,Cy       ,3.00
  ... 1 row agrees
`),
    text,
  );
  t.regex(text, /1 of 1 FAIL 1 spending::wrong \.+ \[FAIL 1 in /);
});

test('a failed unit test skips its model in a build, and nothing is published', async t => {
  const wrong = sound.replace('spent: 3.5', 'spent: 4');
  const files = { 'models/spending.sql': `{{ config(materialized='external') }}\n${spending}` };
  const broken = project(t, wrong, files);
  const text = await failed(t, broken.sparkify('build'), 1);
  t.regex(text, /SKIP external model spending because of spending::sums_up/);
  t.regex(text, /OK created external model payments/);
  broken.write({ 'models/unit_tests.yml': `unit_tests:\n${sound.replace(/^/gm, '  ')}\n` });
  const mended = await succeeded(t, broken.sparkify('build'));
  t.true(mended.indexOf('PASS spending::sums_up') < mended.indexOf('OK created external model spending'));
});

test('rows are in any order, unless the model orders them', async t => {
  const rows = (first: string, second: string) => `- name: order
  model: ordered
  given:
    - { input: ref('stg_events'), rows: [{ id: 1 }, { id: 2 }] }
  expect:
    rows: [{ id: ${first} }, { id: ${second} }]`;
  const plain = { 'models/ordered.sql': "select id from {{ ref('stg_events') }}\n" };
  await succeeded(t, project(t, rows('2', '1'), plain).sparkify(...unit));
  const ordered = { 'models/ordered.sql': "select id from {{ ref('stg_events') }} order by id\n" };
  await succeeded(t, project(t, rows('1', '2'), ordered).sparkify(...unit));
  await failed(t, project(t, rows('2', '1'), ordered).sparkify(...unit), 1);
});

test('variables, macros and the environment are what a unit test says', async t => {
  const overridden = `- name: overridden
  model: spending
  overrides:
    vars: { least: 1.75, note: "it''s" }
    macros: { greatest_id: '-1' }
  ${twoEvents}
  expect:
    rows:
      - { user_name: Ada, spent: 2, last_id: -1, facts: { first: 2, note: "it's" } }
- name: environment
  model: from_env
  overrides:
    env_vars: { PLACE: Oslo }
    macros: { is_incremental: true }
  given:
    - { input: this, rows: [{ n: 3 }, { n: 4 }] }
  expect:
    rows: [{ n: 2, place: Oslo }]`;
  const files = {
    'models/from_env.sql': `select {% if is_incremental() %}(select count(*) from {{ this }}){% else %}0{% endif %} as n,
  '{{ env_var('PLACE', 'nowhere') }}' as place\n`,
  };
  await succeeded(t, project(t, overridden, files).sparkify(...unit));
});

test('rows are CSV or SQL, too, in place or in files of their own', async t => {
  const forms = `- name: forms
  model: paid
  given:
    - input: ref('stg_events')
      format: csv
      rows: |
        id,user_name
        1,Ada
        2,
        3,""
    - input: source('raw', 'events')
      format: csv
      fixture: raw_events
  expect:
    format: sql
    fixture: paid_rows`;
  const files = {
    'models/paid.sql': `select id, s.user_name as name, e.amount
from {{ ref('stg_events') }} as s join {{ source('raw', 'events') }} as e using (id)\n`,
    'tests/fixtures/raw_events.csv': 'amount,id\n1.5,1\n2.5,2\n3.5,3\n',
    'tests/fixtures/paid_rows.sql': `-- a comment in the last line is fine, too
select 1 as id, 'Ada' as name, 1.5 as amount union all
select 2, null, 2.5 union all
select 3, '', 3.5 -- like this`,
  };
  await succeeded(t, project(t, forms, files).sparkify(...unit));
});

test('check names what does not fit, at its place', async t => {
  const text = (unitTests: string) => failed(t, project(t, unitTests).sparkify('check', '--quiet'), 2);

  const unknownColumn = sound.replace('amount: 2 }', 'amont: 2 }');
  t.regex(
    await text(unknownColumn),
    /ref\('stg_events'\) has no column "amont"\.\n.*Did you mean "amount"\?/s,
  );
  t.regex(await text(unknownColumn), /^models\/unit_tests\.yml:8:38 {2}error {2}bad-fixture/);
  t.regex(
    await text(sound.replace('spent: 3.5', 'spend: 3.5')),
    /spending has no column "spend"\.\n.*"spent"/s,
  );
  t.regex(
    await text(sound.replace('model: spending', 'model: spendin')),
    /model "spendin", which does not exist\.\n.*"spending"/s,
  );
  t.regex(
    await text(sound.replace("ref('stg_events')", "ref('payments')")),
    /gives ref\('payments'\), which spending does not read\.\n.*ref\('stg_events'\)/s,
  );
  t.regex(
    await text(sound.replace(/given:[\s\S]*(?= {2}expect)/, 'given: []\n')),
    /does not give ref\('stg_events'\), which spending reads/,
  );
  t.regex(
    await text(sound.replace("ref('stg_events')", 'stg_events')),
    /gives "stg_events", which names no table/,
  );
  t.regex(
    await text(sound.replace('first: 1', 'frist: 1')),
    /"facts" does not fit: STRUCT\(.*\) has no field "frist"/,
  );
  t.regex(await text(`${sound}\n${sound}`), /has two unit tests named sums_up/);
  t.regex(
    await text(
      sound.replace('model: spending', 'model: spending\n  overrides: { macros: { greatestid: x } }'),
    ),
    /overrides the macro "greatestid", which does not exist\.\n.*"greatest_id"/s,
  );
  t.regex(
    await text(
      sound.replace('model: spending', 'model: spending\n  overrides: { macros: { greatest_id: nothing } }'),
    ),
    /Under the overrides of the unit test sums_up: .*nothing/,
  );
});

test('a value that its column cannot hold is named', async t => {
  const text = await failed(
    t,
    project(t, sound.replace('amount: 2 }', 'amount: two }')).sparkify(...unit),
    1,
  );
  t.regex(
    text,
    /models\/unit_tests\.yml:8:38 {2}error {2}bad-fixture\n.*"two" is no DOUBLE, which "amount" of ref\('stg_events'\) is\./s,
  );
});

test('unit tests are selected by name, by type and with their model, and stand in the artifacts as in dbt', async t => {
  const sparkify = project(t, sound);
  const listed = (...args: readonly string[]) => succeeded(t, sparkify.sparkify('ls', ...args));
  t.is(await listed('--select', 'unit_test:sums_*'), 'unit_test:tiny.sums_up\n');
  t.is(await listed('--resource-type', 'unit_test'), 'unit_test:tiny.sums_up\n');
  t.is(await listed('--select', 'spending'), 'tiny.spending\nunit_test:tiny.sums_up\n');
  await succeeded(t, sparkify.sparkify(...unit));
  const manifest = JSON.parse(sparkify.read('target/manifest.json'));
  const id = 'unit_test.tiny.spending.sums_up';
  t.like(manifest.unit_tests[id], {
    ...{ name: 'sums_up', model: 'spending', unique_id: id, resource_type: 'unit_test' },
    depends_on: { macros: ['macro.tiny.greatest_id'], nodes: ['model.tiny.spending'] },
  });
  t.is(manifest.nodes[id], undefined);
  const [result] = JSON.parse(sparkify.read('target/run_results.json')).results;
  t.like(result, { unique_id: id, status: 'pass', failures: 0 });
});

test('a unit test is generated out of real rows, with the columns and rows that the model needs', async t => {
  const sparkify = project(t, sound, {
    'models/large.sql': `select s.id, s.amount, p.user_name
from {{ ref('stg_events') }} as s join {{ ref('payments') }} as p on s.id = p.id
where s.amount > 1\n`,
    'models/large.yml': 'models:\n  # the large ones\n  - name: large\n    columns:\n      - name: id\n',
  });
  await succeeded(t, sparkify.sparkify('build', '--exclude', 'large'));
  const where = 'amount > 3 and id = 3';
  const text = await succeeded(t, sparkify.sparkify('unit-test', 'generate', 'large', '--where', where));
  t.regex(text, /Wrote the unit test large_of_real_rows_1 into models\/large\.yml: .*1 row expected/);
  t.is(
    sparkify.read('models/large.yml'),
    `models:
  # the large ones
  - name: large
    columns:
      - name: id

unit_tests:
  - name: large_of_real_rows_1
    description: Of real rows, where amount > 3 and id = 3
    model: large
    given:
      - input: ref('payments')
        rows:
          - { id: 3, user_name: Ada }
      - input: ref('stg_events')
        rows:
          - { id: 3, amount: 3.25 }
    expect:
      rows:
        - { id: 3, amount: 3.25, user_name: Ada }
`,
  );
  await succeeded(t, sparkify.sparkify('test', '--select', 'unit_test:large_of_real_rows_1'));
  t.regex(
    await failed(t, sparkify.sparkify('unit-test', 'generate', 'large', '--where', 'id = 30'), 2),
    /No row fits/,
  );
  t.regex(
    await failed(t, sparkify.sparkify('unit-test', 'generate', 'large', '--where', 'no = 1'), 2),
    /No table that large reads can be asked: no = 1/,
  );
});

test('macros and types that hooks define are there for unit tests, and lineage knows nothing of them', async t => {
  const unitTests = `- name: doubled
  model: doubles
  given:
    - { input: ref('stg_events'), rows: [{ id: 2 }] }
  expect:
    rows: [{ twice: 4, mood: good }]`;
  const sparkify = project(t, unitTests, {
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ["create or replace macro double_of(x) as x * 2", "create type mood as enum ('good', 'bad')"],\n`,
    }),
    'models/doubles.sql':
      "select double_of(id) as twice, cast('good' as mood) as mood, id from {{ ref('stg_events') }}\n",
  });
  await succeeded(t, sparkify.sparkify(...unit));
  const told = await succeeded(t, sparkify.sparkify('lineage', 'doubles'));
  t.regex(told, /^doubles\.twice {2}double_of\(id\) {2}unknown: the macro double_of, which a hook defines$/m);
  t.regex(told, /^doubles\.id {2}id\n└─ stg_events\.id/m);
});

test('a model in TypeScript is tested as any other, its overrides included', async t => {
  const ofTypeScript = (overrides: string, events: number) => `- name: counts
  model: counts
${overrides}  given:
    - { input: ref('stg_events'), rows: [{ id: 1, user_name: Ada }, { id: 2, user_name: Ada }] }
  expect:
    rows: [{ user_name: Ada, events: ${events} }]`;
  const files = {
    'models/counts.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  query: (db, { vars, macro }) =>
    db
      .selectFrom('stg_events')
      .select(({ fn }) => ['user_name', fn.countAll<bigint>().as('events')])
      .where('id', '>', vars.after ?? 0)
      .where(macro('is_wanted', 'id'))
      .groupBy('user_name'),
});
`,
    'macros/is_wanted.sql':
      "{% macro is_wanted(column) %}{{ column }} % {{ env_var('EVERY', '1') }} = 0{% endmacro %}\n",
  };
  // Of Ada's events 1 and 2 one is after 1, one is even, one is the first.
  const overridden = (overrides: string) => `  overrides: { ${overrides} }\n`;
  for (const [overrides, events] of [
    ['', 2],
    [overridden('vars: { after: 1 }'), 1],
    [overridden('env_vars: { EVERY: 2 }'), 1],
    [overridden('macros: { is_wanted: id = 1 }'), 1],
  ] as const) {
    await succeeded(t, project(t, ofTypeScript(overrides, events), files).sparkify(...unit));
  }
  t.regex(
    await failed(
      t,
      project(t, ofTypeScript(overridden('macros: { is_wanted: nothing }'), 2), files).sparkify(...unit),
      2,
    ),
    /Under the overrides of the unit test counts: .*nothing/,
  );
});

test('a seed of which no rows are given has those of its file, and a model none', async t => {
  const priced = (given: string, expected: string) => `- name: prices
  model: priced
  given:
    - { input: ref('levels')${given} }
    - { input: ref('stg_events') }
  expect:
    rows: [${expected}]`;
  const files = {
    'seeds/levels.csv': 'level,price\nfree,0\npaid,9.99\n',
    'seeds/levels.yml': 'seeds: [{ name: levels, config: { column_types: { price: "DECIMAL(5, 2)" } } }]\n',
    'models/priced.sql': `select level, price, (select count(*) from {{ ref('stg_events') }}) as events
from {{ ref('levels') }}
`,
  };
  const all = '{ level: free, price: 0, events: 0 }, { level: paid, price: 9.99, events: 0 }';
  const seeded = project(t, priced('', all), files);
  await succeeded(t, seeded.sparkify(...unit));
  t.like(
    JSON.parse(seeded.read('target/manifest.json')).unit_tests['unit_test.tiny.priced.prices'].given[0],
    {
      input: "ref('levels')",
      rows: null,
    },
  );
  await succeeded(t, project(t, priced(', rows: []', ''), files).sparkify(...unit));
  // Its file is read as ever, and what is wrong with it is told there.
  seeded.write({ 'seeds/levels.csv': 'level,price\nfree,much\n' });
  t.regex(await failed(t, seeded.sparkify(...unit), 1), /seeds\/levels\.csv:2:6/);
});
