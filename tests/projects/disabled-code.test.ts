import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

const table = "{{ config(materialized='table') }}\n";

test('a folder that is off is left out, and one within it may be on', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `  models: { old: { enabled: false, kept: { '+enabled': true } } },\n`,
    }),
    'models/old/gone.sql': `${table}select 1 as id\n`,
    'models/old/kept/still.sql': `${table}select 2 as id\n`,
    'models/old/back.sql': `{{ config(materialized='table', enabled=true) }}select 3 as id\n`,
  });
  const built = await succeeded(t, project.sparkify('build'));
  t.notRegex(built, /gone/);
  t.regex(built, /OK created table model still/);
  t.regex(built, /OK created table model back/);
  const listed = await succeeded(
    t,
    project.sparkify('ls', '--resource-type', 'model', '--output', 'selector'),
  );
  t.deepEqual(listed.trim().split('\n').toSorted(), [
    ...['tiny.old.back', 'tiny.old.kept.still', 'tiny.payments', 'tiny.stg_events'],
  ]);
});

test('who reads what is disabled is told where that was said: in a folder, in YAML, or in the model', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: `  models: {\n    old: { enabled: false },\n  },\n` }),
    'models/old/by_folder.sql': 'select 1 as id\n',
    'models/by_yaml.sql': 'select 1 as id\n',
    'models/by_config.sql': `{{ config(\n  materialized='view',\n  enabled=false\n) }}\nselect 1 as id\n`,
    'models/more.yml': 'models:\n  - name: by_yaml\n    config: { enabled: false }\n',
    'models/reader.sql': `select f.id from {{ ref('by_folder') }} as f
join {{ ref('by_yaml') }} using (id)
join {{ ref('by_config') }} using (id)
`,
  });
  const output = await failed(t, project.sparkify('build'), 2);
  t.regex(output, /models\/reader\.sql:1:21 {2}error {2}disabled-ref\n.*"by_folder", which is disabled/);
  t.regex(output, /It is disabled at sparkify\.config\.ts:7:12: enable it there, or remove the ref\(\)\./);
  t.regex(output, /models\/reader\.sql:2:9 {2}error {2}disabled-ref\n.*"by_yaml"/);
  t.regex(output, /It is disabled at models\/more\.yml:2:11/);
  t.regex(output, /models\/reader\.sql:3:9 {2}error {2}disabled-ref\n.*"by_config"/);
  t.regex(output, /It is disabled at models\/by_config\.sql:3:3/);
});

test('a reference to nothing in disabled code is a warning, which stops no build', async t => {
  const project = tinyProject(t, {
    'models/off.sql': `{{ config(enabled=false) }}
select * from {{ ref('paymens') }}
join {{ source('raw', 'evnts') }} using (id)
join {{ ref('payments') }} using (id)
where {{ no_such_macro() }}
`,
  });
  const checked = await project.sparkify('check');
  t.is(checked.exitCode, 0, checked.output);
  t.regex(
    checked.output,
    /models\/off\.sql:2:18 {2}warn {2}unknown-ref\n {2}ref\(\) names "paymens", which is neither a model nor a seed; "off" is disabled, so nothing fails yet\.\n[\s\S]*?Did you mean "payments"\?/,
  );
  t.regex(checked.output, /models\/off\.sql:3:9 {2}warn {2}unknown-source/);
  t.notRegex(checked.output, /off\.sql:[45]/);
  t.is((await project.sparkify('build')).exitCode, 0);
  t.is((await project.sparkify('build', '--warn-error')).exitCode, 2);
});

test('so is one in a singular test that is off', async t => {
  const project = tinyProject(t, {
    'tests/off.sql': "{{ config(enabled=false) }}select * from {{ ref('paymens') }}\n",
  });
  const { exitCode, output } = await project.sparkify('check');
  t.is(exitCode, 0, output);
  t.regex(
    output,
    /tests\/off\.sql:1:45 {2}warn {2}unknown-ref\n.*"off" is disabled[\s\S]*?Did you mean "payments"\?/,
  );
});

test('a table that does not exist, named in plain SQL, is told with what is meant and how it is written', async t => {
  const project = tinyProject(t, {
    'models/a.sql': 'select id from paymets\n',
    'models/b.sql': 'select id from raw.event\n',
    'models/c.sql': 'select id from nowhere\n',
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(
    output,
    /models\/a\.sql:1:16 {2}error {2}unknown-relation[\s\S]*?Did you mean \{\{ ref\('payments'\) \}\}\?/,
  );
  t.regex(
    output,
    /models\/b\.sql:1:16 {2}error {2}unknown-relation[\s\S]*?Did you mean \{\{ source\('raw', 'events'\) \}\}\?/,
  );
  t.regex(output, /models\/c\.sql:1:16 {2}error {2}unknown-relation[\s\S]*?Tables are named with/);
});
