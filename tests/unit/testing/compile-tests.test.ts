import test from 'ava';
import { compileProject } from '../../../src/compile/compile-project.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { JsonValue } from '../../../src/config/json-value.ts';
import type { DeclaredTest, Project } from '../../../src/project/project.ts';
import { compileTests } from '../../../src/testing/compile-tests.ts';
import { buildColumn, buildConfig, buildProject, buildSource } from '../../helpers/project-builder.ts';

type Values = Readonly<Record<string, JsonValue>>;

function declare(name: string, values: Values = {}, config: Values = {}, line = 12): DeclaredTest {
  return {
    test: name,
    name: undefined,
    description: '',
    arguments: values,
    config,
    at: { file: 'models/schema.yml', line, column: 11 },
  };
}

/** The model `users` with the given tests on its column `level` and on itself. */
function usersWith(onColumn: readonly DeclaredTest[], onTable: readonly DeclaredTest[] = []): Project {
  return buildProject({
    models: { 'models/users.sql': 'select 1 as level', 'models/levels.sql': "select 'free' as name" },
    properties: { users: { columns: [{ ...buildColumn('level'), tests: onColumn }], tests: onTable } },
  });
}

function compile(project: Project) {
  const config = buildConfig();
  const compiler = createTemplateCompiler(project, config);
  return compileTests({
    projectName: 'shop',
    project,
    compiled: compileProject(project, config, compiler),
    compiler,
  });
}

function compileOne(declared: DeclaredTest) {
  const { tests, diagnostics } = compile(usersWith([declared]));
  return { test: tests[0], diagnostics };
}

test('not_null returns the rows without a value', t => {
  const { test: compiled, diagnostics } = compileOne(declare('not_null'));
  t.deepEqual(diagnostics, []);
  t.like(compiled, {
    resourceType: 'test',
    testType: 'generic',
    name: 'not_null_users_level',
    alias: 'not_null_users_level',
    sql: 'select *\nfrom "main"."users"\nwhere "level" is null',
    severity: 'error',
    attachedTo: 'model.shop.users',
    column: 'level',
    file: 'models/schema.yml',
  });
  t.deepEqual(compiled!.dependsOn, ['model.shop.users']);
  t.deepEqual(compiled!.at, { file: 'models/schema.yml', line: 12, column: 11 });
});

test('a test of severity warn on rows that where chooses', t => {
  const { test: compiled } = compileOne(
    declare('unique', {}, { severity: 'WARN', where: "level <> 'x' -- odd" }),
  );
  t.is(compiled!.severity, 'warn');
  t.true(
    compiled!.sql.includes(`from (select * from "main"."users" where level <> 'x' -- odd\n) as tested\n`),
  );
});

test('where may hold Jinja, and what it refers to is a parent', t => {
  const where = "level in (select name from {{ ref('levels') }})";
  const { test: compiled } = compileOne(declare('not_null', {}, { where }));
  t.deepEqual(compiled!.dependsOn, ['model.shop.levels', 'model.shop.users']);
  t.true(compiled!.sql.includes('select name from "main"."levels"'));
});

test('accepted values are quoted, unless they are SQL', t => {
  const quoted = compileOne(declare('accepted_values', { values: ["it's", 1] })).test!;
  t.true(quoted.sql.endsWith(`where "level" not in ('it''s', '1')`));
  const plain = compileOne(declare('accepted_values', { values: [1, 2], quote: false })).test!;
  t.true(plain.sql.endsWith('where "level" not in (1, 2)'));
});

test('relationships reads the table that to: names, with or without braces', t => {
  for (const to of ["ref('levels')", "{{ ref('levels') }}"]) {
    const { test: compiled, diagnostics } = compileOne(declare('relationships', { to, field: 'name' }));
    t.deepEqual(diagnostics, []);
    t.true(compiled!.sql.includes('from "main"."levels" as other'));
    t.deepEqual(compiled!.dependsOn, ['model.shop.levels', 'model.shop.users']);
  }
});

test('a test on a table tests an expression', t => {
  const { tests } = compile(usersWith([], [declare('unique', { column_name: "level || '-' || id" })]));
  t.is(tests[0]!.name, 'unique_users_level_id');
  t.is(tests[0]!.column, undefined);
  t.true(tests[0]!.sql.includes("group by (level || '-' || id)"));
});

test('tests of a source say so in their name', t => {
  const column = { ...buildColumn('id', 'BIGINT'), tests: [declare('unique')] };
  const { tests } = compile(buildProject({ sources: [buildSource('raw', 'events', { columns: [column] })] }));
  t.is(tests[0]!.name, 'source_unique_raw_events_id');
  t.true(tests[0]!.sql.includes('from "raw"."events"'));
  t.is(tests[0]!.attachedTo, 'source.shop.raw.events');
});

test('a name that is given is kept', t => {
  const { test: compiled } = compileOne({ ...declare('unique'), name: 'one_level_each' });
  t.is(compiled!.name, 'one_level_each');
  t.regex(compiled!.uniqueId, /^test\.shop\.one_level_each\.[0-9a-f]{10}$/);
});

test('a disabled test is left out', t => {
  t.deepEqual(compile(usersWith([declare('unique', {}, { enabled: false })])), {
    tests: [],
    diagnostics: [],
  });
});

test('a singular test is the query in its file', t => {
  const text =
    "{{ config(severity='warn', tags=['slow']) }}\nselect * from {{ ref('users') }} where level = 2;\n";
  const project = buildProject({
    models: { 'models/users.sql': 'select 1 as level' },
    singularTests: [{ name: 'no_second_level', path: 'tests/no_second_level.sql', text }],
  });
  const { tests, diagnostics } = compile(project);
  t.deepEqual(diagnostics, []);
  t.like(tests[0], {
    testType: 'singular',
    name: 'no_second_level',
    file: 'tests/no_second_level.sql',
    sql: 'select * from "main"."users" where level = 2',
    severity: 'warn',
  });
  t.deepEqual(tests[0]!.tags, ['slow']);
  t.deepEqual(tests[0]!.dependsOn, ['model.shop.users']);
});

const refused = test.macro({
  title: what => `${what} is refused where it stands`,
  exec(t, declared: DeclaredTest, code: string, message: RegExp, hint: RegExp) {
    const { test: compiled, diagnostics } = compileOne(declared);
    t.is(diagnostics.length, 1);
    t.like(diagnostics[0], { code, severity: 'error', at: { file: 'models/schema.yml', line: 12 } });
    // What is only configured wrongly has a query, which is looked at all the same.
    t.is(compiled !== undefined, diagnostics[0]!.message.startsWith('The config of the test'));
    t.regex(diagnostics[0]!.message, message);
    t.regex(diagnostics[0]!.hint ?? '', hint);
  },
});

test(
  'an unknown test',
  refused,
  declare('uniqe'),
  'unknown-test',
  /"uniqe", which users declares/,
  /"unique"/,
);
test(
  'a test of a package',
  refused,
  declare('dbt_utils.at_least_one'),
  'unknown-test',
  /dbt_utils/,
  /The data tests are/,
);
test(
  'an unknown argument',
  refused,
  declare('accepted_values', { value: ['a'], values: ['a'] }),
  'bad-test-argument',
  /"value"/,
  /"values"/,
);
test(
  'a missing argument',
  refused,
  declare('accepted_values'),
  'bad-test-argument',
  /"values" is missing/,
  /^$/,
);
test(
  'an empty list of values',
  refused,
  declare('accepted_values', { values: [] }),
  'bad-test-argument',
  /must hold something/,
  /^$/,
);
test(
  'a null among the values',
  refused,
  declare('accepted_values', { values: ['a', null] }),
  'bad-test-argument',
  /texts, numbers or booleans/,
  /^$/,
);
test(
  'an unknown setting',
  refused,
  declare('unique', {}, { severty: 'warn' }),
  'bad-test-argument',
  /"severty"/,
  /"severity"/,
);
test(
  'a wrong severity',
  refused,
  declare('unique', {}, { severity: 'warning' }),
  'bad-test-argument',
  /"error" or "warn"/,
  /"warn"|^$/,
);
test(
  'to: without ref()',
  refused,
  declare('relationships', { to: 'levels', field: 'name' }),
  'bad-test-argument',
  /"levels" does not name a table/,
  /ref\('model'\)/,
);
test(
  'to: with an unknown model',
  refused,
  declare('relationships', { to: "ref('levelz')", field: 'name' }),
  'unknown-ref',
  /levelz/,
  /levels/,
);

test('a test on a table must say what it tests', t => {
  const { diagnostics } = compile(usersWith([], [declare('unique')]));
  t.like(diagnostics, [
    { code: 'bad-test-argument', hint: 'Declare it on a column, or add column_name: to its arguments.' },
  ]);
});

test('the same test declared twice is a duplicate that names the first', t => {
  const { tests, diagnostics } = compile(usersWith([declare('unique'), declare('unique', {}, {}, 20)]));
  t.is(tests.length, 1);
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'duplicate-name', at: { line: 20 } });
  t.true(diagnostics[0]!.message.includes('models/schema.yml:12:11'));
});

test('two files of one name are one test here: loading them said so', t => {
  const files = ['tests/a/same.sql', 'tests/b/same.sql'];
  const project = buildProject({
    models: { 'models/users.sql': 'select 1 as level' },
    singularTests: files.map(path => ({ name: 'same', path, text: "select * from {{ ref('users') }}" })),
  });
  const { tests, diagnostics } = compile(project);
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    tests.map(({ uniqueId }) => uniqueId),
    ['test.shop.same'],
  );
});

test('a singular test may not restrict its rows from outside', t => {
  const project = buildProject({
    singularTests: [{ name: 'x', path: 'tests/x.sql', text: "{{ config(where='a') }} select 1 where false" }],
  });
  t.like(compile(project).diagnostics, [
    { code: 'bad-test-argument', hint: 'Write the condition into the query itself.' },
  ]);
});

test('a test that reads a disabled model is an error', t => {
  const project = buildProject({
    models: { 'models/gone.sql': '{{ config(enabled=false) }} select 1 as a' },
    singularTests: [{ name: 'x', path: 'tests/x.sql', text: "select * from {{ ref('gone') }}" }],
  });
  const { tests, diagnostics } = compile(project);
  t.deepEqual(tests, []);
  t.like(diagnostics, [{ code: 'disabled-ref', at: { file: 'tests/x.sql' } }]);
});

const lax = { warn_if: ' > 10 ', error_if: '>100', fail_calc: 'sum(n)', limit: 500 };
const laxVerdict = { failCalc: 'sum(n)', warnIf: '> 10', errorIf: '>100', limit: 500 };

test('a declared test is judged as its config says, and by default as dbt does', t => {
  t.deepEqual(compileOne(declare('unique', {}, lax)).test!.verdict, laxVerdict);
  t.deepEqual(compileOne(declare('unique')).test!.verdict, {
    failCalc: 'count(*)',
    warnIf: '!= 0',
    errorIf: '!= 0',
    limit: undefined,
  });
});

test('a singular test is judged as its config says', t => {
  const text = "{{ config(warn_if=' > 10 ', error_if='>100', fail_calc='sum(n)', limit=500) }} select 1 as n";
  const { tests, diagnostics } = compile(
    buildProject({ singularTests: [{ name: 'x', path: 'tests/x.sql', text }] }),
  );
  t.deepEqual(diagnostics, []);
  t.deepEqual(tests[0]!.verdict, laxVerdict);
});

test('a test may have its own way of counting, which fail_calc replaces', t => {
  const declared = (config: Values) => declare('equal_rowcount', { compare_model: "ref('levels')" }, config);
  const failCalc = (config: Values) => compile(usersWith([], [declared(config)])).tests[0]!.verdict.failCalc;
  t.is(failCalc({}), 'coalesce(sum(diff_count), 0)');
  t.is(failCalc({ fail_calc: 'count(*)' }), 'count(*)');
});

test('a test of a table needs no column', t => {
  const { tests, diagnostics } = compile(usersWith([], [declare('not_empty')]));
  t.deepEqual(diagnostics, []);
  t.like(tests[0], { column: undefined, attachedTo: 'model.shop.users' });
  t.true(tests[0]!.sql.includes('from "main"."users"'));
});

test('a test of a package is found under its name there, and named as dbt names it', t => {
  const { tests, diagnostics } = compile(
    usersWith(
      [declare('dbt_utils.not_constant')],
      [declare('dbt_expectations.expect_table_row_count_to_be_between', { min_value: 1 }, {}, 20)],
    ),
  );
  t.deepEqual(diagnostics, []);
  t.deepEqual(tests.map(({ name }) => name).sort(), [
    'dbt_expectations_expect_table_row_count_to_be_between_users_1',
    'dbt_utils_not_constant_users_level',
  ]);
});

test('an expression stands for itself on a table, and behind the column on a column', t => {
  const declared = (line: number) => declare('expression_is_true', { expression: "<> 'x'" }, {}, line);
  const onColumn = compile(usersWith([declared(12)])).tests[0]!;
  t.true(onColumn.sql.includes(`not ("level" <> 'x'`));
  const onTable = compile(usersWith([], [declare('expression_is_true', { expression: 'a > b' })])).tests[0]!;
  t.true(onTable.sql.includes('not (a > b'));
});

test('arguments may hold Jinja, and what they refer to is a parent', t => {
  const expression = "level in (select name from {{ ref('levels') }})";
  const { tests, diagnostics } = compile(usersWith([], [declare('expression_is_true', { expression })]));
  t.deepEqual(diagnostics, []);
  t.true(tests[0]!.sql.includes('select name from "main"."levels"'));
  t.deepEqual(tests[0]!.dependsOn, ['model.shop.levels', 'model.shop.users']);
});

test('a test of a table on a column is refused with where it belongs', t => {
  t.like(compileOne(declare('not_empty')).diagnostics, [
    { code: 'bad-test-argument', hint: 'Move it to the data_tests of the table.' },
  ]);
});

test(
  'a limit of no rows',
  refused,
  declare('unique', {}, { limit: 0 }),
  'bad-test-argument',
  /"limit"/,
  /^$/,
);
test(
  'a range without limits',
  refused,
  declare('accepted_range'),
  'bad-test-argument',
  /"min_value" is missing/,
  /^$/,
);

test('a test that compares with a release reads the same rows of it, under a name that no table has', t => {
  const published = "{{ config(materialized='table') }}\nselect 1 as level";
  const declared = declare('distribution_shift', { max_psi: 0.1 }, { where: 'level > {{ 1 }}' });
  const { tests, diagnostics } = compile(
    buildProject({
      models: { 'models/users.sql': published },
      properties: { users: { columns: [{ ...buildColumn('level'), tests: [declared] }] } },
    }),
  );
  t.deepEqual(diagnostics, []);
  t.is(tests[0]!.name, 'distribution_shift_users_level__0_1');
  t.deepEqual(tests[0]!.comparison, {
    table: { schema: 'main', name: 'users' },
    column: 'level',
    rows: '(select * from "_sparkify_released"."main.users" as "users" where level > 1\n) as tested',
    isChosen: true,
  });
  t.true(tests[0]!.sql.includes(tests[0]!.comparison!.rows));
  t.deepEqual(tests[0]!.dependsOn, ['model.shop.users']);
});
