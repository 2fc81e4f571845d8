import { existsSync, readdirSync } from 'node:fs';
import test from 'ava';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const payments = "select id, user_name, amount from {{ ref('stg_events') }}\n";

/** The payments under another name and in a schema, a table that reads them, and one with its own name. */
const named = {
  'models/payments.sql': `{{ config(materialized='table', alias='fct_payments', schema='marts') }}\n${payments}`,
  'models/totals.sql': `{{ config(materialized='table') }}
-- of {{ this }}
select user_name, sum(amount) as amount from {{ ref('payments') }} group by all
`,
};

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !/^[_.]|^files$/.test(entry.name))
    .map(entry => entry.name)
    .sort();
}

test('an alias names the table and a schema stands before it, in SQL and in the lake', async t => {
  const project = tinyProject(t, named);
  const built = await project.sparkify('build');
  t.is(built.exitCode, 0, built.output);
  t.deepEqual(folders(project.path('target/lake')), ['marts.fct_payments', 'totals']);
  t.regex(project.read('target/compiled/tiny/models/totals.sql'), /from "marts"\."fct_payments" group/);
  t.regex(project.read('target/compiled/tiny/models/totals.sql'), /-- of "main"\."totals"/);
  const query = "select * from {{ ref('payments') }} order by id";
  const shown = await project.sparkify('show', '--inline', query, '--output', 'csv');
  t.is(shown.stdout, 'id,user_name,amount\n1,Ada,1.5\n2,Bo,2\n3,Ada,3.25\n');
});

test('a model is selected and read by its own name, whatever its table is called', async t => {
  const project = tinyProject(t, named);
  await project.sparkify('build');
  const again = await project.sparkify('build', '--select', 'totals');
  t.is(again.exitCode, 0, again.output);
  t.notRegex(again.output, /missing-parent|orphan-table/);
  const artifacts = ['manifest.json', 'catalog.json'].map(name => JSON.parse(project.read(`target/${name}`)));
  t.like(artifacts[0].nodes['model.tiny.payments'], {
    name: 'payments',
    alias: 'fct_payments',
    schema: 'marts',
    relation_name: '"memory"."marts"."fct_payments"',
    config: { alias: 'fct_payments', schema: 'marts' },
  });
  t.like(artifacts[1].nodes['model.tiny.payments'], {
    metadata: { schema: 'marts', name: 'fct_payments', type: 'BASE TABLE' },
    stats: { num_rows: { value: 3 } },
  });
});

test('another alias is another table, and the old one is an orphan that can be dropped', async t => {
  const project = tinyProject(t, named);
  await project.sparkify('build');
  project.write({ 'models/payments.sql': named['models/payments.sql'].replace('fct_payments', 'paid') });
  const built = await project.sparkify('build');
  t.is(built.exitCode, 0, built.output);
  t.regex(built.output, /The lake still holds marts\.fct_payments, which nothing in the project publishes/);
  t.regex(built.output, /sparkify releases prune --tables marts\.fct_payments/);
  const catalog = JSON.parse(project.read('target/catalog.json'));
  t.is(catalog.nodes['model.tiny.payments'].metadata.name, 'paid');
  const pruned = await project.sparkify('releases', 'prune', '--tables', 'marts.fct_payments');
  t.is(pruned.exitCode, 0, pruned.output);
  t.deepEqual(folders(project.path('target/lake')), ['marts.paid', 'totals']);
});

test('folders and properties give alias and schema, and an inner none takes the schema back', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: "  models: { marts: { schema: 'gold' } },\n" }),
    'models/payments.sql': undefined,
    'models/payments.yml': 'models:\n  - name: payments\n    config: { alias: paid }\n',
    'models/marts/payments.sql': `{{ config(materialized='table') }}\n${payments}`,
    'models/marts/plain.sql': `{{ config(materialized='table', schema=none) }}\n${payments}`,
  });
  const built = await project.sparkify('build');
  t.is(built.exitCode, 0, built.output);
  t.deepEqual(folders(project.path('target/lake')), ['gold.paid', 'plain']);
});

test('a seed can lie in a schema under an alias', async t => {
  const project = tinyProject(t, {
    'seeds/levels.csv': 'level\nfree\npaid\n',
    'seeds/levels.yml': 'seeds:\n  - name: levels\n    config: { alias: user_levels, schema: ref }\n',
    'models/counted.sql':
      "{{ config(materialized='table') }}\nselect count(*) as n from {{ ref('levels') }}\n",
  });
  const built = await project.sparkify('build');
  t.is(built.exitCode, 0, built.output);
  t.true(existsSync(project.path('target/lake/ref.user_levels')));
});

const clashes: readonly (readonly [title: string, files: Readonly<Record<string, string>>, said: RegExp])[] =
  [
    [
      'two models of one table, without regard to case',
      { 'models/other.sql': `{{ config(materialized='table', alias='Payments') }}\n${payments}` },
      /models\/other\.sql:1:33.*\n?.*"other" and "payments" of models\/payments\.sql are one table, "main"\."Payments"/,
    ],
    [
      'a model in the place of a source table',
      { 'models/other.sql': `{{ config(alias='events', schema='raw') }}\n${payments}` },
      /"other" and "events" of models\/sources\.yml are one table, "raw"\."events"/,
    ],
    [
      'a dot in the name of a published table',
      { 'models/other.sql': `{{ config(materialized='table', alias='a.b') }}\n${payments}` },
      /A published table cannot be called "a\.b"/,
    ],
    [
      'a schema that is hidden from whoever globs',
      { 'models/other.sql': `{{ config(materialized='table', schema='_own') }}\n${payments}` },
      /A published table cannot be called "_own\.other"/,
    ],
    [
      'a schema with the name of the database',
      { 'models/other.sql': `{{ config(materialized='table', schema='Memory') }}\n${payments}` },
      /models\/other\.sql:1:33.*\n?.*The schema of "other" cannot be called "Memory"/,
    ],
  ];

for (const [title, files, said] of clashes) {
  test(`refused: ${title}`, async t => {
    const checked = await tinyProject(t, files).sparkify('check');
    t.is(checked.exitCode, 2, checked.output);
    t.regex(checked.output, said);
  });
}
