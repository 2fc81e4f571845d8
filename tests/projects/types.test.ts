import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { rowSamples } from '../helpers/row-samples.ts';
import { tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

test('types of every column are what tsc takes them for', async t => {
  const columns = rowSamples.map(({ sql }, index) => `${sql} as c${index}`);
  const project = tinyProject(t, {
    'models/samples.sql': `{{ config(materialized='view') }}\nselect ${columns.join(',\n  ')}\n`,
  });
  t.is(await succeeded(t, project.sparkify('types')), 'Wrote sparkify.types.ts: the rows of 4 tables.\n');

  const checks = rowSamples.map(({ typeScript }, index) => {
    const expected = typeScript === 'unknown' ? typeScript : `(${typeScript}) | null`;
    return `expectType<Equal<Database['samples']['c${index}'], ${expected}>>();`;
  });
  project.write({
    'consumer.ts': `import type { Register } from 'sparkify';
import type * as z from 'sparkify/zod';
import { type Database, type PaymentsRow, paymentsRow, type RawEventsRow } from './sparkify.types.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<_ extends true>(): void {}

${checks.join('\n')}
expectType<Equal<Register['database'], Database>>();
expectType<Equal<Database['raw.events'], RawEventsRow>>();
expectType<Equal<z.output<typeof paymentsRow>, PaymentsRow>>();
// not_null is tested, so that the column is never null.
expectType<Equal<PaymentsRow['id'], number>>();
expectType<Equal<PaymentsRow['user_name'], string | null>>();
// @ts-expect-error no such column
export type Missing = PaymentsRow['user_idd'];
`,
  });
  t.is(typecheck(project), '');
});

test('a description is a comment, and cannot be more than that', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': `models:
  - name: payments
    description: "Money */ export const stolen = 1; /*"
    columns:
      - name: id
        description: |
          First line.
          Second line.
`,
  });
  await succeeded(t, project.sparkify('types'));
  const text = project.read('sparkify.types.ts');
  t.true(
    text.includes('/** Money *\\/ export const stolen = 1; /* */\nexport interface PaymentsRow {'),
    text,
  );
  t.true(
    text.includes('  /**\n   * First line.\n   * Second line. `INTEGER`\n   */\n  id: number | null;'),
    text,
  );
});

test('only a test that stops every NULL makes a column never null', async t => {
  const tested = (test: string) => `models:
  - name: payments
    columns: [{ name: id, data_tests: [{ not_null: ${test} }] }]
`;
  const project = tinyProject(t, { 'models/payments.yml': tested('{}') });
  const idType = async () => {
    await succeeded(t, project.sparkify('types'));
    return /id: (.*);/.exec(project.read('sparkify.types.ts').split('interface PaymentsRow')[1]!)?.[1];
  };
  t.is(await idType(), 'number');
  for (const config of ['severity: warn', 'where: id > 1', 'error_if: ">5"', 'enabled: false', 'limit: 1']) {
    project.write({ 'models/payments.yml': tested(`{ config: { ${config} } }`) });
    t.is(await idType(), 'number | null', config);
  }
  project.write({
    'models/payments.yml':
      'models:\n  - name: payments\n    constraints: [{ type: primary_key, columns: [ID] }]\n',
  });
  t.is(await idType(), 'number');
});

test('seeds and sources are typed as models are, with what their constraints and tests promise', async t => {
  const project = tinyProject(t, {
    'seeds/levels.csv': 'level,price,since\nfree,0,2026-01-01\npaid,9.9,\n',
    'seeds/levels.yml': `seeds:
  - name: levels
    description: What a month costs.
    config: { column_types: { price: 'DECIMAL(9,2)' } }
    columns:
      - { name: level, description: Its name., constraints: [{ type: not_null }] }
      - { name: price, data_tests: [not_null] }
`,
    'models/payments.yml': `models:
  - name: payments
    columns:
      - { name: id, constraints: [{ type: not_null }] }
      - { name: amount, constraints: [{ type: check, expression: amount > 0 }] }
`,
    'models/sources.yml': tinyFiles['models/sources.yml'].replace(
      '{ name: id, ',
      '{ name: id, data_tests: [not_null], ',
    ),
  });
  await succeeded(t, project.sparkify('types'));
  const text = project.read('sparkify.types.ts');
  t.true(
    text.includes(`/** What a month costs. */
export interface LevelsRow {
  /** Its name. \`VARCHAR\` */
  level: string;
  /** \`DECIMAL(9,2)\` */
  price: string;
  /** \`DATE\` */
  since: Date | null;
}

export const levelsRow = z.object({
  level: z.string(),
  price: z.string(),
  since: z.date().nullable(),
}) satisfies z.ZodType<LevelsRow>;
`),
    text,
  );
  t.regex(text, /interface PaymentsRow \{[^}]* id: number;[^}]* amount: number \| null;/);
  t.regex(text, /interface RawEventsRow \{[^}]* id: number;[^}]* amount: number \| null;/);
  // A seed is published, a source is not.
  const published = /interface Published \{[^}]*\}/.exec(text)?.[0];
  t.is(published, 'interface Published {\n  levels: LevelsRow;\n  payments: PaymentsRow;\n}');
  t.is(typecheck(project), '');
});

test('check and build keep the file current once it is there, and --check tells CI of a stale one', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('check'));
  t.is(
    await failed(t, project.sparkify('types', '--check'), 1),
    'sparkify.types.ts does not exist: run `sparkify types` and commit it.\n',
  );

  await succeeded(t, project.sparkify('types'));
  const written = project.read('sparkify.types.ts');
  t.is(
    await succeeded(t, project.sparkify('types', '--check')),
    'sparkify.types.ts is up to date: the rows of 3 tables.\n',
  );
  t.is(await succeeded(t, project.sparkify('types', '--check', '--quiet')), '');

  project.write({ 'models/more.sql': "select 1 as one, id from {{ ref('payments') }}\n" });
  t.is(
    await failed(t, project.sparkify('types', '--check'), 1),
    'sparkify.types.ts is not what the models say now: run `sparkify types` and commit it.\n',
  );
  t.is(project.read('sparkify.types.ts'), written);
  await succeeded(t, project.sparkify('check', '--quiet'));
  t.true(project.read('sparkify.types.ts').includes('interface MoreRow'));

  project.remove('models/more.sql');
  await succeeded(t, project.sparkify('build', '--quiet'));
  t.is(project.read('sparkify.types.ts'), written);
});

test('a target that was asked for leaves the file alone: its models may be others', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': `import { defineConfig, duckdb } from 'sparkify';
export default defineConfig({ name: 'tiny', targets: { dev: duckdb({ lake: 'target/lake' }), prod: duckdb({ lake: 'target/prod' }) } });
`,
    'models/local.sql': "{{ config(enabled=target.name == 'dev') }}\nselect 1 as one\n",
  });
  await succeeded(t, project.sparkify('types'));
  const written = project.read('sparkify.types.ts');
  t.true(written.includes('interface LocalRow'));
  await succeeded(t, project.sparkify('check', '--target', 'prod'));
  t.is(project.read('sparkify.types.ts'), written);
  await succeeded(t, project.sparkify('types', '--target', 'prod'));
  t.false(project.read('sparkify.types.ts').includes('interface LocalRow'));
  await succeeded(t, project.sparkify('check', '--target', 'dev'));
  t.is(project.read('sparkify.types.ts'), written);
});

test('a file that the config names is written by the first check', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: "  typesPath: 'src/lake.ts',\n" }),
  });
  await succeeded(t, project.sparkify('check', '--quiet'));
  t.true(project.read('src/lake.ts').includes('export interface Database'));
});

test('errors of models leave the types of what they concern as they are, and a table that is gone is gone', async t => {
  const project = tinyProject(t, {
    'models/b.sql': "select id from {{ ref('payments') }}\n",
    'models/c.sql': "select id from {{ ref('b') }}\n",
    'models/d.sql': "select id from {{ ref('c') }}\n",
  });
  await succeeded(t, project.sparkify('types'));
  const before = project.read('sparkify.types.ts');
  // Neither a template that cannot be compiled nor a model that reads it is known any more.
  project.write({ 'models/c.sql': "select id from {{ ref('b' }}\n" });
  await failed(t, project.sparkify('check'), 2);
  t.is(project.read('sparkify.types.ts'), before);
  project.write({ 'models/c.sql': "select id from {{ ref('b') }}\n" });
  project.remove('models/b.sql');
  await failed(t, project.sparkify('build'), 2);
  t.is(
    project.read('sparkify.types.ts'),
    before.replaceAll('  b: BRow;\n', '').replace(/\/\*\* A row of `b`[\s\S]*?BRow>;\n\n/, ''),
  );
  // What was new when it broke has no types yet.
  project.write({ 'models/e.sql': 'select nothing\n' });
  const { stdout } = await project.sparkify('types');
  t.is(
    stdout,
    'sparkify.types.ts is up to date: the rows of 5 tables.\nAs before, since they cannot be typed until the errors are mended: c, d.\nLeft out, since nothing is known of them yet: e.\n',
  );
});

test('a type that does not exist leaves the table that declares it as it is, and what reads it', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('types'));
  const before = project.read('sparkify.types.ts');
  project.write({ 'models/sources.yml': project.read('models/sources.yml').replace('DOUBLE', 'DUOBLE') });
  await failed(t, project.sparkify('check'), 2);
  t.is(project.read('sparkify.types.ts'), before);
});

test('where a properties file cannot be read, the types stay as they are', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('types'));
  const before = project.read('sparkify.types.ts');
  project.write({ 'models/payments.yml': 'models: [\n', 'models/new.sql': 'select 1 as one\n' });
  t.regex(await failed(t, project.sparkify('types'), 2), /^models\/payments\.yml/);
  t.is(project.read('sparkify.types.ts'), before);
});

test('a module may import what the types file does not hold yet', async t => {
  const project = tinyProject(t, {
    'models/new.sql': 'select 1 as one\n',
    'models/later.ts': `import { defineModel } from 'sparkify';
import { newRow } from '../sparkify.types.ts';

const column = Object.keys(newRow.shape)[0] as 'one';
export default defineModel({ query: db => db.selectFrom('new').select(column) });
`,
  });
  t.regex(await failed(t, project.sparkify('types'), 2), /models\/later\.ts could not be imported/);
  await succeeded(t, project.sparkify('types'));
  t.regex(project.read('sparkify.types.ts'), /interface LaterRow \{\n.*\n {2}one: number \| null;/);
  // And the other way round: what the module defines stays while another table comes.
  project.write({
    'models/later.ts': project.read('models/later.ts').replaceAll('newRow', 'newerRow'),
    'models/newer.sql': 'select 2 as one\n',
  });
  await failed(t, project.sparkify('types'), 2);
  t.regex(project.read('sparkify.types.ts'), /interface LaterRow \{[\s\S]*interface NewerRow \{/);
  await succeeded(t, project.sparkify('types'));
});

test('a build goes on where the file cannot be had, and says so', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: "  typesPath: 'gen/lake.ts',\n" }),
  });
  // A file stands where the folder should be, which stops every user.
  project.write({ gen: '' });
  const { exitCode, output } = await project.sparkify('build');
  t.is(exitCode, 0, output);
  t.regex(output, /gen\/lake\.ts, with the types of all rows, could not be read: /);
});

test('two tables whose names are one in TypeScript are told apart, the same way every time', async t => {
  const project = tinyProject(t, {
    'models/raw_events.sql': "select id from {{ ref('payments') }}\n",
    'models/2024 plays.sql': 'select 1 as "a b"\n',
  });
  await succeeded(t, project.sparkify('types'));
  const text = project.read('sparkify.types.ts');
  for (const line of [
    "  '2024 plays': _2024PlaysRow;",
    "  'raw.events': RawEventsRow;",
    '  raw_events: RawEventsRow2;',
    "  'a b': number | null;",
  ]) {
    t.true(text.includes(`${line}\n`), line);
  }
  t.is(typecheck(project), '');
});
