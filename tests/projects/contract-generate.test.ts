import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

test('contracts write themselves, once, and --check tells CI of what is missing', async t => {
  const project = tinyProject(t);
  const before = project.read('models/payments.yml');
  t.is(
    await failed(t, project.sparkify('contract', 'generate', '--check'), 1),
    `  models/stg_events.yml: 4 columns of stg_events missing
  models/payments.yml: 3 columns of payments missing
Run \`sparkify contract generate\` and commit what it writes.
`,
  );
  t.is(project.read('models/payments.yml'), before);

  t.is(
    await succeeded(t, project.sparkify('contract', 'generate')),
    `  models/stg_events.yml: 4 columns of stg_events added
  models/payments.yml: 3 columns of payments added
Completed 2 models of 2 models.
`,
  );
  t.true(project.read('models/payments.yml').startsWith(before), project.read('models/payments.yml'));
  t.regex(project.read('models/stg_events.yml'), /- name: paid_at\n {8}data_type: TIMESTAMP\n/);
  const written = project.read('models/payments.yml');
  t.is(
    await succeeded(t, project.sparkify('contract', 'generate')),
    'Every column of 2 models is declared with its type.\n',
  );
  t.is(project.read('models/payments.yml'), written);
  await succeeded(t, project.sparkify('contract', 'generate', '--check', '-q'));
  await succeeded(t, project.sparkify('check', '-q'));
});

test('an enforced contract that is not finished can be finished, model by model', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': 'models:\n  - name: payments\n    config: { contract: { enforced: true } }\n',
  });
  await failed(t, project.sparkify('check'), 2);
  t.regex(
    await succeeded(t, project.sparkify('contract', 'generate', 'payments')),
    /Completed 1 model of 1 model\./,
  );
  await succeeded(t, project.sparkify('check', '-q'));
  t.throws(() => project.read('models/stg_events.yml'));
});

test('the digits of decimals are kept, and a model in TypeScript keeps its own words', async t => {
  const project = tinyProject(t, {
    'models/money.sql':
      "select cast(amount as decimal(12, 4)) as amount, [1.5] as list from {{ ref('payments') }}\n",
    'models/own.ts': `import { defineModel } from 'sparkify';
export default defineModel({ description: 'Mine.', query: db => db.selectFrom('payments').select('id') });
`,
    'models/plain.ts': `import { defineModel } from 'sparkify';
export default defineModel({ query: db => db.selectFrom('payments').select('id') });
`,
  });
  const output = await succeeded(t, project.sparkify('contract', 'generate', 'money', 'own', 'plain'));
  t.regex(output, /models\/own\.ts: own describes itself; add data_type to its columns there\./);
  t.regex(
    project.read('models/money.yml'),
    /data_type: DECIMAL\(12,4\)\n[\s\S]*data_type: DECIMAL\(2,1\)\[\]\n/,
  );
  t.regex(project.read('models/plain.yml'), /- name: id\n {8}data_type: INTEGER\n/);
  await succeeded(t, project.sparkify('check', '-q'));
});

const contract = (columns: string) =>
  `models:\n  - name: payments\n    config: { contract: { enforced: true } }\n    columns:\n${columns}`;
const whole = `      - { name: id, data_type: INTEGER }
      - { name: user_name, data_type: VARCHAR }
      - { name: amount, data_type: DOUBLE }
      - { name: paid_at, data_type: TIMESTAMP }
`;
const select = (columns: string) =>
  `{{ config(materialized='table') }}\nselect ${columns} from {{ ref('stg_events') }}\n`;

test('a contract that breaks readers of the release is found by check, and published only when that is allowed', async t => {
  const project = tinyProject(t, {
    'models/payments.sql': select('id, user_name, amount, paid_at'),
    'models/payments.yml': contract(whole),
  });
  await succeeded(t, project.sparkify('build', '-q'));
  project.write({
    'models/payments.sql': select('cast(id as smallint) as id, user_name, paid_at'),
    'models/payments.yml': contract(whole.replace(/.*amount.*\n/, '').replace('INTEGER', 'SMALLINT')),
  });
  const found = await failed(t, project.sparkify('check'), 2);
  t.regex(
    found,
    /models\/payments\.yml:5:17 {2}error {2}breaking-change\n {2}payments\.id is published as INTEGER; SMALLINT cannot hold all that it may be\./,
  );
  t.regex(found, /The published payments has the column "amount", which its contract has no more\./);
  t.regex(found, /--allow-breaking-changes/);
  await failed(t, project.sparkify('build'), 2);
  await failed(t, project.sparkify('run'), 2);
  t.is((await project.sparkify('build', '--no-publish')).exitCode, 0);

  const allowed = await project.sparkify('build', '--allow-breaking-changes');
  t.is(allowed.exitCode, 0, allowed.output);
  t.regex(allowed.output, /warn {2}breaking-change/);
  await succeeded(t, project.sparkify('build', '-q'));
});

test('a wider type, a new column, and a table without an enforced contract break nobody', async t => {
  const project = tinyProject(t, {
    'models/payments.sql': select('id, user_name, amount, paid_at'),
    'models/payments.yml': contract(whole),
    'models/free.sql': select('id, amount'),
  });
  await succeeded(t, project.sparkify('build', '-q'));
  project.write({
    'models/payments.sql': select('cast(id as bigint) as id, user_name, amount, paid_at, 1 as more'),
    'models/payments.yml': contract(
      `${whole.replace('INTEGER', 'BIGINT')}      - { name: more, data_type: INTEGER }\n`,
    ),
    'models/free.sql': select("'x' as id"),
  });
  await succeeded(t, project.sparkify('check', '-q'));
  await succeeded(t, project.sparkify('build', '-q'));
});

test('a run that does not publish a table keeps what its readers have, whatever the model says', async t => {
  const project = tinyProject(t, {
    'models/payments.sql': select('id, user_name, amount, paid_at'),
    'models/payments.yml': contract(whole),
    'models/ids.sql': select('id'),
  });
  await succeeded(t, project.sparkify('build', '-q'));
  project.write({
    'models/payments.sql': select('id, user_name, paid_at'),
    'models/payments.yml': contract(whole.replace(/.*amount.*\n/, '')),
  });
  await succeeded(t, project.sparkify('build', '-q', '--select', 'ids'));
  t.regex(await failed(t, project.sparkify('build', '--select', 'payments'), 2), /breaking-change/);
});

test('check asks no lake on S3 what its readers have: it needs no network', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ lake: 's3://no-bucket-of-anybody/lake' }),
    'models/payments.yml': contract(whole),
  });
  await succeeded(t, project.sparkify('check', '-q'));
});
