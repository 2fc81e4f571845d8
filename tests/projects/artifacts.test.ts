import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import test from 'ava';
import type { CliProject } from '../helpers/cli-project.ts';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { tinyFiles, tinyProject } from '../helpers/tiny-project.ts';

interface Manifest {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly sources: Readonly<Record<string, object>>;
  readonly parent_map: Readonly<Record<string, readonly string[]>>;
  readonly child_map: Readonly<Record<string, readonly string[]>>;
}

const manifestOf = (project: CliProject) => JSON.parse(project.read('target/manifest.json')) as Manifest;
const source = 'source.tiny.raw.events';

test.serial('the manifest names models, tests and sources as dbt does, and who reads whom', async t => {
  const project = tinyProject(t, { 'tests/never.sql': `select * from {{ ref('payments') }} where false\n` });
  await succeeded(t, project.sparkify('compile'));
  const { metadata, nodes, sources, parent_map, child_map } = manifestOf(project);
  t.like(metadata, {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    project_name: 'tiny',
    project_id: createHash('md5').update('tiny').digest('hex'),
    adapter_type: 'duckdb',
    env: {},
  });
  const raw = tinyFiles['models/payments.sql'].trim();
  t.like(nodes['model.tiny.payments'], {
    name: 'payments',
    path: 'payments.sql',
    original_file_path: 'models/payments.sql',
    patch_path: 'tiny://models/payments.yml',
    fqn: ['tiny', 'payments'],
    checksum: { name: 'sha256', checksum: createHash('sha256').update(raw).digest('hex') },
    raw_code: raw,
    relation_name: '"memory"."main"."payments"',
    refs: [{ name: 'stg_events', package: null, version: null }],
    sources: [],
    depends_on: { macros: [], nodes: ['model.tiny.stg_events'] },
    compiled_path: 'target/compiled/tiny/models/payments.sql',
  });
  t.like(nodes['model.tiny.stg_events'], { refs: [], sources: [['raw', 'events']] });
  t.deepEqual(Object.keys(sources), [source]);
  t.deepEqual(parent_map['model.tiny.stg_events'], [source]);
  t.deepEqual(child_map['model.tiny.stg_events'], ['model.tiny.payments']);
  t.deepEqual(
    child_map['model.tiny.payments']?.map(id => id.replace(/\.[0-9a-f]{10}$/, '')),
    ['test.tiny.never', 'test.tiny.not_null_payments_id', 'test.tiny.unique_payments_id'],
  );
});

test.serial('the manifest tells what a declared test is made of, and a singular one as written', async t => {
  const never = `select * from {{ ref('payments') }} where false`;
  const project = tinyProject(t, {
    'tests/never.sql': `${never}\n`,
    'models/payments.yml': `models:
  - name: payments
    columns:
      - name: user_name
        data_tests:
          - accepted_values:
              arguments: { values: [Ada, Bo] }
              config: { severity: warn, where: "amount > {{ var('least', 0) }}", warn_if: '> 2', limit: 9 }
`,
  });
  await succeeded(t, project.sparkify('compile'));
  const tests = Object.values(manifestOf(project).nodes).filter(node => node.resource_type === 'test');
  t.like(
    tests.find(({ name }) => name === 'accepted_values_payments_user_name__Ada__Bo'),
    {
      column_name: 'user_name',
      attached_node: 'model.tiny.payments',
      file_key_name: 'models.payments',
      path: 'accepted_values_payments_user_name__Ada__Bo.sql',
      original_file_path: 'models/payments.yml',
      checksum: { name: 'none', checksum: '' },
      test_metadata: {
        name: 'accepted_values',
        kwargs: {
          values: ['Ada', 'Bo'],
          column_name: 'user_name',
          model: `{{ get_where_subquery(ref('payments')) }}`,
        },
        namespace: null,
      },
    },
  );
  t.like(tests.find(({ column_name }) => column_name === 'user_name')?.config, {
    severity: 'WARN',
    where: "amount > {{ var('least', 0) }}",
    warn_if: '> 2',
    error_if: '!= 0',
    fail_calc: 'count(*)',
    limit: 9,
  });
  t.like(
    tests.find(({ name }) => name === 'never'),
    { raw_code: never, path: 'never.sql' },
  );
});

test.serial('the manifest holds contracts and constraints where dbt has them', async t => {
  const project = tinyProject(t, {
    'models/stg_events.yml': `models:
  - name: stg_events
    config: { contract: { enforced: true } }
    constraints:
      - { type: check, name: paid, expression: amount > 0 }
    columns:
      - { name: id, data_type: INTEGER, constraints: [{ type: not_null }] }
      - { name: user_name, data_type: VARCHAR }
      - { name: amount, data_type: DOUBLE }
      - { name: paid_at, data_type: TIMESTAMP }
`,
    'models/stg_events.sql': `{{ config(materialized='table') }}${tinyFiles['models/stg_events.sql']}`,
  });
  await succeeded(t, project.sparkify('compile'));
  const model = manifestOf(project).nodes['model.tiny.stg_events']! as {
    readonly columns: Readonly<Record<string, { readonly constraints: readonly object[] }>>;
    readonly constraints: readonly object[];
  };
  t.like(model, { contract: { enforced: true }, config: { contract: { enforced: true } } });
  t.is(model.constraints.length, 1);
  t.like(model.constraints[0], { type: 'check', name: 'paid', expression: 'amount > 0' });
  t.like(model.columns.id?.constraints[0], { type: 'not_null', name: null });
  t.deepEqual(model.columns.amount?.constraints, []);
});

test.serial('two compilations of one project differ in their metadata and times only', async t => {
  const project = tinyProject(t);
  const compiled = async () => {
    await succeeded(t, project.sparkify('compile'));
    const text = project.read('target/manifest.json');
    return JSON.stringify({ ...JSON.parse(text), metadata: {} }).replaceAll(/"created_at":[\d.]+/g, '');
  };
  t.is(await compiled(), await compiled());
});

test.serial('check writes the manifest of a project that compiles, and leaves it alone else', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('check'));
  const first = project.read('target/manifest.json');
  t.false(existsSync(project.path('target/run_results.json')));
  project.write({ 'models/stg_events.sql': `select * from {{ ref('nothing') }}` });
  await failed(t, project.sparkify('check'), 2);
  t.is(project.read('target/manifest.json'), first);
});

test.serial('a build writes three artifacts of one invocation, with rows, bytes and files', async t => {
  const project = tinyProject(t);
  await succeeded(t, project.sparkify('build', '--threads', '2'));
  const [manifest, results, catalog] = ['manifest', 'run_results', 'catalog'].map(name =>
    JSON.parse(project.read(`target/${name}.json`)),
  );
  t.is(results.metadata.invocation_id, manifest.metadata.invocation_id);
  t.is(catalog.metadata.invocation_id, manifest.metadata.invocation_id);
  t.like(results.args, { which: 'build', target: 'dev', threads: 2 });
  const payments = results.results.find(
    ({ unique_id }: { unique_id: string }) => unique_id === 'model.tiny.payments',
  );
  const { stats, columns } = catalog.nodes['model.tiny.payments'];
  t.like(payments, { status: 'success', relation_name: '"memory"."main"."payments"' });
  t.is(payments.adapter_response.rows_affected, 3);
  t.is(payments.adapter_response.files_written, 2);
  t.is(stats.num_rows.value, 3);
  t.is(stats.num_files.value, 2);
  t.is(stats.num_bytes.value, payments.adapter_response.bytes_written);
  t.is(columns.amount.type, 'DOUBLE');
});

test.serial('values of the environment are in none of them', async t => {
  const value = 'from-the-environment';
  const project = tinyProject(t, {
    '.env': `SOME_VALUE=${value}\n`,
    [`data/${value}/1.json`]: tinyFiles['data/events/1.json'],
    'models/payments.sql': `{{ config(materialized='table') }}
select id, '{{ env_var('SOME_VALUE') }}' as said from {{ ref('stg_events') }}`,
    'models/sources.yml': tinyFiles['models/sources.yml'].replace(
      'data/events/*.json',
      `"data/{{ env_var('SOME_VALUE') }}/*.json"`,
    ),
  });
  await succeeded(t, project.sparkify('build'));
  for (const name of ['manifest', 'run_results', 'catalog'])
    t.false(project.read(`target/${name}.json`).includes(value), name);
});
