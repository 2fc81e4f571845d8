import test from 'ava';
import { compileProject } from '../../../src/compile/compile-project.ts';
import type { CompiledModel, CompiledSeed, CompiledSource } from '../../../src/compile/node.ts';
import { createTemplateCompiler } from '../../../src/compile/template-compiler.ts';
import type { Config } from '../../../src/config/config.ts';
import type { DiagnosticCode } from '../../../src/diagnostics/codes.ts';
import {
  buildColumn,
  buildConfig,
  buildProject,
  buildSeed,
  buildSource,
} from '../../helpers/project-builder.ts';

function compile(given: Parameters<typeof buildProject>[0], options: Partial<Config> = {}) {
  const project = buildProject(given);
  const config = buildConfig(options);
  return compileProject(project, config, createTemplateCompiler(project, config));
}

function compileOne(path: string, sql: string, options: Partial<Config> = {}, properties = {}) {
  const { nodes, diagnostics } = compile({ models: { [path]: sql }, properties }, options);
  return { model: nodes[0] as CompiledModel | undefined, diagnostics };
}

test('nodes have the unique ids of dbt and come sorted by them', t => {
  const { nodes, diagnostics } = compile({
    models: {
      'models/b.sql': "select * from {{ source('raw', 'events') }}",
      'models/a.sql': "from {{ ref('b') }}, {{ ref('c') }}, {{ ref('b') }}",
    },
    seeds: [buildSeed('seeds/c.csv')],
    sources: [buildSource('raw', 'events')],
  });
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    nodes.map(node => node.uniqueId),
    ['model.shop.a', 'model.shop.b', 'seed.shop.c', 'source.shop.raw.events'],
  );
  t.deepEqual(
    nodes.map(node => node.dependsOn),
    [['model.shop.b', 'seed.shop.c'], ['source.shop.raw.events'], [], []],
  );
  t.deepEqual(
    nodes.map(node => node.relation.schema),
    ['main', 'main', 'main', 'raw'],
  );
});

test('ref() and this write the table that a model is, whoever is rendered first and says it where', t => {
  const { nodes, diagnostics } = compile(
    {
      models: {
        'models/a.sql': "from {{ ref('b') }}, {{ ref('c') }}, {{ ref('d') }}",
        'models/b.sql': "{{ config(alias='x', schema=called()) }}select 1 -- {{ this }}",
        'models/gold/c.sql': 'select 1 -- {{ this }}',
        'models/gold/d.sql': "{{ config(schema='MAIN') }}select 1 -- {{ this }}",
      },
      macros: { 'macros/called.sql': '{% macro called() %}m{% endmacro %}' },
      properties: { c: { config: { alias: 'y' } } },
    },
    { models: { gold: { schema: 'gold', d: { alias: 'z' } } } },
  );
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    nodes.map(node => (node as CompiledModel).sql),
    ['from "m"."x", "gold"."y", "main"."z"', '"m"."x"', '"gold"."y"', '"main"."z"'].map((sql, index) =>
      index === 0 ? sql : `select 1 -- ${sql}`,
    ),
  );
});

test('a hook of a seed reads the tables that models really are', t => {
  const { nodes, diagnostics } = compile({
    models: { 'models/a.sql': "{{ config(alias='x', schema='s') }}select 1" },
    seeds: [buildSeed('seeds/c.csv', { config: { post_hook: "select * from {{ ref('a') }}" } })],
  });
  t.deepEqual(diagnostics, []);
  t.regex(JSON.stringify((nodes[1] as CompiledSeed).hooks), /from \\"s\\"\.\\"x\\"/);
});

test('of two models of one name only the enabled one says which table it is', t => {
  const { nodes, diagnostics } = compile({
    models: {
      'models/a.sql': "from {{ ref('b') }}",
      'models/new/b.sql': "{{ config(alias='new') }}select 1",
      'models/old/b.sql': "{{ config(alias='old', enabled=false) }}select 1",
    },
  });
  t.deepEqual(diagnostics, []);
  t.is((nodes[0] as CompiledModel).sql, 'from "main"."new"');
});

test('a source table keeps its tags and meta', t => {
  const { nodes } = compile({
    sources: [buildSource('raw', 'events', { tags: ['nightly'], meta: { owner: 'web' } })],
  });
  t.like(nodes[0], { tags: ['nightly'], meta: { owner: 'web' } });
});

test('nodes are plain data', t => {
  const { nodes } = compile({
    models: { 'models/a.sql': 'select 1' },
    seeds: [buildSeed('seeds/c.csv')],
    sources: [buildSource('raw', 'events')],
  });
  t.is(nodes.length, 3);
  t.deepEqual(JSON.parse(JSON.stringify(nodes)), nodes);
});

test('a model is a view, enabled, unpublished and written as snappy Parquet unless it says otherwise', t => {
  t.deepEqual(compileOne('models/a.sql', 'select 1').model!.config, {
    materialized: 'view',
    contract: { enforced: false, partial: false },
    enabled: true,
    alias: null,
    schema: null,
    published: false,
    format: 'parquet',
    partitionBy: [],
    sortBy: [],
    eventTime: null,
    onFailure: 'hold',
    incremental: {
      ...{ strategy: 'append', uniqueKey: [], onSchemaChange: 'ignore', fullRefresh: null },
      ...{ read: 'all', deletedFiles: 'keep', follows: null },
    },
    compression: 'snappy',
    group: null,
    access: 'protected',
    tags: [],
    meta: {},
    preHook: [],
    postHook: [],
  });
});

test('tables are published, and CSV is not compressed', t => {
  const { config } = compileOne(
    'models/a.sql',
    "{{ config(materialized='external', format='csv', partition_by='year', sort_by=['a', 'b']) }}select 1",
  ).model!;
  t.like(config, {
    materialized: 'external',
    published: true,
    format: 'csv',
    compression: 'uncompressed',
    partitionBy: ['year'],
    sortBy: ['a', 'b'],
  });
});

test('config() wins over properties, they over the folder, and that over folders above; tags add up and meta merges', t => {
  const { model, diagnostics } = compileOne(
    'models/staging/web/a.sql',
    "{{ config(compression='zstd', tags=['own', 'all'], meta={'d': 4}) }}select 1",
    {
      models: {
        '+tags': 'all',
        meta: { a: 1, b: 1 },
        materialized: 'table',
        staging: { '+compression': 'gzip', format: 'csv', web: { tags: ['web'], format: 'parquet' } },
      },
    },
    { a: { config: { compression: 'lz4', sort_by: 'x', meta: { b: 2, c: 3 } } } },
  );
  t.deepEqual(diagnostics, []);
  t.like(model!.config, { materialized: 'table', compression: 'zstd', format: 'parquet', sortBy: ['x'] });
  t.deepEqual(model!.tags, ['all', 'web', 'own']);
  t.deepEqual(model!.meta, { a: 1, b: 2, c: 3, d: 4 });
});

test('folder defaults may stand under the name of the project, as in dbt', t => {
  const { model, diagnostics } = compileOne('models/marts/a.sql', 'select 1', {
    models: { shop: { marts: { '+materialized': 'table' } } },
  });
  t.deepEqual(diagnostics, []);
  t.is(model!.config.materialized, 'table');
});

test('a folder in the config that does not exist is a warning with the nearest name', t => {
  const { diagnostics } = compileOne('models/staging/a.sql', 'select 1', {
    models: { stagin: { tags: 'x' } },
  });
  t.like(diagnostics[0], {
    code: 'bad-model-config',
    severity: 'warn',
    at: { file: 'sparkify.config.ts', line: 1, column: 1 },
  });
  t.regex(diagnostics[0]!.hint!, /"staging"/);
});

test('an unknown key of config() is reported at its place with the nearest name', t => {
  const { model, diagnostics } = compileOne(
    'models/a.sql',
    "select 1 -- {{ config(\n  tags='materialised',\n  materialised='table') }}",
  );
  t.is(model?.config.materialized, 'view', 'its query is checked all the same');
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'bad-model-config', hint: 'Did you mean "materialized"?' });
  t.deepEqual(diagnostics[0]!.at, { file: 'models/a.sql', line: 3, column: 3, length: 12 });
});

const badConfig = test.macro({
  exec(t, config: string, hint: RegExp, column: number) {
    const { diagnostics } = compileOne('models/a.sql', `{{ config(${config}) }}select 1`);
    t.is(diagnostics.length, 1);
    t.is(diagnostics[0]!.code, 'bad-model-config');
    t.regex(diagnostics[0]!.hint!, hint);
    t.is(diagnostics[0]!.at!.column, column);
  },
  title: given => given ?? '',
});

test('a wrong materialization gets the nearest one', badConfig, "materialized='tables'", /"table"/, 11);
test(
  'a materialization of dbt that is not there is refused',
  badConfig,
  "materialized='materialized_view'",
  /table/,
  11,
);
test('location is refused, since the lake decides', badConfig, "tags='a', location='x'", /lake/, 21);
test('a key of dbt that is not there says what to do', badConfig, "database='lake'", /one database/, 11);
test('a value of the wrong kind says which kind is right', badConfig, "enabled='yes'", /true or false/, 11);
test('a column list must be text', badConfig, 'partition_by=[1]', /list of names/, 11);
test('publishing a view is an error', badConfig, 'published=true', /table/, 11);
test(
  'publishing an ephemeral model is an error',
  badConfig,
  "materialized='ephemeral', published=true",
  /table/,
  37,
);
test(
  'a compression that the format does not have is an error',
  badConfig,
  "materialized='external', format='csv', compression='snappy'",
  /gzip/,
  50,
);
test(
  'a partition column named twice is an error',
  badConfig,
  "materialized='table', partition_by=['a', 'a']",
  /once/,
  33,
);
test('names inherited from Object are no keys', badConfig, "constructor='x'", /keys are/, 11);

test('a folder may say published: true although it holds views', t => {
  const { model, diagnostics } = compileOne('models/a.sql', 'select 1', { models: { published: true } });
  t.deepEqual(diagnostics, []);
  t.false(model!.config.published);
});

test('wrong config of properties is reported in their file', t => {
  const { diagnostics } = compileOne('models/a.sql', 'select 1', {}, { a: { config: { format: 'parket' } } });
  t.like(diagnostics[0], {
    code: 'bad-model-config',
    at: { file: 'models/schema.yml', line: 3, column: 5 },
    hint: 'Did you mean "parquet"?',
  });
});

test('a disabled model is left out with whatever is wrong in it, and a ref to it is an error', t => {
  const { nodes, diagnostics } = compile({
    models: {
      'models/off.sql': "{{ config(enabled=false) }}{{ run_query('x') }}",
      'models/a.sql': "select *\nfrom {{ ref('off') }}",
      'models/off_too.sql': "{{ config(enabled=false) }} {{ ref('off') }}",
    },
  });
  t.deepEqual(
    nodes.map(node => node.name),
    ['a'],
  );
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'disabled-ref', at: { file: 'models/a.sql', line: 2, column: 9 } });
});

test('a model and a seed of one name are refused, naming both files', t => {
  const { diagnostics } = compile({
    models: { 'models/a/users.sql': 'select 1', 'models/b/Users.sql': 'select 1' },
    seeds: [buildSeed('seeds/users.csv')],
  });
  t.deepEqual(
    diagnostics.map(({ code, at }) => [code, at!.file]),
    [
      ['duplicate-name', 'models/b/Users.sql'],
      ['duplicate-name', 'seeds/users.csv'],
    ],
  );
  t.is(diagnostics[1]!.message, 'The name "users" is used twice: here and in models/a/users.sql:1:1.');
});

test('two models of one name are fine while only one is enabled', t => {
  const { nodes, diagnostics } = compile({
    models: { 'models/a/users.sql': 'select 1', 'models/b/users.sql': '{{ config(enabled=false) }}' },
  });
  t.deepEqual(diagnostics, []);
  t.deepEqual(
    nodes.map(node => node.file),
    ['models/a/users.sql'],
  );
});

test('every model is compiled although some fail', t => {
  const { nodes, diagnostics } = compile({
    models: { 'models/a.sql': '{{ typo }}', 'models/b.sql': 'select 1', 'models/c.sql': "{{ ref('d') }}" },
  });
  t.deepEqual(
    nodes.map(node => node.name),
    ['b'],
  );
  t.deepEqual(
    diagnostics.map(({ code }) => code),
    ['undefined-name', 'unknown-ref'],
  );
});

test('an error in a macro is told once, however many models call it', t => {
  const { diagnostics } = compile({
    models: { 'models/a.sql': '{{ m() }}', 'models/b.sql': '{{ m() }}' },
    macros: { 'macros/m.sql': "{% macro m() %}{{ ref('nope') }}{% endmacro %}" },
  });
  t.is(diagnostics.length, 1);
});

test('errors of macros are among the diagnostics', t => {
  const { diagnostics } = compile({ macros: { 'macros/m.sql': '{% macro m() %}{{ 1 + }}{% endmacro %}' } });
  t.deepEqual(
    diagnostics.map(({ code }) => code),
    ['bad-jinja'],
  );
});

test('a seed takes types from its columns and from column_types', t => {
  const seed = buildSeed('seeds/geo/countries.csv', {
    columns: [buildColumn('code', 'VARCHAR'), buildColumn('name')],
    config: { delimiter: ';', column_types: { area: 'DOUBLE' } },
  });
  const { nodes, diagnostics } = compile({ seeds: [seed] }, { seeds: { geo: { '+tags': 'geo' } } });
  t.deepEqual(diagnostics, []);
  const node = nodes[0] as CompiledSeed;
  t.deepEqual(node.columnTypes, { area: 'DOUBLE', code: 'VARCHAR' });
  t.like(node, { delimiter: ';', tags: ['geo'], config: { materialized: 'seed', published: true } });
});

test('a type in column_types that does not exist is refused', t => {
  const seed = buildSeed('seeds/prices.csv', { config: { column_types: { price: 'INTEGR' } } });
  const { diagnostics } = compile({ seeds: [seed] });
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], {
    code: 'bad-model-config',
    message:
      'The type "INTEGR" of prices.price in column_types is no DuckDB type: there is no type "INTEGR".',
    hint: 'Did you mean "integer"?',
  });
});

test('a source is rendered location and typed columns', t => {
  const source = buildSource('raw', 'events', { location: "{{ var('source_root') }}/log_data/*.json" });
  const { nodes, diagnostics } = compile({ sources: [source] }, { vars: { source_root: 'data/sample' } });
  t.deepEqual(diagnostics, []);
  const node = nodes[0] as CompiledSource;
  t.is(node.location, 'data/sample/log_data/*.json');
  t.deepEqual(node.declared, [{ name: 'id', type: 'BIGINT' }]);
});

const badSource = test.macro({
  exec(t, source: ReturnType<typeof buildSource>, code: DiagnosticCode, message: RegExp) {
    const { nodes, diagnostics } = compile({ sources: [source], models: { 'models/a.sql': 'select 1' } });
    t.deepEqual(
      nodes.map(node => node.name),
      code === 'reserved-name' ? ['a'] : ['a', 'e'],
      'what reads the source is checked all the same',
    );
    t.is(diagnostics.length, 1);
    t.is(diagnostics[0]!.code, code);
    t.regex(diagnostics[0]!.message, message);
    t.regex(diagnostics[0]!.at!.file, /\.yml$/);
  },
  title: given => given ?? '',
});

test(
  'a source column needs a type',
  badSource,
  buildSource('raw', 'e', { columns: [buildColumn('id')] }),
  'bad-property',
  /"id" of raw\.e/,
);
test(
  'a source needs columns',
  badSource,
  buildSource('raw', 'e', { columns: [] }),
  'bad-property',
  /no columns/,
);
test(
  'a source column stands once',
  badSource,
  buildSource('raw', 'e', { columns: [buildColumn('id', 'INT'), buildColumn('ID', 'INT')] }),
  'duplicate-name',
  /twice/,
);
test(
  'a source needs a location',
  badSource,
  buildSource('raw', 'e', { location: ' ' }),
  'bad-property',
  /no location/,
);
test(
  'a location is no table',
  badSource,
  buildSource('raw', 'e', { location: "{{ ref('a') }}" }),
  'bad-property',
  /names a table/,
);
test(
  'an error in a location is told at its source',
  badSource,
  buildSource('raw', 'e', { location: "{{ var('no') }}" }),
  'missing-var',
  /"no"/,
);
test(
  'a source cannot take the schema of the models',
  badSource,
  buildSource('Main', 'e'),
  'reserved-name',
  /"Main"/,
);

test('two tables of one name in a source are refused', t => {
  const { diagnostics } = compile({ sources: [buildSource('raw', 'events'), buildSource('raw', 'events')] });
  t.like(diagnostics[0], { code: 'duplicate-name', at: { file: 'models/sources.yml', line: 4, column: 9 } });
});
