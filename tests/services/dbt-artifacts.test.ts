import test from 'ava';
import { succeeded } from '../helpers/cli-result.ts';
import { missingParser, parseArtifacts } from '../helpers/dbt-artifacts-parser.ts';
import { describedFiles } from '../helpers/described-files.ts';
import { referenceLineage } from '../helpers/reference-lineage.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { tinyConfig, tinyProject } from '../helpers/tiny-project.ts';

// A suite whose service is missing is named as skipped, except in CI.
const parsed = missingParser === undefined ? test.serial : test.serial.skip;

const kinds = ['ManifestV12', 'RunResultsV6', 'CatalogV1'];

parsed('dbt-artifacts-parser reads what a build of the reference project wrote', async t => {
  const project = referenceProject(t);
  await succeeded(t, project.sparkify('build'));
  const found = await parseArtifacts(project.path('target'));
  t.deepEqual(found.kinds, kinds);
  t.is(found.nodes['model.sparkify_lake.songplays'], 'model');
  t.true(found.sources.length > 0);
  const known = new Set([...Object.keys(found.nodes), ...found.sources, ...found.extra.unit_tests!]);
  t.deepEqual(
    Object.keys(found.statuses).filter(id => !known.has(id)),
    [],
  );
  t.is(found.statuses['unit_test.sparkify_lake.users.users_have_the_level_of_their_latest_play'], 'pass');
  t.true('model.sparkify_lake.songplays' in found.columns);
  t.deepEqual(
    Object.entries(found.lineage)
      .map(([id, columns]) => [id.split('.').at(-1), columns.toSorted()])
      .sort(),
    Object.entries(referenceLineage)
      .map(([name, { columns }]) => [name, Object.keys(columns).sort()])
      .sort(),
  );
});

parsed('dbt-artifacts-parser reads what a failed build wrote', async t => {
  const project = tinyProject(t, {
    'models/broken.sql': `{{ config(materialized='table') }}
select cast(user_name as integer) as number from {{ ref('stg_events') }}`,
    'models/after.sql': `{{ config(materialized='table') }} select * from {{ ref('broken') }}`,
    'tests/never.sql': `select * from {{ ref('payments') }}`,
    'models/payments.yml': `models:
  - name: payments
    constraints:
      - { type: primary_key, columns: [id] }
      - { type: check, expression: amount > 0 }
    columns:
      - name: id
        data_type: INTEGER
        constraints: [{ type: not_null }]
`,
    'seeds/levels.csv': 'level,price\nfree,0\n',
  });
  t.is((await project.sparkify('build')).exitCode, 1);
  const found = await parseArtifacts(project.path('target'));
  t.deepEqual(found.kinds, kinds);
  t.like(found.statuses, {
    'model.tiny.broken': 'error',
    'model.tiny.after': 'skipped',
    'seed.tiny.levels': 'success',
  });
  t.is(found.statuses['test.tiny.never'], 'fail');
  t.deepEqual(found.columns['source.tiny.raw.events'], {
    id: 'INTEGER',
    user: 'VARCHAR',
    amount: 'DOUBLE',
    paid_at: 'TIMESTAMP',
  });
});

parsed('dbt-artifacts-parser reads what hooks and source freshness wrote', async t => {
  const columns = '[{ name: at, data_type: TIMESTAMP }]';
  const table = (name: string, more: string) =>
    `      - { name: ${name}, location: data/${name}.json, ${more}, columns: ${columns} }\n`;
  const project = tinyProject(t, {
    'sparkify.config.ts': tinyConfig({
      more: "  onRunStart: 'create table log (line varchar)',\n  models: { '+post_hook': 'select 1' },\n",
    }),
    'models/aged.yml': `sources:
  - name: aged
    freshness: { warn_after: { count: 1, period: day } }
    tables:
${table('fresh', 'loaded_at_query: "select now()"')}${table('old', 'loaded_at_field: at')}${table('older', 'loaded_at_field: at, freshness: { error_after: { count: 1, period: day }, filter: "true" }')}${table('gone', 'loaded_at_field: at')}`,
    ...Object.fromEntries(
      ['fresh', 'old', 'older'].map(name => [`data/${name}.json`, '{"at":"2020-01-01T00:00:00Z"}\n']),
    ),
  });
  await succeeded(t, project.sparkify('build'));
  t.is((await project.sparkify('source', 'freshness')).exitCode, 1);
  const found = await parseArtifacts(project.path('target'));
  t.deepEqual(found.kinds, [...kinds, 'SourcesV3']);
  t.is(found.nodes['operation.tiny.tiny-on-run-start-0'], 'operation');
  t.is(found.statuses['operation.tiny.tiny-on-run-start-0'], 'success');
  t.deepEqual(found.freshness, {
    'source.tiny.aged.fresh': 'pass',
    'source.tiny.aged.old': 'warn',
    'source.tiny.aged.older': 'error',
    'source.tiny.aged.gone': 'runtime error',
  });
});

parsed(
  'dbt-artifacts-parser reads exposures, groups, docs, macros, selectors and what is disabled',
  async t => {
    const project = tinyProject(t, describedFiles);
    await succeeded(t, project.sparkify('build'));
    const { extra } = await parseArtifacts(project.path('target'));
    t.deepEqual(extra, {
      exposures: ['exposure.tiny.board'],
      groups: ['group.tiny.finance'],
      docs: ['doc.tiny.user'],
      macros: ['macro.tiny.cents', 'macro.tiny.rounded'],
      unit_tests: [],
      selectors: ['nightly'],
      disabled: ['exposure.tiny.old_board', 'model.tiny.old', 'seed.tiny.levels', 'source.tiny.raw.old'],
      group_map: { finance: ['model.tiny.payments', 'test.tiny.not_null_payments_id.df64f33b67'] },
    });
  },
);
