import { readFileSync } from 'node:fs';
import test from 'ava';
import { locate } from '../../../src/compile/locate.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { Config } from '../../../src/config/config.ts';
import type { DiagnosticCode } from '../../../src/diagnostics/codes.ts';
import type { Project } from '../../../src/project/project.ts';
import { buildConfig, buildProject, buildSeed, buildSource } from '../../helpers/project-builder.ts';

type Given = Parameters<typeof buildProject>[0];

const shop: Given = {
  models: { 'models/users.sql': '', 'models/orders.sql': '' },
  seeds: [buildSeed('seeds/countries.csv')],
  sources: [buildSource('raw', 'events')],
};

function compile(text: string, given: Given = {}, config: Partial<Config> = {}) {
  const project: Project = buildProject({ ...shop, ...given });
  return createTemplateCompiler(project, buildConfig(config)).compile({ path: 'models/users.sql', text });
}

const sql = test.macro({
  exec(t, text: string, expected: string, given?: Given, config?: Partial<Config>) {
    const compiled = compile(text, given, config);
    t.deepEqual(compiled.diagnostics, []);
    t.is(compiled.sql, expected);
  },
  title: given => given ?? '',
});

test(
  'ref() writes the qualified relation of a model',
  sql,
  "from {{ ref('orders') }}",
  'from "main"."orders"',
);
test('ref() finds seeds', sql, "from {{ ref('countries') }}", 'from "main"."countries"');
test('ref() takes the name of this project first', sql, "{{ ref('shop', 'orders') }}", '"main"."orders"');
test(
  'source() writes the source as schema',
  sql,
  "from {{ source('raw', 'events') }}",
  'from "raw"."events"',
);
test('this is the relation of the model itself', sql, '{{ this }}', '"main"."users"');
test(
  'target tells its name, type and lake',
  sql,
  '{{ target.name }} {{ target.type }} {{ target.lake }}',
  'dev duckdb /shop/target/lake',
);
test(
  'is_incremental() is false and execute is true',
  sql,
  '{{ is_incremental() }} {{ execute }}',
  'false true',
);
test('log() writes nothing', sql, "a{{ log('x', info=True) }}b", 'ab');
test(
  'var() gives the value that is set',
  sql,
  "{{ var('day') }} {{ var('day', 2) }}",
  '1 1',
  {},
  { vars: { day: 1 } },
);
test(
  'var() falls back to its default, given either way',
  sql,
  "{{ var('a', 2) }} {{ var('a', default='x') }}",
  '2 x',
);
test(
  'var() can be a list or a dictionary',
  sql,
  "{% for x in var('xs') %}{{ x.a }};{% endfor %}",
  '1;2;',
  {},
  { vars: { xs: [{ a: 1 }, { a: 2 }] } },
);
test('a var set to false is set', sql, "{{ var('on', true) }}", 'false', {}, { vars: { on: false } });
test(
  'env_var() reads the environment of the config',
  sql,
  "{{ env_var('HOME') }} {{ env_var('NO', 'x') }}",
  '/root x',
  {},
  { env: { HOME: '/root' } },
);
test('SQL is never escaped', sql, `{% set x = "a < b & 'c'" %}{{ x }} {{ "<>" }}`, `a < b & 'c' <>`);
test(
  'a default or a test for being defined makes a name optional',
  sql,
  "{{ x | default('y') }}{% if z is defined %}{{ z }}{% endif %}",
  'y',
);
test(
  'brackets and closing marks in strings do not end a tag',
  sql,
  `{{ {'a': {'b': '}}'}}.a.b }}{% set x = '%}' %}{{ x }}`,
  '}}%}',
);
test(
  'a namespace carries values out of a loop',
  sql,
  '{% set n = namespace(s=0) %}{% for i in [1, 2] %}{% set n.s = n.s + i %}{% endfor %}{{ n.s }}',
  '3',
);
test(
  'a local name hides a function',
  sql,
  "{% macro m(source) %}{{ source('a') }}{% endmacro %}{% macro up(x) %}<{{ x }}>{% endmacro %}{{ m(up) }}",
  '<a>',
);

const macros = {
  'macros/money.sql':
    "{% macro cents(column, digits=2) %}round({{ column }} / 100, {{ digits }}){% endmacro %}\n{# note #}\n{% macro euros(column) %}{{ cents(column) }} || '€'{% endmacro %}",
  'macros/keys.sql': "{% macro both(a) %}{{ euros(a) }} of {{ ref('orders') }} in {{ this }}{% endmacro %}",
};

test('macros are known in every model', sql, "{{ cents('x', digits=3) }}", 'round(x / 100, 3)', { macros });
test(
  'macros call macros of other files and the functions of models',
  sql,
  "{{ both('x') }}",
  `round(x / 100, 2) || '€' of "main"."orders" in "main"."users"`,
  { macros },
);
test(
  'a macro of the model itself comes first',
  sql,
  "{% macro cents(x) %}own{% endmacro %}{{ cents('x') }}",
  'own',
  { macros },
);
test('macros may call each other in circles', sql, '{{ even(4) }}', 'yes', {
  macros: {
    'macros/a.sql':
      '{% macro even(n) %}{% if n == 0 %}yes{% else %}{{ odd(n - 1) }}{% endif %}{% endmacro %}',
    'macros/b.sql': '{% macro odd(n) %}{% if n == 0 %}no{% else %}{{ even(n - 1) }}{% endif %}{% endmacro %}',
  },
});

const typeScriptMacros = [
  {
    name: 'show',
    path: 'macros/show.ts',
    text: '',
    call: (...args: readonly unknown[]) => JSON.stringify(args),
  },
  {
    name: 'fail',
    path: 'macros/fail.ts',
    text: '',
    call: () => {
      throw new Error('no such currency');
    },
  },
];

test(
  'a TypeScript macro gets plain values, and keyword arguments as an object in last place',
  sql,
  "{{ show(1, ['a', {'b': none}], k={'x': true}) }}",
  '[1,["a",{"b":null}],{"k":{"x":true}}]',
  { typeScriptMacros },
);
test('a TypeScript macro can be called in a Jinja macro', sql, '{{ m() }}', '["a"]', {
  typeScriptMacros,
  macros: { 'macros/m.sql': "{% macro m() %}{{ show('a') }}{% endmacro %}" },
});

test('what refs and sources name is told once, in order', t => {
  const compiled = compile(
    "{{ ref('orders') }} {{ source('raw', 'events') }} {{ ref('countries') }} {{ ref('orders') }}",
  );
  t.deepEqual(compiled.dependsOn, ['model.shop.orders', 'seed.shop.countries', 'source.shop.raw.events']);
  t.is(compiled.references.length, 4);
  t.deepEqual(compiled.references[1]!.at, { file: 'models/users.sql', line: 1, column: 24, length: 6 });
});

test('config() is handed on as it stands, with its place', t => {
  const compiled = compile("\n{{ config(materialized='table', meta={'a': [1]}) }}x");
  t.deepEqual(compiled.config, { materialized: 'table', meta: { a: [1] } });
  t.deepEqual(compiled.configAt, { file: 'models/users.sql', line: 2, column: 4, length: 6 });
});

interface Expected {
  readonly code: DiagnosticCode;
  readonly message: RegExp;
  readonly line: number;
  readonly column: number;
  readonly hint?: RegExp;
}

const refused = test.macro({
  exec(t, text: string, expected: Expected, given?: Given, config?: Partial<Config>) {
    const { diagnostics, sql, map } = compile(text, given, config);
    t.is(diagnostics.length, 1, JSON.stringify(diagnostics));
    const [{ code, message, at, hint }] = diagnostics as [(typeof diagnostics)[number]];
    t.is(code, expected.code);
    t.regex(message, expected.message);
    t.deepEqual([at!.line, at!.column], [expected.line, expected.column]);
    if (expected.hint) t.regex(hint ?? '', expected.hint);
    t.is(sql, '');
    t.deepEqual(map.segments, []);
  },
  title: given => given ?? '',
});

test('an unknown ref is reported with the nearest name', refused, "select\n  1 from {{ ref('user') }}", {
  code: 'unknown-ref',
  message: /"user"/,
  line: 2,
  column: 13,
  hint: /"users"/,
});
test('a ref of a source table is told to use source()', refused, "{{ ref('events') }}", {
  code: 'unknown-ref',
  message: /"events"/,
  line: 1,
  column: 4,
  hint: /source\('raw', 'events'\)/,
});
test('a ref into another project is refused', refused, "{{ ref('other', 'users') }}", {
  code: 'unknown-ref',
  message: /"other"/,
  line: 1,
  column: 4,
});
test('ref() wants names', refused, '{{ ref(1) }}', {
  code: 'bad-jinja',
  message: /not 1/,
  line: 1,
  column: 4,
});
test('an unknown source is reported', refused, "{{ source('row', 'events') }}", {
  code: 'unknown-source',
  message: /source "row"/,
  line: 1,
  column: 4,
  hint: /"raw"/,
});
test('an unknown table of a source is reported', refused, "{{ source('raw', 'event') }}", {
  code: 'unknown-source',
  message: /"event"/,
  line: 1,
  column: 4,
  hint: /"events"/,
});
test(
  'a missing var is reported',
  refused,
  "\n {{ var('days') }}",
  { code: 'missing-var', message: /"days"/, line: 2, column: 5, hint: /"day"/ },
  {},
  { vars: { day: 1 } },
);
test('a missing environment variable is reported', refused, "{{ env_var('NO_SUCH') }}", {
  code: 'missing-env-var',
  message: /NO_SUCH/,
  line: 1,
  column: 4,
});
test(
  'credentials are not given out',
  refused,
  "{{ env_var('AWS_SECRET_ACCESS_KEY') }}",
  { code: 'unsupported-jinja', message: /AWS_SECRET_ACCESS_KEY/, line: 1, column: 4 },
  {},
  { env: { AWS_SECRET_ACCESS_KEY: 'x' } },
);
test(
  'an unknown macro is reported with the nearest name',
  refused,
  "a {{ cent('x') }}",
  { code: 'unknown-macro', message: /"cent"/, line: 1, column: 6, hint: /"cents"/ },
  { macros },
);
test(
  'an unknown macro is reported where its branch is not taken, too',
  refused,
  '{% if false %}{{ nope() }}{% endif %}',
  { code: 'unknown-macro', message: /"nope"/, line: 1, column: 18 },
);
test('an undefined name is an error even where Jinja takes it for empty', refused, "{{ 'a' ~ typo }}", {
  code: 'undefined-name',
  message: /"typo"/,
  line: 1,
  column: 10,
});
test(
  'an undefined name that is a var is told to use var()',
  refused,
  '{{ day }}',
  { code: 'undefined-name', message: /"day"/, line: 1, column: 4, hint: /var\('day'\)/ },
  {},
  { vars: { day: 1 } },
);
test('a loop variable ends with its loop', refused, '{% for x in [1] %}{% endfor %}\n{{ x }}', {
  code: 'undefined-name',
  message: /"x"/,
  line: 2,
  column: 4,
});
test('a missing attribute is an error', refused, "{% set o = {'a': 1} %}{{ o.b }}", {
  code: 'undefined-name',
  message: /"o" has no "b"/,
  line: 1,
  column: 26,
});
test('an unknown filter is reported with the nearest name', refused, "é𝒳 {{ 'a' | uper }}", {
  code: 'unknown-macro',
  message: /"uper"/,
  line: 1,
  column: 14,
  hint: /"upper"/,
});
test('bad syntax is reported at its place', refused, 'select\n  {{ 1 + }}', {
  code: 'bad-jinja',
  message: /Jinja/,
  line: 2,
  column: 10,
});
test('a block that is not closed is reported', refused, 'a\n{% if true %}\nb', {
  code: 'bad-jinja',
  message: /end of input/,
  line: 2,
  column: 1,
});
for (const [what, template, hint] of [
  ['a tag that ends with one brace', "from {{ ref('users') }", /^End {{ with }}/],
  ['a bracket that stays open', "from {{ ref('users' }}", /^Close the bracket/],
  ['a value that is missing', 'select {{ 1 + }}', /^Something is missing/],
  ['a set without its value', '{% set x = %}', /^Something is missing/],
  ['a value where a statement stands', 'select {% 1 %}', /^Between {% and %} stands a statement/],
  ['a tag without its end', "from {{ ref('users') ", /^Close the tag/],
  ['a comment without its end', 'select 1 {# one', /^Close the comment/],
] as const) {
  test(`the hint for ${what} says how to mend it`, t => {
    const [diagnostic, ...others] = compile(template).diagnostics;
    t.is(diagnostic?.code, 'bad-jinja');
    t.regex(diagnostic?.hint ?? diagnostic!.message, hint);
    t.deepEqual(others, []);
  });
}

test('an end that closes nothing is reported', refused, 'a {% endif %}', {
  code: 'bad-jinja',
  message: /endif/,
  line: 1,
  column: 6,
});
test(
  'the place of an error behind a traced call in the same line is exact',
  refused,
  "{{ ref('users') }} {{ ref('orders') }} {{ 1 | nofilter }}",
  { code: 'unknown-macro', message: /nofilter/, line: 1, column: 47 },
);
test(
  'what a macro raises is reported at its call',
  refused,
  "\n{{ exceptions.raise_compiler_error('no ' ~ 1) }}{{ ref('nope') }}",
  { code: 'macro-failed', message: /^no 1$/, line: 2, column: 4 },
);
test(
  'what a TypeScript macro throws is reported at its call',
  refused,
  'a\n  {{ fail() }}',
  { code: 'macro-failed', message: /fail of macros\/fail\.ts failed: no such currency/, line: 2, column: 6 },
  { typeScriptMacros },
);
test('appending to a list is refused with what to write', refused, '{% set xs = [] %}{% do xs.append(1) %}', {
  code: 'unsupported-jinja',
  message: /append/,
  line: 1,
  column: 26,
  hint: /xs \+ \[x\]/,
});
test(
  'so it is when the call goes over several lines',
  refused,
  "{% set xs = [] %}{% do xs.append({\n  'a': 1}) %}",
  { code: 'unsupported-jinja', message: /append/, line: 1, column: 1, hint: /xs \+ \[x\]/ },
);
for (const name of ['return', 'run_query', 'dbt_utils', 'adapter', 'modules', 'graph', 'builtins']) {
  test(`${name} of dbt is refused by name`, refused, `a\n {% do ${name}.x(1) %}`, {
    code: 'unsupported-jinja',
    message: new RegExp(`"${name}"`),
    line: 2,
    column: 8,
    hint: /./,
  });
}
test('statements of dbt are refused by name', refused, '{% snapshot users %}a{% endsnapshot %}', {
  code: 'unsupported-jinja',
  message: /snapshot/,
  line: 1,
  column: 4,
  hint: /./,
});
test('parts of a relation are refused', refused, '{{ this.schema }}', {
  code: 'unsupported-jinja',
  message: /this\.schema/,
  line: 1,
  column: 9,
});
test('what target does not have is refused', refused, '{{ target.schema }}', {
  code: 'unsupported-jinja',
  message: /target\.schema/,
  line: 1,
  column: 11,
  hint: /name, type/,
});

test('an error inside a macro names its file and the model', t => {
  const { diagnostics } = compile('{{ m() }}', {
    macros: { 'macros/m.sql': "{% macro m() %}\n  {{ ref('nope') }}{% endmacro %}" },
  });
  t.is(diagnostics.length, 1);
  t.deepEqual(diagnostics[0]!.at, { file: 'macros/m.sql', line: 2, column: 6, length: 3 });
  t.regex(diagnostics[0]!.message, /models\/users\.sql/);
});

test('everything that is wrong in a template is reported, in the order of its text', t => {
  const { diagnostics } = compile("{{ ref('nope') }}{{ typo }}{{ var('no') }}{{ nope() }}");
  t.deepEqual(
    diagnostics.map(diagnostic => diagnostic.code),
    ['unknown-ref', 'undefined-name', 'missing-var', 'unknown-macro'],
  );
});

function library(files: Record<string, string>, given: Given = {}) {
  return createTemplateCompiler(buildProject({ macros: files, ...given }), buildConfig()).diagnostics;
}

test('macros with errors are reported whether or not they are used', t => {
  const diagnostics = library({
    'macros/m.sql':
      "{% macro a() %}{{ 1 + }}{% endmacro %}\n{% macro b() %}{{ run_query('x') }}{% endmacro %}",
  });
  t.deepEqual(
    diagnostics.map(({ code, at }) => [code, at!.line, at!.column]),
    [
      ['bad-jinja', 1, 23],
      ['unsupported-jinja', 2, 19],
    ],
  );
});

test('a template that needs a broken macro says where it is broken', t => {
  const { diagnostics } = compile('{{ a() }}', {
    macros: {
      'macros/m.sql': '{% macro a() %}{{ b() }}{% endmacro %}\n{% macro b() %}{{ 1 + }}{% endmacro %}',
    },
  });
  t.deepEqual(
    diagnostics.map(diagnostic => diagnostic.message),
    ['The macro "a" has errors of its own: macros/m.sql:2:10.'],
  );
});

test('two macros of one name are refused, and so are names of functions', t => {
  const files = {
    'macros/a.sql': '{% macro m() %}{% endmacro %}',
    'macros/b.sql':
      '{% macro m() %}{% endmacro %}{% macro ref(x) %}{% endmacro %}{% macro show() %}{% endmacro %}',
  };
  const diagnostics = library(files, { typeScriptMacros });
  t.deepEqual(
    diagnostics.map(({ code, at }) => [code, at!.file, at!.column]),
    [
      ['duplicate-name', 'macros/b.sql', 10],
      ['duplicate-name', 'macros/b.sql', 39],
      ['duplicate-name', 'macros/b.sql', 71],
    ],
  );
  t.regex(diagnostics[0]!.message, /macros\/a\.sql:1:10/);
});

test('what stands outside of macros in a macro file is refused', t => {
  const diagnostics = library({
    'macros/m.sql': 'text is fine {# and so is this #}\n{% set x = 1 %}{% snapshot t %}a{% endsnapshot %}',
  });
  t.deepEqual(
    diagnostics.map(({ code, at }) => [code, at!.line, at!.column]),
    [
      ['unsupported-jinja', 2, 1],
      ['unsupported-jinja', 2, 16],
    ],
  );
});

test('a macro file without any macro is refused, unless it holds comments only', t => {
  const diagnostics = library({ 'macros/m.sql': 'select 1 -- forgotten', 'macros/n.sql': '-- to come' });
  t.deepEqual(
    diagnostics.map(({ message }) => message),
    ['macros/m.sql holds neither a macro nor a data test.'],
  );
});

test('text that a macro wrote is found in the macro, text of an expression at the expression', t => {
  const { sql: text, map } = compile("select\n  {{ euros('x') }} as price", { macros });
  t.is(text, "select\n  round(x / 100, 2) || '€' as price");
  const place = (needle: string) => {
    const { file, line, column } = locate(map, text, text.indexOf(needle));
    return `${file}:${line}:${column}`;
  };
  t.is(place('price'), 'models/users.sql:2:23');
  t.is(place('round'), 'macros/money.sql:1:36');
  t.is(place('x / '), 'macros/money.sql:1:42');
  t.is(place('100'), 'macros/money.sql:1:57');
  t.is(place("'€'"), 'macros/money.sql:3:49');
});

test('trimming the text of a macro keeps its places', t => {
  const { sql: text, map } = compile('{{ m() | trim }}', {
    macros: { 'macros/m.sql': '{% macro m() %}\n  one\n  two\n{% endmacro %}' },
  });
  t.is(text, 'one\n  two');
  t.deepEqual(locate(map, text, text.indexOf('two')), { file: 'macros/m.sql', line: 3, column: 3 });
});

test('text that is looked at keeps its meaning and is found at the expression', t => {
  const { sql: text, map } = compile('{% set x %}ab{% endset %}\n{{ x | length }}', {});
  t.is(text, '\n2');
  t.deepEqual(locate(map, text, 1), { file: 'models/users.sql', line: 2, column: 1 });
});

test('private-use characters of the user survive', t => {
  const { sql: text, diagnostics } = compile("select '\u{F0001}\uE000' {{ ref('users') }}");
  t.deepEqual(diagnostics, []);
  t.is(text, `select '\u{F0001}\uE000' "main"."users"`);
});

test('one broken template does not disturb the next', t => {
  const compiler = createTemplateCompiler(buildProject({ ...shop, typeScriptMacros }), buildConfig());
  t.is(compiler.compile({ path: 'a.sql', text: '{{ fail() }}{{ 1 + }}' }).sql, '');
  t.is(compiler.compile({ path: 'b.sql', text: "{{ ref('users') }}" }).sql, '"main"."users"');
});

test('the version of the Jinja engine is the one whose messages were tried', t => {
  const file = new URL('../../../node_modules/minijinja-js/package.json', import.meta.url);
  t.is(JSON.parse(readFileSync(file, 'utf8')).version, '2.11.0');
});
