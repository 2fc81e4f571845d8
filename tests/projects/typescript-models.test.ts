import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import {
  type ProjectFiles,
  showPayments,
  tinyConfig,
  tinyPayments,
  tinyProject,
} from '../helpers/tiny-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

/** The small project's mart and staging model, in TypeScript. */
const inTypeScript: ProjectFiles = {
  'sparkify.config.ts': tinyConfig({
    more: "  rules: { 'missing-description': 'off', 'nullable-partition': 'off' },\n",
  }),
  'models/stg_events.sql': undefined,
  'models/payments.sql': undefined,
  'models/stg_events.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  query: db => db.selectFrom('raw.events').select(['id', 'user as user_name', 'amount', 'paid_at']),
});
`,
  'models/payments.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  config: { materialized: 'external', partition_by: 'user_name' },
  query: db => db.selectFrom('stg_events').select(['id', 'user_name', 'amount', 'paid_at']),
});
`,
};

test('a project in TypeScript publishes what its twin in SQL does, with the same properties and tests', async t => {
  const project = tinyProject(t, inTypeScript);
  t.is(
    await succeeded(t, project.sparkify('check')),
    'Checked 2 models, 0 seeds, 1 source and 2 data tests: 0 errors\n',
  );
  const built = await succeeded(t, project.sparkify('build'));
  t.regex(built, /Done\. PASS=4 /);
  t.is(await showPayments(project), tinyPayments);
  t.is(
    project.read('target/compiled/tiny/models/payments.sql'),
    'select "id", "user_name", "amount", "paid_at"\nfrom "main"."stg_events"\n',
  );
  t.is(
    await succeeded(t, project.sparkify('ls', '-s', '+payments', '--resource-type', 'model')),
    'tiny.stg_events\ntiny.payments\n',
  );
});

test('SQL and TypeScript models read each other', async t => {
  const project = tinyProject(t, {
    'models/spenders.ts': `import { defineModel } from 'sparkify';
export default defineModel({
  query: db => db.selectFrom('payments').select(({ fn }) => ['user_name', fn.sum<number>('amount').as('amount')]).groupBy('user_name'),
});
`,
    'models/top.sql': "select user_name from {{ ref('spenders') }} order by amount desc limit 1\n",
  });
  const shown = await succeeded(t, project.sparkify('show', 'top', '--output', 'csv'));
  t.is(shown, 'user_name\nAda\n');
  t.is(
    await succeeded(t, project.sparkify('ls', '-s', 'stg_events+', '--resource-type', 'model')),
    ['tiny.stg_events', 'tiny.payments', 'tiny.spenders', 'tiny.top', ''].join('\n'),
  );
});

const factory = `import { defineModel } from 'sparkify';

export default ['Ada', 'Bo'].map(user =>
  defineModel({
    name: \`paid_by_\${user.toLowerCase()}\`,
    description: \`What \${user} paid.\`,
    columns: { amount: { description: 'How much.', data_type: 'DOUBLE', data_tests: ['not_null'] } },
    query: db => db.selectFrom('payments').select('amount').where('user_name', '=', user),
  }),
);
`;

test('one file defines several models, each with its own file of SQL', async t => {
  const project = tinyProject(t, { 'models/per_user/paid.ts': factory });
  await succeeded(t, project.sparkify('build', '-q'));
  t.is(await succeeded(t, project.sparkify('show', 'paid_by_bo', '--output', 'csv')), 'amount\n2\n');
  t.regex(project.read('target/compiled/tiny/models/per_user/paid_by_ada.sql'), /"user_name" = 'Ada'/);
  t.regex(project.read('target/compiled/tiny/models/per_user/paid_by_bo.sql'), /"user_name" = 'Bo'/);
  t.is(
    await succeeded(t, project.sparkify('ls', '-s', 'path:models/per_user', '--resource-type', 'model')),
    'tiny.per_user.paid_by_ada\ntiny.per_user.paid_by_bo\n',
  );
});

test('names are unique among all models, and a model of a list needs one', async t => {
  const project = tinyProject(t, {
    'models/again.ts': factory.replace(/name: .*/, "name: 'payments',"),
    'models/nameless.ts': factory.replace(/name: .*/, ''),
    'models/folder.ts': factory.replace(/name: .*/, "name: '../x',"),
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(
    output,
    /models\/again\.ts:4:3 {2}error {2}duplicate-name\n {2}The name "payments" is used twice: here and in models\/payments\.sql/,
  );
  t.regex(
    output,
    /models\/nameless\.ts:4:3 {2}error {2}bad-module\n {2}A model in the list of models\/nameless\.ts has no name\./,
  );
  t.regex(output, /The model name "\.\.\/x" cannot be that of a table\./);
});

test('an error is told where the query names what is wrong', async t => {
  const project = tinyProject(t, {
    'models/wrong.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

export default defineModel({
  query: (db: any) =>
    db
      .selectFrom('payments')
      .select(['id', 'user_nam'])
      .where(sql\`amount\`, '>', 1),
});
`,
    'models/unknown.ts': `import { defineModel } from 'sparkify';
export default defineModel({ query: (db: any) => db.selectFrom('payment').selectAll() });
`,
    'models/direct.ts': `import { defineModel } from 'sparkify';
import { sql } from 'kysely';
export default defineModel({ query: () => sql\`select id from payments\` });
`,
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /models\/wrong\.ts:8:23 {2}error {2}unknown-column\n/);
  t.regex(output, /> 8 \| {7}\.select\(\['id', 'user_nam'\]\)\n {4,}\| +\^/);
  t.regex(
    output,
    /models\/unknown\.ts:2:65 {2}error {2}unknown-ref\n.*"payment"[\s\S]*Did you mean "payments"\?/,
  );
  t.regex(output, /models\/direct\.ts:3:62 {2}error {2}unknown-relation\n.*named directly/);
  t.regex(output, /Write \$\{sql\.table\('payments'\)\} in the template\./);
});

test('a name of the query is not looked for in what the model says of its columns, and these have places of their own', async t => {
  const project = tinyProject(t, {
    'models/wrong.ts': `import { defineModel } from 'sparkify';

export default [
  defineModel({
    name: 'wrong',
    columns: {
      amounts: { description: 'Too many.', data_tests: ['not_null', { uniqe: {} }] },
      id: { data_type: 'VARCHAR', descripton: 'x' },
    },
    data_tests: [{ expression_is_true: { expression: 'id > 0', colour: 1 } }],
    query: (db: any) => db.selectFrom('payments').select(['id', 'amounts']),
  }),
  defineModel({
    name: 'other',
    columns: { id: { data_type: 'VARCHAR' }, amount: {}, gone: {} },
    query: (db: any) => db.selectFrom('payments').select(['id', 'amount']),
  }),
];
`,
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /There is no key "columns\.id\.descripton"\./);
  const places = [...output.matchAll(/^models\/wrong\.ts:(\S+) {2}error {2}(\S+)$/gm)].map(
    ([, place, code]) => `${place} ${code}`,
  );
  t.deepEqual(
    places,
    [
      '7:71 unknown-test',
      '8:35 bad-property',
      '10:20 bad-test-argument',
      '11:66 unknown-column',
      '15:16 contract-broken',
      '15:58 undeclared-column',
    ],
    output,
  );
});

test('a circle through SQL and TypeScript is told where it closes', async t => {
  const project = tinyProject(t, {
    'models/a.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  query: (db: any) => db.selectFrom('b').selectAll(),
});
`,
    'models/b.sql': "select *\nfrom {{ ref('a') }}\n",
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /models\/b\.sql:2:9 {2}error {2}cycle\n {2}.*: a -> b -> a\./);
  t.regex(output, /> 2 \| from \{\{ ref\('a'\) \}\}/);
});

test('an error in the function is theirs: its place, and its way through their files', async t => {
  const project = tinyProject(t, {
    'models/broken.ts': `import { defineModel } from 'sparkify';
import { columns } from '../lib/columns.ts';

export default defineModel({
  query: db => db.selectFrom('payments').select(columns()),
});
`,
    'lib/columns.ts': `export function columns(): never {
  throw new Error('no columns today');
}
`,
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.true(
    output.includes(
      'models/broken.ts:5:49  error  bad-query\n  The query of "broken" failed: no columns today\n',
    ),
    output,
  );
  t.regex(output, /at columns \(.*lib\/columns\.ts:2:9\)\n/);
  t.notRegex(output, /node_modules|dist\//);
});

test('a file that exports no model, or throws, is told of, and the others are checked all the same', async t => {
  const project = tinyProject(t, {
    'models/nothing.ts': 'export const x = 1;\n',
    'models/plain.ts': 'export default { query: () => 1 };\n',
    'models/empty.ts': 'export default [];\n',
    'models/throws.ts': "\nthrow new Error('not today');\n",
    'models/other.sql': 'select nothing\n',
  });
  const output = await failed(t, project.sparkify('check'), 2);
  for (const name of ['nothing', 'plain', 'empty'])
    t.regex(
      output,
      new RegExp(
        `models/${name}\\.ts:1:1 {2}error {2}bad-module\\n {2}models/${name}\\.ts does not export a model\\.`,
      ),
    );
  t.regex(
    output,
    /models\/throws\.ts:2:7 {2}error {2}bad-module\n {2}models\/throws\.ts could not be imported: not today/,
  );
  t.regex(output, /models\/other\.sql:1:8 {2}error/);
});

test('wrong config and properties are told as those of a SQL model, and two descriptions of one model are refused', async t => {
  const project = tinyProject(t, {
    'models/wrong.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  config: {
    materialised: 'table',
  },
  query: db => db.selectFrom('payments').selectAll(),
});
`,
    'models/payments.sql': undefined,
    'models/payments.ts': inTypeScript['models/payments.ts']!.toString().replace(
      'config:',
      "description: 'Mine.',\n  config:",
    ),
    'models/typo.ts': `import { defineModel } from 'sparkify';
export default defineModel({ data_test: ['x'], query: (db: any) => db.selectFrom('payments').selectAll() } as any);
`,
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(output, /models\/wrong\.ts:5:5 {2}error {2}bad-model-config\n.*unknown key "materialised"/);
  t.regex(
    output,
    /models\/payments\.ts:3:16 {2}error {2}duplicate-name\n {2}The description of model "payments" is there twice/,
  );
  t.regex(output, /models\/typo\.ts:2:30 {2}error {2}bad-property\n[\s\S]*data_test/);
});

test('a macro in SQL and one in TypeScript can be called', async t => {
  const project = tinyProject(t, {
    'macros/cents.sql': '{% macro cents(column) %}cast({{ column }} * 100 as integer){% endmacro %}\n',
    'macros/loud.ts': `export const loud = (text: string): string => \`upper(\${text})\`;\n`,
    'models/called.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';
import { loud } from '../macros/loud.ts';

export default defineModel({
  query: (db, { macro }) =>
    db.selectFrom('payments').select([macro<number>('cents', 'amount').as('cents'), sql.raw<string>(loud('user_name')).as('name')] as never),
});
`,
  });
  const shown = await succeeded(t, project.sparkify('show', 'called', '--output', 'csv'));
  t.deepEqual(shown.trim().split('\n').sort(), ['150,ADA', '200,BO', '325,ADA', 'cents,name']);
});

test('the generated types reach models: a renamed column is an error of tsc', async t => {
  const project = tinyProject(t, inTypeScript);
  // A fresh clone, as it were, in which nothing was generated yet.
  t.is(typecheck(project), '');
  await succeeded(t, project.sparkify('types'));
  t.is(typecheck(project), '');
  const renamed = project.read('models/stg_events.ts').replace('user as user_name', 'user as person');
  project.write({ 'models/stg_events.ts': renamed });
  // The models do not fit together any more, so the file keeps what it says; mend one to go on.
  await failed(t, project.sparkify('check'), 2);
  project.write({
    'models/payments.ts': project
      .read('models/payments.ts')
      .replace("'user_name', 'amount'", "'person as user_name', 'amount'"),
  });
  await succeeded(t, project.sparkify('check', '-q'));
  t.is(typecheck(project), '');
  project.write({
    'models/late.ts': `import { defineModel } from 'sparkify';
export default defineModel({ query: db => db.selectFrom('stg_events').select(['id', 'user_name']) });
`,
    'models/described.ts': `import { defineModel } from 'sparkify';
export default defineModel({
  columns: { id: { description: 'Which.' }, nobody: { description: 'No such column.' } },
  query: db => db.selectFrom('stg_events').select(['id']),
});
`,
  });
  const errors = typecheck(project);
  t.regex(errors, /models\/late\.ts\(2,\d+\): error/);
  t.regex(errors, /models\/described\.ts\(3,45\): error .*\n?.*'nobody' does not exist/);
  t.is(errors.match(/error TS/g)?.length, 2, errors);
});

test('what check warns of a model of several in a file stands at its defineModel()', async t => {
  const project = cliProject(t, {
    'sparkify.config.ts': "export default { name: 'shop', targets: { dev: { type: 'duckdb' } } };\n",
    'models/reports.ts': `import { defineModel } from 'sparkify';

const of = (name: string, materialized: 'table' | 'view') =>
  ({ name, config: { materialized }, query: db => db.selectNoFrom(({ lit }) => [lit(1).as('n')]) }) as const;

export default [
  defineModel(of('one', 'table')),
  defineModel(of('two', 'view')),
];
`,
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 0, output);
  t.regex(output, /^models\/reports\.ts:7:\d+ {2}warn {2}missing-description$/m);
  t.regex(output, /^models\/reports\.ts:8:\d+ {2}warn {2}unread-model$/m);
});
