import test from 'ava';
import { cliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';
import { linkPackages, runTsc, typecheck } from '../helpers/typecheck.ts';

/** Everything in TypeScript that can read the column `amount` of payments, each file in one line that is worth a look. */
const readers = {
  'sparkify.config.ts': tinyConfig({
    more: "  rules: { 'missing-description': 'off', 'nullable-partition': 'off', 'unread-model': 'off' },\n",
  }),
  'models/spenders.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  config: { materialized: 'external' },
  query: db =>
    db
      .selectFrom('payments')
      .select(['user_name', ({ fn }) => fn.sum<number>('amount').as('spent')])
      .groupBy('user_name'),
});
`,
  'models/tested.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  columns: {
    id: { data_tests: ['unique'] },
    amount: { data_tests: ['not_null'] },
  },
  query: db => db.selectFrom('payments').selectAll(),
});
`,
  'models/top.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  query: db => db.selectFrom('spenders').select(['user_name', 'spent']).orderBy('spent', 'desc').limit(1),
});
`,
  'macros/rounded.ts': `import type { Database } from '../sparkify.types.ts';

type Money = Extract<keyof Database['payments'], string>;

export function rounded(column: Money = 'amount'): string {
  return \`round(\${column}, 2)\`;
}
`,
  'dashboard.ts': `import { openLake } from 'sparkify';

await using lake = await openLake();
export const rows = await lake.selectFrom('payments').select(['id', 'amount']).execute();
export const top = await lake.selectFrom('spenders').select('spent').execute();
`,
  'rows.test.ts': `import { type PaymentsRow, paymentsRow } from './sparkify.types.ts';

export const row: PaymentsRow = paymentsRow.parse({});
export const amount: number | null = row.amount;
`,
};

/** The lines of which tsc complains. */
function brokenLines(printed: string): readonly string[] {
  const places = printed.matchAll(/^(\S+?)\((\d+),\d+\): error/gm);
  return [...places].map(([, file, line]) => `${file}:${line}`).sort();
}

test('a column is renamed in a SQL model, and tsc shows every model, test, macro and reader that breaks', async t => {
  const project = tinyProject(t, readers);
  await succeeded(t, project.sparkify('types'));
  t.deepEqual(brokenLines(typecheck(project)), []);
  const before = project.read('sparkify.types.ts');

  const renamed = tinyFiles['models/payments.sql'].replace('amount', 'amount as price');
  project.write({ 'models/payments.sql': renamed });
  const output = await failed(t, project.sparkify('check'), 2);
  // The one model that does not bind, and the one column of the other that is gone.
  t.regex(output, /models\/spenders\.ts:8:57 {2}error {2}unknown-column\n/);
  t.regex(output, /models\/tested\.ts:6:5 {2}error {2}undeclared-column\n/);
  t.regex(output, /: 2 errors in 2 files\n$/);
  t.deepEqual(brokenLines(typecheck(project)), [
    'dashboard.ts:4',
    'macros/rounded.ts:5',
    'models/spenders.ts:8',
    'models/tested.ts:6',
    'rows.test.ts:4',
  ]);

  // Whoever reads the broken model has nothing to mend.
  const spenders = /export interface SpendersRow \{[^}]*\}/;
  t.is(spenders.exec(project.read('sparkify.types.ts'))?.[0], spenders.exec(before)?.[0]);

  project.write({ 'models/payments.sql': tinyFiles['models/payments.sql'] });
  await succeeded(t, project.sparkify('check'));
  t.is(project.read('sparkify.types.ts'), before);
});

test('rows of unit tests that give the old name are told, also of models that do not bind any more', async t => {
  const project = tinyProject(t, {
    ...readers,
    'models/unit.yml': `unit_tests:
  - name: adds_up
    model: spenders
    given:
      - input: ref('payments')
        rows: [{ id: 1, user_name: Ada, amount: 2 }]
    expect:
      rows: [{ user_name: Ada, spent: 2 }]
`,
  });
  await succeeded(t, project.sparkify('check'));
  const renamed = tinyFiles['models/payments.sql'].replace('amount', 'amount as price');
  project.write({ 'models/payments.sql': renamed });
  t.regex(
    await failed(t, project.sparkify('check'), 2),
    /models\/unit\.yml:6:41 {2}error {2}bad-fixture\n {2}ref\('payments'\) has no column "amount"\./,
  );
});

test('types writes what it can, says which tables are as before, and tells what is wrong', async t => {
  const project = tinyProject(t, readers);
  await succeeded(t, project.sparkify('types'));
  const renamed = tinyFiles['models/payments.sql'].replace('amount', 'amount as price');
  project.write({ 'models/payments.sql': renamed });
  const { exitCode, stdout, stderr } = await project.sparkify('types');
  t.is(exitCode, 2);
  t.is(
    stdout,
    `Wrote sparkify.types.ts: the rows of 6 tables.
As before, since they cannot be typed until the errors are mended: spenders, top.
`,
  );
  t.regex(stderr, /models\/spenders\.ts:8:57 {2}error {2}unknown-column\n/);
  const written = project.read('sparkify.types.ts');
  t.regex(written, /interface PaymentsRow \{[^}]* price: number \| null;/);
  // For CI the project must be sound.
  t.regex(await failed(t, project.sparkify('types', '--check'), 2), /unknown-column/);
  t.is(project.read('sparkify.types.ts'), written);
});

test('in a project that init wrote tsc sees every file, wherever it is', async t => {
  const project = cliProject(t, {});
  await succeeded(t, project.sparkify('init', '.'));
  linkPackages(project);
  project.write({
    'models/marts/listeners.sql': `{{ config(materialized='table') }}
select user_id, count(*) as plays, min(played_at) as first_played_at
from {{ ref('stg_plays') }}
group by user_id
`,
    'models/marts/prices.sql': "select level, monthly_price from {{ ref('levels') }}\n",
    'models/reports/top_listeners.ts': `import { defineModel } from 'sparkify';
import { sql } from 'sparkify/kysely';

export default defineModel({
  config: { materialized: 'external' },
  columns: { plays: { description: 'How many.' } },
  query: db =>
    db
      .selectFrom('listeners')
      .select(['user_id', 'plays', sql<Date>\`cast(first_played_at as date)\`.as('since')])
      .orderBy('user_id'),
});
`,
    'dashboards/prices.ts': `import { openLake } from 'sparkify';

await using lake = await openLake();
console.log(await lake.selectFrom('prices').select('monthly_price').execute());
`,
  });
  await succeeded(t, project.sparkify('types'));
  await succeeded(t, project.sparkify('build', '-q'));
  t.is(runTsc(project), '');
  for (const [file, old, now] of [
    ['models/marts/listeners.sql', 'as plays', 'as songs'],
    ['models/marts/prices.sql', 'monthly_price', 'monthly_price as price'],
  ] as const) {
    project.write({ [file]: project.read(file).replace(old, now) });
  }
  // Nothing in SQL reads the price, so that check finds nothing of it; the type checker does.
  t.regex(
    await failed(t, project.sparkify('check'), 2),
    /top_listeners\.ts:10:28 {2}error[\s\S]*: 1 error and /,
  );
  t.deepEqual(brokenLines(runTsc(project)), ['dashboards/prices.ts:4', 'models/reports/top_listeners.ts:10']);
});
