import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

/** A config whose lake is on S3, which `check` never asks. */
function config(catalog: string, { lake = 's3://nowhere/lake', more = '' } = {}): string {
  return `import { defineConfig, duckdb, glue } from 'sparkify';

export default defineConfig({
  name: 'tiny',
  targets: { dev: duckdb(), prod: duckdb({ lake: '${lake}', catalog: glue(${catalog}) }) },
  ${more}
});
`;
}

const odd = `{{ config(materialized='external') }}
select id, uuid() as token, '10:00'::time as spent_at, [1::utinyint] as levels
from {{ ref('stg_events') }}
`;

test('check names what cannot be registered, where it stands and what to write instead', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': config("{ database: 'music' }"),
    'models/odd.sql': odd,
    'models/listed.sql': "{{ config(materialized='external', format='csv') }}\nselect 1 as one\n",
  });
  await succeeded(t, project.sparkify('check'));
  const output = await failed(t, project.sparkify('check', '--target', 'prod'), 2);
  t.regex(output, /models\/odd\.sql:2:\d+ {2}error {2}not-registrable\n/);
  t.regex(output, /odd\.token is UUID, which Athena would not read as it was written\./);
  t.regex(output, /Cast it to VARCHAR in the query\./);
  t.regex(output, /listed is CSV, and only Parquet is registered\./);
  t.notRegex(output, /odd\.levels/);
});

test('a table that is left out may be as it likes', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': config("{ database: 'music', except: ['odd'] }"),
    'models/odd.sql': odd,
  });
  const { exitCode, output } = await project.sparkify('check', '--target', 'prod');
  t.is(exitCode, 0, output);
});

test('a partition column that cannot be projected is named', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': config("{ database: 'music', mode: 'projection' }"),
    'models/daily.sql': `{{ config(materialized='external', partition_by=['paid_at']) }}
select id, paid_at from {{ ref('stg_events') }}
`,
  });
  const output = await failed(t, project.sparkify('check', '--target', 'prod'), 2);
  t.regex(
    output,
    /daily is partitioned by paid_at of the type TIMESTAMP, whose values Athena cannot project\./,
  );
  t.regex(output, /injected: \['daily\.paid_at'\]/);
});

test('a table that is left out and that nobody publishes is taken for a typo', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': config("{ database: 'music', except: ['payment'] }"),
  });
  const { exitCode, output } = await project.sparkify('check', '--target', 'prod');
  t.is(exitCode, 0, output);
  t.regex(output, /leaves out "payment", and nothing publishes such a table\.\s+Did you mean "payments"\?/);
});

test('two tables of one name there are refused', async t => {
  const project = tinyProject(t, {
    'sparkify.config.ts': config("{ database: 'music' }"),
    'models/one.sql': "{{ config(materialized='external', schema='a') }}\nselect 1 as one\n",
    'models/two.sql': "{{ config(materialized='external', alias='a_one') }}\nselect 1 as one\n",
  });
  const output = await failed(t, project.sparkify('check', '--target', 'prod'), 2);
  t.regex(output, /would both be registered as a_one\./);
});

const badConfigs: readonly (readonly [name: string, text: string, told: RegExp])[] = [
  [
    'a lake in a folder',
    config("{ database: 'music' }", { lake: 'target/lake' }),
    /The target prod has its lake in a folder, and what is registered in Glue must be on S3\./,
  ],
  [
    'a projection of a plain copy that is turned off',
    config("{ database: 'music', mode: 'projection' }", { more: 'releases: { plainCopy: false },' }),
    /is to project partitions of the plain copy, which is turned off\./,
  ],
  [
    'the name of a database in upper case',
    config("{ database: 'Music' }"),
    /must be the name of a database of Glue/,
  ],
  ['an unknown key', config("{ database: 'music', regio: 'x' }"), /regio[\s\S]*region/],
  ['no database', config('{}'), /database/],
];

for (const [name, text, told] of badConfigs) {
  test(`${name} is refused`, async t => {
    const project = tinyProject(t, { 'sparkify.config.ts': text });
    t.regex(await failed(t, project.sparkify('check', '--target', 'prod'), 2), told);
  });
}

test('a target without a catalog has nothing to bring about', async t => {
  const output = await failed(t, tinyProject(t).sparkify('catalog', 'sync'), 2);
  t.regex(output, /bad-usage.*The target dev has no catalog\./s);
  t.regex(output, /catalog: glue\(\{ database: 'music' \}\)/);
});
