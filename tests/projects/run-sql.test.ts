import { existsSync, readdirSync } from 'node:fs';
import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

test.serial('what a build hands to DuckDB lies below target/run, where dbt has it', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ['create macro cents(x) as x * 100 -- of a coin'],
  onRunEnd: ['create table ended as select 1 as one'],
`,
    }),
    'seeds/levels.csv': 'level,rank\nfree,1\n',
    'models/payments.sql': `{{ config(materialized='external', post_hook="insert into {{ this }} by name (select 9 as id)") }}
select id, user_name, amount, paid_at
from {{ ref('stg_events') }} -- every one
`,
    'tests/never.sql': "select * from {{ ref('payments') }} where id < 0\n",
    'models/units.yml': `unit_tests:
  - name: keeps_the_id
    model: payments
    given: [{ input: ref('stg_events'), rows: [{ id: 7 }] }]
    expect: { rows: [{ id: 7 }] }
`,
  });
  await succeeded(t, project.sparkify('build'));
  const ran = (path: string) => project.read(`target/run/tiny/${path}`);
  t.regex(
    ran('models/stg_events.sql'),
    /^CREATE OR REPLACE VIEW "main"\."stg_events" AS select id, "user" [\s\S]+;\n$/,
  );
  const payments = ran('models/payments.sql');
  const [created, inserted, copied] = payments.split('\n;\n').flatMap(text => text.split(/(?<=;)\n/));
  t.regex(created!, /^CREATE OR REPLACE TABLE "main"\."payments" AS select id[\s\S]+-- every one$/);
  t.is(inserted, 'insert into "main"."payments" by name (select 9 as id);');
  t.regex(
    copied!,
    /^COPY \(SELECT .+\) TO '.+\/payments\/data_0\.parquet' \(FORMAT parquet, COMPRESSION 'snappy'\);$/,
  );
  t.regex(
    ran('seeds/levels.csv'),
    /^CREATE OR REPLACE TABLE "main"\."levels" AS [\s\S]+levels\.csv[\s\S]+;\n[\s\S]*COPY /,
  );
  t.regex(
    ran('tests/never.sql'),
    /^select \(count\(\*\)\) as failures, [\s\S]+ from \(select \* from "main"\."payments" where id < 0/,
  );
  t.regex(ran('models/payments.yml/unique_payments_id.sql'), /^select \(count\(\*\)\) as failures/);
  t.regex(
    ran('models/units.yml/keeps_the_id.sql'),
    /^CREATE OR REPLACE TABLE "main"\."stg_events" AS [\s\S]+;\nSELECT CAST\("id" AS VARCHAR\)/,
  );
  t.is(
    ran('sparkify.config.ts/hooks/tiny-on-run-start-0.sql'),
    'create macro cents(x) as x * 100 -- of a coin\n;\n',
  );
  t.is(ran('sparkify.config.ts/hooks/tiny-on-run-end-0.sql'), 'create table ended as select 1 as one;\n');
});

test.serial(
  'the SQL of a failing node is there, that of a second run replaces the first, and clean takes all',
  async t => {
    const project = tinyProject(t, {
      'models/payments.sql': `{{ config(materialized='external') }}
select id, user_name, amount, paid_at, cast(user_name as integer) as number from {{ ref('stg_events') }}
`,
    });
    await failed(t, project.sparkify('build'), 1);
    const file = 'target/run/tiny/models/payments.sql';
    t.regex(project.read(file), /^CREATE OR REPLACE TABLE "main"\."payments" AS select id, [^;]+;\n$/);
    project.write({ 'models/payments.sql': `select id, 'second' as word from {{ ref('stg_events') }}\n` });
    await succeeded(t, project.sparkify('run'));
    t.is(
      project.read(file),
      `CREATE OR REPLACE VIEW "main"."payments" AS select id, 'second' as word from "main"."stg_events";\n`,
    );
    await succeeded(t, project.sparkify('clean'));
    t.false(existsSync(project.path('target/run')));
  },
);

test.serial('tests that one scan answers name the scan, and one that needs none says so', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': `models:
  - name: payments
    data_tests: [not_empty]
    columns:
      - name: user_name
        data_tests: [not_null, { accepted_values: { values: [Ada, Bo] } }]
`,
  });
  await succeeded(t, project.sparkify('build'));
  const ran = (name: string) => project.read(`target/run/tiny/models/payments.yml/${name}.sql`);
  t.is(ran('not_empty_payments_'), '-- Nothing was read: how many rows the table has was known.\n');
  t.regex(
    ran('accepted_values_payments_user_name__Ada__Bo'),
    /^select failures_0, [\s\S]+ count\(\*\) filter \(where \("user_name" is null\n\)\) as failures_1\n/,
  );
  t.is(
    ran('not_null_payments_user_name'),
    '-- This is failures_1 of the scan in models/payments.yml/accepted_values_payments_user_name__Ada__Bo.sql.\n',
  );
});

test.serial('the value of a secret variable that a hook uses is not written down', async t => {
  const project = tinyProject(t, {
    '.env': 'SHOP_PASSWORD=correct-horse\n',
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ["create table login as select '{{ env_var('SHOP_PASSWORD') }}' as word"],\n`,
    }),
  });
  await succeeded(t, project.sparkify('build'));
  t.is(
    project.read('target/run/tiny/sparkify.config.ts/hooks/tiny-on-run-start-0.sql'),
    "create table login as select '*****' as word;\n",
  );
});

test.serial('a test of a published table says when the footers of its files were enough', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': `models:
  - name: payments
    columns:
      - name: id
        data_tests: [not_null, { accepted_range: { min_value: 1, max_value: 3 } }]
`,
  });
  await succeeded(t, project.sparkify('build'));
  t.regex(await succeeded(t, project.sparkify('test')), /PASS=2 WARN=0 ERROR=0/);
  const ran = (name: string) => project.read(`target/run/tiny/models/payments.yml/${name}.sql`);
  t.regex(ran('not_null_payments_id'), /^-- Nothing was scanned: .+\n$/);
  t.regex(ran('accepted_range_payments_id__3__1'), /^-- Nothing was scanned: .+\n$/);
});

test.serial('whatever a test is called, its SQL stays in the target folder', async t => {
  const project = tinyProject(t, {
    'models/payments.yml': `models:
  - name: payments
    columns:
      - name: id
        data_tests:
          - not_null: { name: ../../../../../outside }
          - unique: { name: /tmp/absolute }
          - accepted_values: { values: [${Array.from({ length: 200 }, (_, index) => index)}] }
`,
  });
  await succeeded(t, project.sparkify('build'));
  for (const folder of ['compiled', 'run']) {
    const files = readdirSync(project.path(`target/${folder}/tiny/models/payments.yml`)).sort();
    t.is(files.length, 3);
    for (const [index, beginning] of ['_outside', '_tmp_absolute', 'accepted_values_payments'].entries()) {
      t.regex(files[index]!, new RegExp(`^${beginning}.*_[0-9a-f]{32}\\.sql$`));
    }
  }
  t.deepEqual(readdirSync(project.folder).sort(), ['data', 'models', 'sparkify.config.ts', 'target']);
});
