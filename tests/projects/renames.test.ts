import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';
import { typecheck } from '../helpers/typecheck.ts';

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
function brokenLines(project: CliProject): readonly string[] {
  const places = typecheck(project).matchAll(/^(\S+?)\((\d+),\d+\): error/gm);
  return [...places].map(([, file, line]) => `${file}:${line}`).sort();
}

test('a column is renamed in a SQL model, and tsc shows every model, test, macro and reader that breaks', async t => {
  const project = tinyProject(t, readers);
  await succeeded(t, project.sparkify('types'));
  t.deepEqual(brokenLines(project), []);
  const before = project.read('sparkify.types.ts');

  const renamed = tinyFiles['models/payments.sql'].replace('amount', 'amount as price');
  project.write({ 'models/payments.sql': renamed });
  const output = await failed(t, project.sparkify('check'), 2);
  // The one model that does not bind, and the one column of the other that is gone.
  t.regex(output, /models\/spenders\.ts:8:57 {2}error {2}unknown-column\n/);
  t.regex(output, /models\/tested\.ts:6:5 {2}error {2}undeclared-column\n/);
  t.regex(output, /: 2 errors in 2 files\n$/);
  t.deepEqual(brokenLines(project), [
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
