import test from 'ava';
import { failed, succeeded } from '../helpers/cli-result.ts';
import { musicProject } from '../helpers/music-project.ts';
import { readJobEvents } from '../helpers/open-lineage-schema.ts';
import { referenceLineage } from '../helpers/reference-lineage.ts';
import { referenceProject } from '../helpers/reference-project.ts';
import { tinyProject } from '../helpers/tiny-project.ts';

interface Input {
  readonly node: string;
  readonly column: string;
  readonly role: string;
}
interface LineageFile {
  readonly models: Readonly<
    Record<
      string,
      {
        readonly columns: Readonly<
          Record<string, { readonly inputs: readonly Input[]; readonly unknown: string | null }>
        >;
        readonly rows: readonly Input[];
        readonly rows_unknown: string | null;
      }
    >
  >;
}

/** `source.sparkify_lake.raw.events` is `raw.events`. */
const named = ({ node, column }: Input) => `${node.split('.').slice(2).join('.')}.${column}`;

test('every column of the reference project comes from what its SQL says', async t => {
  const project = referenceProject(t);
  await succeeded(t, project.sparkify('check'));
  const { models } = JSON.parse(project.read('target/lineage.json')) as LineageFile;
  t.deepEqual(Object.keys(models).length, Object.keys(referenceLineage).length);
  for (const [name, expected] of Object.entries(referenceLineage)) {
    const { columns, rows, rows_unknown } = (models[`model.sparkify_lake.${name}`] ??
      models[`snapshot.sparkify_lake.${name}`])!;
    const found = Object.entries(columns).map(([column, { inputs, unknown }]) => {
      t.is(unknown, null);
      return [column, inputs.map(named).sort()] as const;
    });
    const wanted = Object.entries(expected.columns).map(
      ([column, inputs]) => [column, inputs.toSorted()] as const,
    );
    t.deepEqual(Object.fromEntries(found), Object.fromEntries(wanted), name);
    t.is(rows_unknown, null);
    const roles = [...new Set(rows.map(({ role }) => role))].sort();
    t.deepEqual(
      roles.map(role => [
        role,
        rows
          .filter(row => row.role === role)
          .map(named)
          .sort(),
      ]),
      Object.keys(expected.rows)
        .sort()
        .map(role => [role, expected.rows[role]!.toSorted()]),
      name,
    );
  }
});

test('the manifest of a check and of a build holds the lineage of every model, beside its meta', async t => {
  const project = musicProject(t, {
    'models/marts/meta.yml': 'models:\n  - { name: scratch, config: { meta: { owner: ada } } }\n',
  });
  const manifest = () => JSON.parse(project.read('target/manifest.json')).nodes;
  for (const command of ['check', 'build']) {
    await succeeded(t, project.sparkify(command, '-q'));
    const { models } = JSON.parse(project.read('target/lineage.json'));
    t.is(Object.keys(models).length, 6);
    for (const [id, { columns }] of Object.entries(models as LineageFile['models'])) {
      const found = manifest()[id].meta.sparkify_lineage.columns;
      t.deepEqual(Object.keys(found), Object.keys(columns));
      for (const [name, { inputs }] of Object.entries(columns)) {
        t.deepEqual(found[name].inputs.map(named), inputs.map(named));
      }
    }
    // Expressions may hold what env_var() gave, which is in no manifest.
    t.deepEqual(manifest()['model.music.scratch'].meta.sparkify_lineage, {
      columns: {
        song: {
          inputs: [{ node: 'model.music.stg_plays', column: 'song', role: 'identity' }],
          unknown: null,
        },
        times: { inputs: [], unknown: null },
      },
      rows: [{ node: 'model.music.stg_plays', column: 'song', role: 'group' }],
      rows_unknown: null,
    });
    t.is(manifest()['model.music.scratch'].meta.owner, 'ada');
    project.remove('target/lineage.json');
  }
  // Nothing is bound to compile a project, and what it changes is no change of lineage.
  await succeeded(t, project.sparkify('compile'));
  t.deepEqual(manifest()['model.music.scratch'].meta, { owner: 'ada' });
});

test('lineage in a manifest makes no node another one', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('check'));
  const { output } = await project.sparkify('ls', '-s', 'state:modified', '--state', 'target');
  t.regex(output, /"state:modified" matches nothing\./);
});

test('lineage tells step by step where a column comes from', async t => {
  const project = musicProject(t);
  t.is(
    await succeeded(t, project.sparkify('lineage', 'listeners.seconds')),
    `listeners.seconds  cast(sum(seconds) as bigint)
└─ long_plays.seconds  *  [aggregation]
   └─ stg_plays.seconds  seconds
      └─ raw.plays.seconds

Which rows listeners has is decided by
  group   long_plays.listener
`,
  );
  t.regex(await succeeded(t, project.sparkify('lineage', 'raw.plays.id')), /^raw\.plays\.id\n$/);
});

test('lineage tells it as JSON, with every column on the way', async t => {
  const project = musicProject(t);
  const json = JSON.parse(
    await succeeded(t, project.sparkify('lineage', 'charts.price', '--output', 'json')),
  );
  t.deepEqual(json.asked, [{ node: 'model.music.charts', column: 'price' }]);
  t.deepEqual(
    json.columns.map(({ node, column }: Input) => `${node}.${column}`),
    ['model.music.charts.price', 'seed.music.levels.price'],
  );
  t.deepEqual(json.columns[0].inputs, [
    { node: 'seed.music.levels', column: 'price', role: 'identity', through: [] },
  ]);
});

test('lineage of all models goes into a file of OpenLineage events, each with facets as its specification has them', async t => {
  const project = musicProject(t);
  await succeeded(t, project.sparkify('lineage', '--openlineage', 'out/events.ndjson'));
  const events = readJobEvents(project.read('out/events.ndjson'));
  t.is(events.length, 6);
  const listeners = events.find(({ job }) => job.name === 'model.music.listeners')!;
  const namespace = 'sparkify://music/dev';
  t.is(listeners.schemaURL, 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent');
  t.deepEqual(
    listeners.inputs.map(({ namespace, name }: { namespace: string; name: string }) => ({ namespace, name })),
    [{ namespace, name: 'main.long_plays' }],
  );
  const { name, facets } = listeners.outputs[0]!;
  t.is(name, 'main.listeners');
  t.deepEqual(facets.columnLineage.fields.seconds, {
    inputFields: [
      {
        ...{ namespace, name: 'main.long_plays', field: 'seconds' },
        transformations: [{ type: 'DIRECT', subtype: 'AGGREGATION', description: '', masking: false }],
      },
    ],
  });
  t.deepEqual(facets.columnLineage.dataset, [
    {
      ...{ namespace, name: 'main.long_plays', field: 'listener' },
      transformations: [{ type: 'INDIRECT', subtype: 'GROUP_BY', description: '', masking: false }],
    },
  ]);
  t.deepEqual(facets.schema.fields.at(-1), { name: 'seconds', type: 'BIGINT' });
});

test('events of the reference project name only columns that its datasets have', async t => {
  const project = referenceProject(t);
  await succeeded(t, project.sparkify('lineage', '--openlineage', 'events.ndjson'));
  const events = readJobEvents(project.read('events.ndjson'));
  t.is(events.length, Object.keys(referenceLineage).length);
  for (const { inputs, outputs } of events) {
    const known = new Set(
      inputs.flatMap(({ name, facets }) => facets.schema.fields.map(field => `${name}.${field.name}`)),
    );
    for (const { facets } of outputs) {
      const { fields, dataset } = facets.columnLineage;
      t.deepEqual(
        Object.keys(fields),
        facets.schema.fields.map(({ name }) => name),
      );
      const named = [...dataset, ...Object.values(fields).flatMap(({ inputFields }) => inputFields)];
      t.deepEqual(
        named.map(({ name, field }) => `${name}.${field}`).filter(field => !known.has(field)),
        [],
      );
    }
  }
});

test('impact tells what the change of a column reaches', async t => {
  const project = musicProject(t);
  const text = await succeeded(t, project.sparkify('impact', 'stg_plays.listener'));
  t.is(
    text,
    `stg_plays.listener reaches 3 models, 3 columns and 1 data test.

Columns whose values come from it
  long_plays  listener  models/staging/long_plays.sql
  plays       listener  models/marts/plays.sql
  listeners   listener  models/marts/listeners.sql

Models whose rows it helps to decide
  listeners  group  models/marts/listeners.sql

Data tests that read what it reaches
  unique_listeners_listener  models/marts/marts.yml:9
`,
  );
  t.is(
    await succeeded(t, project.sparkify('impact', 'charts.long_times')),
    'Nothing reads charts.long_times.\n',
  );
});

const unitTests = `unit_tests:
  - name: adds_up
    model: listeners
    given:
      - input: ref('long_plays')
        rows: [{ listener: ada, seconds: 40 }, { listener: ada, seconds: 50 }]
    expect:
      rows: [{ listener: ada, seconds: 90 }]
  - name: leaves_out_short_ones
    model: long_plays
    given:
      - input: ref('stg_plays')
        format: sql
        rows: select 1 as id, 'bo' as "LISTENER", 29 as seconds
    expect: { rows: [] }
  - name: prices
    model: charts
    given:
      - { input: ref('long_plays'), format: csv, rows: "song,level\\nLow Tide,free" }
      - { input: ref('scratch'), rows: [{ song: Low Tide, times: 1 }] }
      - { input: ref('levels') }
    expect:
      rows: [{ song: Low Tide, price: 0 }]
`;

test('impact tells which unit tests give or expect what changes', async t => {
  const project = musicProject(t, { 'models/marts/unit.yml': unitTests });
  await succeeded(t, project.sparkify('test', '-q', '-s', 'test_type:unit'));
  t.regex(
    await succeeded(t, project.sparkify('impact', 'stg_plays.listener')),
    /^stg_plays\.listener reaches 3 models, 3 columns, 1 data test and 2 unit tests\.$[\s\S]*^Unit tests with values of what it reaches\n {2}listeners::adds_up +gives listener, expects listener +models\/marts\/unit\.yml:2\n {2}long_plays::leaves_out_short_ones +gives listener +models\/marts\/unit\.yml:9\n$/m,
  );
  const told = async (column: string) =>
    JSON.parse(await succeeded(t, project.sparkify('impact', column, '--output', 'json'))).unit_tests;
  t.deepEqual(await told('long_plays.song'), [
    {
      node: 'unit_test.music.charts.prices',
      file: 'models/marts/unit.yml',
      line: 16,
      gives: [{ node: 'model.music.long_plays', column: 'song' }],
      expects: ['song'],
    },
  ]);
  // The rows of a seed stand in its own file.
  t.like((await told('levels.price'))[0], { gives: [], expects: ['price'] });
  t.deepEqual(await told('plays.month'), []);
});

test('impact tells which exposures read what changes', async t => {
  const exposures = `exposures:
  - { name: dashboard, type: dashboard, label: Top listeners, depends_on: [ref('listeners')], owner: { name: analysts } }
  - { name: report, type: analysis, depends_on: [ref('plays')], owner: { name: analysts } }
`;
  const project = musicProject(t, { 'models/exposures.yml': exposures });
  const told = async (column: string) =>
    JSON.parse(await succeeded(t, project.sparkify('impact', column, '--output', 'json'))).exposures.map(
      ({ node }: { node: string }) => node,
    );
  t.deepEqual(await told('raw.plays.level'), ['exposure.music.dashboard']);
  t.deepEqual(await told('long_plays.id'), []);
  t.regex(
    await succeeded(t, project.sparkify('impact', 'listeners.level')),
    /Exposures\n {2}Top listeners {2}models\/exposures\.yml:2\n/,
  );
});

test('impact tells which models have other rows because of a change further up', async t => {
  const project = musicProject(t);
  const json = JSON.parse(
    await succeeded(t, project.sparkify('impact', 'raw.plays.seconds', '--output', 'json')),
  );
  const byNode = new Map(json.models.map((model: { node: string }) => [model.node, model]));
  // `where seconds >= 30` in long_plays, of which charts counts the rows without a look at the seconds.
  t.like(byNode.get('model.music.long_plays'), { columns: ['seconds'], rows: ['filter'] });
  t.deepEqual(json.models_below, [{ node: 'model.music.charts', file: 'models/marts/charts.sql' }]);
});

test('a name that does not exist is told with the nearest one', async t => {
  const project = tinyProject(t);
  t.regex(
    await failed(t, project.sparkify('lineage', 'payments.ammount'), 2),
    /payments has no column "ammount"\.\n.*Did you mean "amount"\?/s,
  );
  t.regex(
    await failed(t, project.sparkify('impact', 'payment.amount'), 2),
    /There is no model, seed or source "payment\.amount"\.\n.*Did you mean "payments"\?/s,
  );
  t.regex(await failed(t, project.sparkify('lineage'), 2), /lineage takes a column or a table/);
});
