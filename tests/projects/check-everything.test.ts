import test, { type ExecutionContext } from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { logLines } from '../helpers/cli-result.ts';

const EVENTS = "{{ source('raw', 'events') }}";

const sources = `sources:
  - name: raw
    tables:
      - name: events
        location: data/*.json
        columns:
          - { name: id, data_type: bigint }
          - { name: amount, data_type: varchar }
`;

interface Told {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

/** `place code` of everything that `sparkify check` finds in a project, in the order it is told. */
async function check(t: ExecutionContext, files: Readonly<Record<string, string>>) {
  const project = cliProject(t, {
    'sparkify.config.ts': "export default { name: 'shop' };\n",
    'models/sources.yml': sources,
    ...files,
  });
  const { exitCode, stdout, stderr } = await project.sparkify('check', '--log-format', 'json');
  t.is(exitCode, 2, stdout + stderr);
  t.is(stderr, '', 'nothing is thrown');
  const found = logLines(stdout)
    .filter(({ info }) => info.name === 'Diagnostic')
    .map(({ data }) => data as unknown as Told);
  return { found, places: found.map(({ at, code }) => `${at.file}:${at.line}:${at.column} ${code}`) };
}

test('a seed that cannot be read does not hide what else is wrong', async t => {
  const { places } = await check(t, {
    'seeds/short.csv': 'a,b\n1,2\n3\n',
    'models/reader.sql': "select nope from {{ ref('short') }}\n",
    'models/other.sql': `select amuont from ${EVENTS}\n`,
  });
  t.deepEqual(places, ['models/other.sql:1:8 unknown-column', 'seeds/short.csv:3:1 bad-seed']);
});

test('names that a seed would be given by the reader are refused where they stand', async t => {
  const { places, found } = await check(t, {
    'seeds/case.csv': 'a,A\n1,2\n',
    'seeds/gap.csv': 'a,,c\n1,2,3\n',
    'seeds/nothing.csv': '',
  });
  t.deepEqual(places, [
    'seeds/case.csv:1:3 bad-seed',
    'seeds/gap.csv:1:3 bad-seed',
    'seeds/nothing.csv:1:1 bad-seed',
  ]);
  t.deepEqual(
    found.map(({ message }) => message),
    [
      'The seed case has two columns "A"; case does not count.',
      'Column 2 of the seed gap has no name.',
      'The seed nothing has no columns.',
    ],
  );
});

test('a source with one unknown type is still read by name, and its types are not judged', async t => {
  const { places } = await check(t, {
    'models/sources.yml': sources.replace('bigint', 'bigintt'),
    'models/typed.sql': `select id + 1 as next, sum(id) over () as total from ${EVENTS}\n`,
    'models/wrong.sql': `select amuont from ${EVENTS}\n`,
    'models/child.sql': "select idd from {{ ref('typed') }}\n",
  });
  t.deepEqual(places, ['models/sources.yml:7:21 bad-property', 'models/wrong.sql:1:8 unknown-column']);
});

test('a typo in properties hides neither the rest of the entry nor the query, and nothing follows from it', async t => {
  const { places, found } = await check(t, {
    'models/orders.sql': `select id, amount from ${EVENTS}\n`,
    'models/orders.yml': `models:
  - name: orders
    config: { contract: { enforced: true } }
    columns:
      - nam: id
        data_type: bigint
        data_tests: [uniqe]
      - name: amount
        data_typ: varchar
    data_tests:
      - not_emptyy
`,
    'models/reader.sql': "select prise from {{ ref('orders') }}\n",
  });
  t.deepEqual(places, [
    'models/orders.yml:5:9 bad-property',
    'models/orders.yml:9:9 bad-property',
    'models/orders.yml:11:9 unknown-test',
    'models/reader.sql:1:8 unknown-column',
  ]);
  t.deepEqual(
    found.slice(0, 2).map(({ hint }) => hint),
    ['Did you mean "name"?', 'Did you mean "data_type"?'],
  );
});

test('a wrong config() hides neither the query of the model nor those of its readers', async t => {
  const { places } = await check(t, {
    'models/orders.sql': `{{ config(materialised='table', published=true) }}\nselect id from ${EVENTS}\n`,
    'models/reader.sql': "select idd from {{ ref('orders') }}\n",
  });
  t.deepEqual(places, ['models/orders.sql:1:11 bad-model-config', 'models/reader.sql:1:8 unknown-column']);
});

test('a reference in a branch that is not taken, or in a macro that nobody calls, must name something', async t => {
  const { places } = await check(t, {
    'models/off.sql': '{{ config(enabled=false) }}\nselect 1 as id\n',
    'models/branch.sql': `select 1 as id
{% if var('extended', false) %}
union all select id from {{ ref('of') }}
union all select id from {{ ref('off') }}
union all select id from {{ source('raw', 'evnts') }}
{% endif %}
`,
    'macros/unused.sql': "{% macro unused() %}{{ ref('branhc') }}{% endmacro %}\n",
  });
  t.deepEqual(places, [
    'macros/unused.sql:1:24 unknown-ref',
    'models/branch.sql:3:29 unknown-ref',
    'models/branch.sql:5:29 unknown-source',
  ]);
});

test('a mistake in a macro is told once, with one of those who call it', async t => {
  const { places, found } = await check(t, {
    'macros/root.sql': '{% macro root(column) %}\nsqroot({{ column }})\n{% endmacro %}\n',
    'models/a.sql': `select {{ root('amount') }} as a from ${EVENTS}\n`,
    'models/b.sql': `select {{ root('amount') }} as b from ${EVENTS}\n`,
  });
  t.deepEqual(places, ['macros/root.sql:2:1 unknown-function']);
  t.is(found[0]?.message, 'There is no function "sqroot" (for models/a.sql).');
});

test('what is wrong in selectors.yml and in the tree of the config is told at its key', async t => {
  const { places } = await check(t, {
    'sparkify.config.ts': `export default {
  name: 'shop',
  models: {
    materialised: 'table',
    shop: { '+tagz': 'x' },
  },
};
`,
    'selectors.yml': 'selectors:\n  - name: nightly\n    definition: "tg:nightly"\n',
  });
  t.deepEqual(places, [
    'selectors.yml:3:17 bad-selection',
    'sparkify.config.ts:4:5 bad-model-config',
    'sparkify.config.ts:5:13 bad-model-config',
  ]);
});

test('a column that only a window names is an unknown column with the nearest name', async t => {
  const { found } = await check(t, {
    'models/ranked.sql': `select id, row_number() over (partition by amuont order by id) as n from ${EVENTS}\n`,
  });
  t.like(found[0], {
    code: 'unknown-column',
    message: 'There is no column "amuont" here.',
    hint: 'Did you mean "amount"?',
  });
});

test('a wrong event_time of a source is an error of check, unless its types are not sure', async t => {
  const timed = sources.replace(
    '        location',
    '        config: { event_time: amount }\n        location',
  );
  const { places, found } = await check(t, {
    'models/sources.yml': timed,
    'models/other.sql': `select amuont from ${EVENTS}\n`,
  });
  t.deepEqual(places, ['models/other.sql:1:8 unknown-column', 'models/sources.yml:4:15 bad-model-config']);
  t.is(found[1]!.message, 'The event_time of raw.events is "amount", which is VARCHAR.');
  const unsure = await check(t, {
    'models/sources.yml': timed.replace('varchar', 'timestmap'),
    'models/other.sql': `select amount from ${EVENTS}\n`,
  });
  const errors = unsure.places.filter(place => place.includes(' bad-'));
  t.deepEqual(errors, ['models/sources.yml:9:21 bad-property']);
});

test('behind a wrong config of a declared test its arguments and its query are looked at, unless it is off', async t => {
  const { places } = await check(t, {
    'models/users.sql': `select id, amount from ${EVENTS}\n`,
    'macros/tests.sql':
      '{% test above(model, column_name, least) %}\nselect amuont from {{ model }} where {{ column_name }} < {{ least }}\n{% endtest %}\n',
    'models/users.yml': `models:
  - name: users
    columns:
      - name: id
        data_tests:
          - accepted_values: { arguments: { valeus: [1] }, config: { severity: loud } }
          - not_null: { config: { limit: 0, where: nope > 1 } }
          - above: { arguments: { least: 1 }, config: { limit: 0 } }
          - unique: { config: { limit: 0, enabled: false } }
          - above: { name: off, arguments: { least: 2 }, config: { limit: 0, enabled: false } }
`,
  });
  t.deepEqual(places, [
    'macros/tests.sql:2:8 unknown-column',
    'models/users.yml:6:13 bad-test-argument',
    'models/users.yml:6:13 bad-test-argument',
    'models/users.yml:7:13 bad-test-argument',
    'models/users.yml:8:13 bad-test-argument',
    'models/users.yml:9:13 bad-test-argument',
    'models/users.yml:10:13 bad-test-argument',
  ]);
});

test('the config of a singular test and its query are both looked at', async t => {
  const query = `\nselect amuont from ${EVENTS}\n`;
  const { places } = await check(t, {
    'tests/wrong.sql': `{{ config(severity='loud') }}${query}`,
    'tests/off.sql': `{{ config(severity='loud', enabled=false) }}${query}`,
  });
  t.deepEqual(places, [
    'tests/off.sql:1:4 bad-test-argument',
    'tests/wrong.sql:1:4 bad-test-argument',
    'tests/wrong.sql:2:8 unknown-column',
  ]);
});
