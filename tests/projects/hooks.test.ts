import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyConfig, tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

interface RunResults {
  readonly results: readonly {
    readonly unique_id: string;
    readonly status: string;
    readonly message: string | null;
  }[];
}

function statuses(text: string): readonly string[] {
  return (JSON.parse(text) as RunResults).results.map(({ unique_id, status }) => `${unique_id} ${status}`);
}

/** Each statement adds what it is given to a log, which the end of the run copies into a file. */
const log = {
  start: `onRunStart: ["create table log (line varchar); create macro note(x) as lower(x)", "insert into log values ('start')"],`,
  end: `"copy log to 'target/log.csv' (header false)"`,
};

test.serial('hooks run around the run and around each model, folders first, in dbt’s order', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `${log.start}
  onRunEnd: ["insert into log values ('end')", ${log.end}],
  models: { '+pre-hook': "insert into log values (note('FOLDER before {{ this }}'))" },
`,
    }),
    'models/payments.sql': `{{ config(
  materialized='external',
  pre_hook="insert into log values ('own before')",
  post_hook=["insert into log select 'rows ' || count(*) from {{ this }}", "{% if false %} broken {% endif %}"]
) }}
select id, user_name, amount, paid_at from {{ ref('stg_events') }}
`,
    'models/payments.yml': `models:
  - name: payments
    config:
      post-hook:
        - { sql: "insert into log values ('yaml after'); insert into log values ('second')", transaction: false }
    columns: [{ name: id, data_tests: [unique] }]
`,
  });
  const output = await succeeded(t, project.sparkify('build', '--threads', '1'));
  t.is(
    project.read('target/log.csv'),
    [
      'start',
      '"folder before ""main"".""stg_events"""',
      '"folder before ""main"".""payments"""',
      ...['own before', 'yaml after', 'second', 'rows 3', 'end', ''],
    ].join('\n'),
  );
  t.regex(output, /1 of 2 START hook: tiny\.on-run-start\.0 \.+ \[RUN\]/);
  t.regex(output, /1 of 2 OK hook: tiny\.on-run-start\.0 \.+ \[OK in /);
  t.regex(output, /2 of 2 OK hook: tiny\.on-run-end\.1 \.+ \[OK in /);
  t.regex(output, /Finished running 4 project hooks, 1 view model, 1 external model, 1 data test in/);
  const ids = statuses(project.read('target/run_results.json')).map(line => line.split(' ')[0]!);
  t.deepEqual(ids.slice(0, 2), ['operation.tiny.tiny-on-run-start-0', 'operation.tiny.tiny-on-run-start-1']);
  t.deepEqual(ids.slice(-2), ['operation.tiny.tiny-on-run-end-0', 'operation.tiny.tiny-on-run-end-1']);
  const { nodes } = JSON.parse(project.read('target/manifest.json'));
  t.like(nodes['operation.tiny.tiny-on-run-end-0'], {
    resource_type: 'operation',
    raw_code: "insert into log values ('end')",
    tags: ['on-run-end'],
  });
  t.deepEqual(
    nodes['model.tiny.payments'].config['pre-hook'].map(({ sql }: { sql: string }) => sql),
    ["insert into log values (note('FOLDER before {{ this }}'))", "insert into log values ('own before')"],
  );
});

test.serial(
  'what a start defines is known to check, to every query on every connection, and to show',
  async t => {
    const project = tinyProject(t, {
      'sparkify.config.ts': tinyConfig({
        more: `  onRunStart: [
    "create macro cents(x) as cast(round(x * 100) as integer)",
    "set variable rate = 3; create type level as enum ('free', 'paid'); set default_null_order = 'nulls_first'",
    "create table never_read_by_check as select error('check ran it')  where false",
  ],
`,
      }),
      'models/stg_events.sql': `select id, "user" as user_name, cents(amount) * getvariable('rate') as amount, paid_at, 'free'::level as level
from {{ source('raw', 'events') }}
`,
      'models/payments.sql':
        "{{ config(materialized='external') }} select * exclude (level) from {{ ref('stg_events') }}",
      'models/others.sql':
        "{{ config(materialized='external') }} select getvariable('rate') as rate, cents(2) as two",
    });
    t.regex(await succeeded(t, project.sparkify('check')), /Checked 3 models/);
    await succeeded(t, project.sparkify('build', '--threads', '4'));
    const show = (sql: string) => succeeded(t, project.sparkify('show', '--inline', sql, '--output', 'csv'));
    t.is(
      await show("select id, amount from {{ ref('payments') }} order by id"),
      'id,amount\n1,450\n2,600\n3,975\n',
    );
    t.is(
      await show("select amount, level from {{ ref('stg_events') }} where id = 1"),
      'amount,level\n450,free\n',
    );
    t.is(await show("select * from {{ ref('others') }}"), 'rate,two\n3,200\n');
  },
);

test.serial(
  'a hook that fails fails its model at the place where it is set, and nothing is published',
  async t => {
    const project = tinyProject(t, {
      'sparkify.config.ts': tinyConfig({
        more: `  onRunStart: "create table log (line varchar)",
  onRunEnd: ["{% for r in results %}insert into log values ('{{ r.node.name }} {{ r.status }}');{% endfor %}", ${log.end}],
`,
      }),
      'models/payments.sql': `{{ config(materialized='external',
  post_hook="insert into nowhere select 1"
) }}
select id, user_name, amount, paid_at from {{ ref('stg_events') }}
`,
      'models/after.sql': "select * from {{ ref('payments') }}",
    });
    const output = await failed(t, project.sparkify('build', '--fail-fast', '--threads', '1'), 1);
    t.regex(
      output,
      /Error in external model payments \(models\/payments\.sql\)\n {2}models\/payments\.sql:2:3 {2}error/,
    );
    t.regex(output, /The post_hook of payments failed: .+nowhere does not exist/);
    t.regex(output, /SKIP view model after/);
    t.regex(output, /Nothing was published/);
    const lines = project.read('target/log.csv').trimEnd().split('\n').sort();
    t.deepEqual(
      lines.filter(line => !line.includes('unique') && !line.includes('not_null')),
      ['after skipped', 'payments error', 'stg_events success', 'tiny.on-run-start.0 success'],
    );
  },
);

test.serial('when a start fails no model runs, and when an end fails nothing is published', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: `  onRunStart: ["select 1; selec 2", "select 3"],\n` }),
  });
  const start = await failed(t, project.sparkify('build'), 1);
  t.regex(start, /The hook tiny\.on-run-start\.0, statement 2 of 2, failed: Parser Error/);
  t.regex(start, /sparkify\.config\.ts:6:3 {2}error/);
  t.regex(start, /SKIP hook: tiny\.on-run-start\.1/);
  t.regex(start, /SKIP external model payments because of hook tiny\.on-run-start\.0/);
  t.regex(start, /PASS=0 WARN=0 ERROR=1 SKIP=5/);

  project.write({ 'sparkify.config.ts': tinyConfig({ more: `  onRunEnd: "select error('not today')",\n` }) });
  const end = await failed(t, project.sparkify('build'), 1);
  t.regex(end, /OK created external model payments/);
  t.regex(end, /The hook tiny\.on-run-end\.0 failed: .*not today/);
  t.regex(end, /Nothing was published/);
});

test.serial('mistakes in hooks are found before anything runs', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `  onRunStart: ["insert into x select * from {{ ref('payments') }}"],
  onRunEnd: "create macro {{ nam }}() as 1",
  models: { '+post_hook': "select * from {{ ref('paiments') }}" },
`,
    }),
    'models/payments.yml': `models:
  - name: payments
    config: { pre_hook: 3 }
`,
  });
  const output = await failed(t, project.sparkify('check'), 2);
  t.regex(
    output,
    /sparkify\.config\.ts:6:3 {2}error {2}bad-config\n {2}A hook of on-run-start reads a table of the project\./,
  );
  t.regex(output, /sparkify\.config\.ts:7:3 {2}error {2}undefined-name/);
  t.regex(output, /unknown-ref\n {2}ref\(\) names "paiments"[\s\S]+Did you mean "payments"\?/);
  t.regex(output, /gives "pre_hook" the wrong value 3\.[\s\S]+Write SQL as text, or a list of texts\./);
  project.write({ 'sparkify.config.ts': tinyConfig({ more: "  'on-run-start': 'select 1',\n" }) });
  t.regex(await failed(t, project.sparkify('check'), 2), /Write onRunStart\./);
});

test.serial('a hook cannot switch on unsigned extensions, and is told what cannot hold', async t => {
  const refused = {
    'set allow_unsigned_extensions = true': /Cannot change allow_unsigned_extensions/,
    'create temp table x as select 1': /A temporary table belongs to one connection[\s\S]+Leave out TEMP/,
    '/* all */ begin; select 1; commit': /A transaction belongs to one connection/,
    "set search_path = 'x'": /Models name their tables in the schema where a session begins/,
  };
  for (const [sql, message] of Object.entries(refused)) {
    const config = tinyConfig({
      more: `  onRunStart: ${JSON.stringify(sql)},\n`,
    });
    const project = tinyProject(t, { 'sparkify.config.ts': config });
    t.regex(await failed(t, project.sparkify('run'), 1), message);
  }
});

test.serial('a run reads the files of a source that its start hooks have written', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: `onRunStart: "copy (select 4 as id, 'Cy' as \\"user\\", 1.0 as amount, timestamp '2026-01-04' as paid_at) to 'data/events/3.json' (format json)",`,
    }),
  });
  t.regex(await succeeded(t, project.sparkify('build')), /payments .*4 rows/);
});

test.serial('a seed has hooks, and looking at data runs none', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({ more: `  onRunEnd: "copy (select 'end') to 'target/end.csv'",\n` }),
    'seeds/levels.csv': 'level\nfree\n',
    'seeds/levels.yml': `seeds:
  - name: levels
    config: { post_hook: "copy (select * from {{ this }}) to 'target/seen.csv' (header false)" }
`,
    'models/payments.sql': `${tinyFiles['models/payments.sql']}-- {{ config(post_hook="select error('looked')") }}\n`,
  });
  await succeeded(t, project.sparkify('show', 'payments'));
  await succeeded(t, project.sparkify('seed'));
  t.is(project.read('target/seen.csv'), 'free\n');
  t.is(project.read('target/end.csv').split('\n').at(-2), 'end');
});
