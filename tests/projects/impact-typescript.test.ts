import { readdirSync } from 'node:fs';
import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { tinyProject } from '../helpers/tiny-project.ts';
import { installTypeScript } from '../helpers/typecheck.ts';

const readers = {
  'dashboards/spending.ts': `import { openLake } from 'sparkify';

await using lake = await openLake();
const rows = await lake.selectFrom('payments').select(['user_name', 'amount']).execute();
for (const { amount } of rows) console.log(amount);
export const users = rows.map(row => row.user_name);
`,
  'dashboards/ids.ts': `import { openLake } from 'sparkify';

await using lake = await openLake();
export const ids = await lake.selectFrom('payments').select('id').execute();
`,
  'models/totals.ts': `import { defineModel } from 'sparkify';

export default defineModel({
  query: db => db.selectFrom('payments').select(['user_name', ({ fn }) => fn.sum('amount').as('amount')]).groupBy('user_name'),
});
`,
};

test('impact tells which TypeScript outside of the models reads what changes', async t => {
  const project = tinyProject(t, readers);
  installTypeScript(project);
  await succeeded(t, project.sparkify('types'));
  const text = await succeeded(t, project.sparkify('impact', 'raw.events.amount'));
  // The model that reads payments is told as a model, at one place only.
  t.regex(text, /Columns whose values come from it\n(.*\n)*? {2}totals +amount +models\/totals\.ts\n/);
  // Once the select of line 4 is wrong, tsc says nothing of the rows that it would give.
  t.regex(text, /TypeScript that reads what it reaches\n {2}dashboards\/spending\.ts:4\n$/);
  const json = JSON.parse(await succeeded(t, project.sparkify('impact', 'payments.id', '--output', 'json')));
  t.deepEqual(json.typescript, [{ file: 'dashboards/ids.ts', line: 4 }]);
  t.is(json.typescript_unknown, null);
  // Nothing of the copy stays.
  t.deepEqual(
    readdirSync(project.path('target')).filter(name => name.startsWith('impact')),
    [],
  );
});

test('errors that TypeScript has anyway are nobody reading a column', async t => {
  const project = tinyProject(t, {
    ...readers,
    'dashboards/wrong.ts': `export const wrong: number = 'amount';\n`,
  });
  installTypeScript(project);
  await succeeded(t, project.sparkify('types'));
  const json = JSON.parse(await succeeded(t, project.sparkify('impact', 'payments.id', '--output', 'json')));
  t.deepEqual(json.typescript, [{ file: 'dashboards/ids.ts', line: 4 }]);
});

test('where TypeScript cannot be checked, impact says why', async t => {
  const project = tinyProject(t, readers);
  t.notRegex(
    await succeeded(t, project.sparkify('impact', 'payments.id')),
    /TypeScript/,
    'without a types file',
  );
  await succeeded(t, project.sparkify('types'));
  t.regex(
    await succeeded(t, project.sparkify('impact', 'payments.id')),
    /TypeScript of which it cannot be told\n {2}This project has no TypeScript\. Install it with: npm install --save-dev typescript\n/,
  );
  installTypeScript(project);
  project.write({ 'dashboards/broken.ts': 'export const = 1;\n' });
  t.regex(
    await succeeded(t, project.sparkify('impact', 'payments.id')),
    /TypeScript of which it cannot be told\n {2}tsc stops at dashboards\/broken\.ts:1: Variable declaration expected\./,
  );
});
