import test from 'ava';
import type { JsonObject } from '../../../src/config/json-value.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { renderPosition } from '../../../src/diagnostics/position.ts';
import type { DeclaredTest } from '../../../src/project/project.ts';
import { checkProject } from '../../helpers/check-project.ts';
import { buildColumn, buildProject, buildSeed, buildSource } from '../../helpers/project-builder.ts';

const events = buildSource('raw', 'events', {
  columns: [buildColumn('userId', 'VARCHAR'), buildColumn('ts', 'INT64')],
});

function declare(name: string, values: DeclaredTest['arguments'] = {}): DeclaredTest {
  return {
    test: name,
    name: undefined,
    description: '',
    arguments: values,
    config: {},
    at: { file: 'models/schema.yml', line: 12, column: 11 },
  };
}

/** `file:line:column code`, for each. */
function places(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ at, code }) => `${renderPosition(at!)} ${code}`);
}

test('columns are inferred from sources and seeds through every model', async t => {
  const project = buildProject({
    sources: [events],
    seeds: [buildSeed('seeds/levels.csv')],
    models: {
      'models/stg.sql':
        "select userId::bigint as user_id, epoch_ms(ts) as played from {{ source('raw', 'events') }}",
      'models/users.sql': `select user_id, max(played) as latest, any_value(price) as price
        from {{ ref('stg') }} join {{ ref('levels') }} on true group by user_id`,
    },
  });
  const levels = [{ name: 'price', type: 'DECIMAL(9,2)' }];
  const { columns, diagnostics } = await checkProject(project, { 'seed.shop.levels': levels });
  t.deepEqual(diagnostics, []);
  t.deepEqual(columns, {
    'source.shop.raw.events': [
      { name: 'userId', type: 'VARCHAR' },
      { name: 'ts', type: 'BIGINT' },
    ],
    'seed.shop.levels': levels,
    'model.shop.stg': [
      { name: 'user_id', type: 'BIGINT' },
      { name: 'played', type: 'TIMESTAMP' },
    ],
    'model.shop.users': [
      { name: 'user_id', type: 'BIGINT' },
      { name: 'latest', type: 'TIMESTAMP' },
      { name: 'price', type: 'DECIMAL(9,2)' },
    ],
  });
});

test('a column of a source whose type JSON cannot hold is refused at its place, and its readers are checked', async t => {
  const payload = buildSource('raw', 'files', {
    columns: [buildColumn('id', 'BIGINT'), buildColumn('parts', 'STRUCT(body BYTEA)[]')],
  });
  const project = buildProject({
    sources: [payload],
    models: { 'models/stg.sql': "select nope from {{ source('raw', 'files') }}" },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(places(diagnostics), [
    'models/stg.sql:1:8 unknown-column',
    'models/schema.yml:9:7 bad-property',
  ]);
  t.like(diagnostics[1], {
    message:
      'The column "parts" of raw.files is BLOB in STRUCT(body BLOB)[], which no JSON value is read into.',
    hint: 'Declare VARCHAR, and cast it in a model.',
  });
});

test('an error stands at its line and column of the source, without an excerpt when that says it all', async t => {
  const project = buildProject({
    sources: [events],
    models: {
      'models/stg.sql':
        "{{ config(materialized='table') }}\nselect\n  user_id,\n  ts\nfrom {{ source('raw', 'events') }}\n",
    },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(diagnostics, [
    {
      code: 'unknown-column',
      severity: 'error',
      message: 'There is no column "user_id" here.',
      at: { file: 'models/stg.sql', line: 3, column: 3, length: 7 },
      hint: 'Did you mean "userId"?',
    },
  ]);
});

test('where the text was made by an expression, the compiled text is shown', async t => {
  const project = buildProject({
    sources: [events],
    models: { 'models/stg.sql': "select\n  {{ 'userr' ~ 'Id' }} as id\nfrom {{ source('raw', 'events') }}" },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(places(diagnostics), ['models/stg.sql:2:3 unknown-column']);
  t.true(diagnostics[0]!.compiled!.includes('> 2 |   userrId as id\n    |   ^^^^^^^'));
});

test('an error in text that a macro wrote stands in the file of the macro', async t => {
  const project = buildProject({
    sources: [events],
    macros: { 'macros/cents.sql': '{% macro cents() %}\n  amountt / 100\n{% endmacro %}' },
    models: { 'models/stg.sql': "select {{ cents() }} as x from {{ source('raw', 'events') }}" },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(places(diagnostics), ['macros/cents.sql:2:3 unknown-column']);
});

test('what stands on a broken model is not reported again', async t => {
  const project = buildProject({
    models: {
      'models/a.sql': 'select nope',
      'models/b.sql': "select x from {{ ref('a') }}",
      'models/c.sql': "select y from {{ ref('b') }}",
      'models/d.sql': 'select nope_too',
    },
  });
  const { diagnostics, columns } = await checkProject(project);
  t.deepEqual(places(diagnostics), ['models/a.sql:1:8 unknown-column', 'models/d.sql:1:8 unknown-column']);
  t.deepEqual(columns, {});
});

test('a broken model stands in for itself where a contract says all that it has', async t => {
  const declared = (config: JsonObject) =>
    buildProject({
      models: { 'models/a.sql': 'select nope', 'models/b.sql': "select x, z from {{ ref('a') }}" },
      properties: { a: { config, columns: [buildColumn('x', 'int'), buildColumn('y', 'text')] } },
    });
  const promised = await checkProject(declared({ contract: { enforced: true } }));
  t.deepEqual(places(promised.diagnostics), [
    'models/a.sql:1:8 unknown-column',
    'models/b.sql:1:11 unknown-column',
  ]);
  // Otherwise it may well have a z that nobody has described.
  for (const [enforced, partial] of [
    [false, false],
    [true, true],
  ] as const) {
    const { diagnostics, columns } = await checkProject(declared({ contract: { enforced, partial } }));
    t.deepEqual(places(diagnostics), ['models/a.sql:1:8 unknown-column']);
    t.deepEqual(columns, {});
  }
});

test('a type that does not exist is an error of its declaration', async t => {
  const source = buildSource('raw', 'events', { columns: [buildColumn('id', 'BIGNIT')] });
  const { diagnostics } = await checkProject(buildProject({ sources: [source] }));
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'bad-property', at: { file: 'models/schema.yml', line: 9 } });
  t.true(diagnostics[0]!.message.includes('"BIGNIT" of events.id'));
});

test('a lattice of models ten levels deep is bound once a model', async t => {
  const models: Record<string, string> = {
    'models/l0.sql': 'select 1 as x',
    'models/r0.sql': 'select 1 as x',
  };
  for (let level = 1; level <= 10; level++) {
    for (const side of ['l', 'r']) {
      models[`models/${side}${level}.sql`] =
        `select l.x + r.x as x from {{ ref('l${level - 1}') }} l, {{ ref('r${level - 1}') }} r`;
    }
  }
  const { diagnostics, columns } = await checkProject(buildProject({ models }));
  t.deepEqual(diagnostics, []);
  t.is(Object.keys(columns).length, 22);
});

test('a table that is named directly, past ref() and source(), is refused', async t => {
  const project = buildProject({
    sources: [events],
    models: {
      'models/a.sql': 'select 1 as x',
      'models/b.sql': 'select x\nfrom a',
      'models/c.sql': 'select ts from raw.events',
      'models/d.sql': "with a as (select 1 as x) select x from a -- {{ ref('b') }}",
    },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(places(diagnostics).toSorted(), [
    'models/b.sql:2:6 unknown-relation',
    'models/c.sql:1:16 unknown-relation',
  ]);
  t.deepEqual(diagnostics.map(({ hint }) => hint).toSorted(), [
    "Write {{ ref('a') }}.",
    "Write {{ source('raw', 'events') }}.",
  ]);
});

test('a data test whose query does not bind is an error at its declaration', async t => {
  const to = declare('relationships', { to: "ref('b')", field: 'idd' });
  const project = buildProject({
    models: { 'models/a.sql': 'select 1 as id', 'models/b.sql': 'select 1 as id' },
    properties: { a: { columns: [{ ...buildColumn('id'), tests: [to] }] } },
  });
  const { diagnostics } = await checkProject(project);
  t.deepEqual(places(diagnostics), ['models/schema.yml:12:11 unknown-column']);
  t.like(diagnostics[0], {
    message:
      'The test relationships_a_id__idd__ref_b_ cannot run: Table "other" does not have a column named "idd".',
    hint: 'Did you mean "id"?',
  });
  t.true(diagnostics[0]!.compiled!.includes('other."idd"'));
});

test('a singular test is an error in its own file', async t => {
  const project = buildProject({
    models: { 'models/a.sql': 'select 1 as id' },
    singularTests: [{ name: 'x', path: 'tests/x.sql', text: "select *\nfrom {{ ref('a') }}\nwhere idd = 2" }],
  });
  t.deepEqual(places((await checkProject(project)).diagnostics), ['tests/x.sql:3:7 unknown-column']);
});

test('tests of a column that is missing do not repeat that', async t => {
  const project = buildProject({
    models: { 'models/a.sql': 'select 1 as id' },
    properties: {
      a: { columns: [{ ...buildColumn('idd'), tests: [declare('unique'), declare('not_null')] }] },
    },
  });
  t.deepEqual(places((await checkProject(project)).diagnostics), ['models/schema.yml:9:7 undeclared-column']);
});
